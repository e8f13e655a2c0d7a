import PrepExamples
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

/// Words with tags are encoded as one text where the vocabulary has the space in its tokens or takes it away, and one by
/// one where it is a token of its own, unknown, or has none.
@Suite struct WordSpacingTests {
  /// A file with the model, what cuts texts, and tokens by their ids.
  private static func file(_ model: String, _ cuts: String, _ tokens: [String], more: String = "") -> String {
    let vocabulary = tokens.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
    return #"{"added_tokens":[],"pre_tokenizer":\#(cuts),"model":{"type":"\#(model)","unk_token":"?"\#(more),"#
      + #""vocab":{\#(vocabulary)}}}"#
  }

  private static let letters = ["?", "a", "b", "c"]
  private static let residues = file("BPE", "null", letters, more: #","merges":[]"#)

  /// Name, file, and whether words are encoded alone.
  static let vocabularies: [(name: String, file: String, areApart: Bool)] = [
    ("residues, the space unknown", residues, true),
    ("residues, the space a token", file("BPE", "null", letters + [" "], more: #","merges":[]"#), true),
    (
      "residues, the space left out",
      residues.replacing(#""unk_token":"?","#, with: ""), true
    ),
    ("words, nothing cut", file("WordLevel", "null", letters + ["ab"]), true),
    ("words, spaces taken away", file("WordLevel", #"{"type":"WhitespaceSplit"}"#, letters + ["ab"]), false),
    (
      "marks in tokens",
      file(
        "BPE", #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#,
        letters + ["▁", "▁a"], more: #","merges":["▁ a"]"#), false
    ),
    (
      "pieces of words",
      file(
        "WordPiece", #"{"type":"BertPreTokenizer"}"#, letters + ["##a", "##b", "##c"],
        more: ###","continuing_subword_prefix":"##","max_input_chars_per_word":100"###), false
    ),
  ]

  @Test(arguments: vocabularies.indices)
  func `every word has its label, on a token of its own`(index: Int) throws {
    let (name, file, areApart) = Self.vocabularies[index]
    let tokenizer = try Tokenizer(tokenizerJSON: Array(file.utf8), name: "words")
    #expect((WordSpacing(tokenizer) == .apart) == areApart, "\(name)")
    var options = TokenizingOptions()
    options.tasks.labels = TagLabels(names: ["O", "B-X", "I-X"].map { Array($0.utf8) })
    options.tasks.checks = true
    let examples = ExampleTokenizer(tokenizer, options: options, shape: .tokenClassification)
    var generator = SeededGenerator(seed: UInt64(index))
    for _ in 0..<TestData.rounds(60) {
      let words = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        String(
          (0..<Int.random(in: 1...3, using: &generator)).map { _ in "abc".randomElement(using: &generator) ?? "a" })
      }
      let tags = words.map { _ in Bool.random(using: &generator) ? "B-X" : "O" }
      let text = TaggedText(words: words.map { Array($0.utf8) }, tags: tags.map { Array($0.utf8) })
      let made = try #require(try examples.tokenize(.tokenClassification(text), weight: nil).first)
      guard case .integers(let labels) = made.columns[0], case .integers(let numbers) = made.columns[1] else {
        Issue.record("no labels")
        return
      }
      if areApart {
        var alone: [UInt32] = []
        for word in words { alone += try tokenizer.encode(word) }
        #expect(made.tokens == alone, "\(name): \(words)")
      }
      // The first token of each word, in order, has the label of the word; no other token has one.
      let given = labels.filter { (label: Int32) in label >= 0 }
      let wanted = tags.map { (tag: String) -> Int32 in tag == "O" ? 0 : 1 }
      #expect(given == wanted, "\(name): \(words)")
      for (place, label) in labels.enumerated() where label >= 0 {
        #expect(place == 0 || numbers[place] != numbers[place - 1], "\(name): \(words)")
      }
    }
  }

  @Test func `a space in a text is no word where it is a token of its own`() throws {
    let tokenizer = try Tokenizer(tokenizerJSON: Array(Self.vocabularies[1].file.utf8), name: "words")
    var options = TokenizingOptions()
    options.tasks.labels = TagLabels(names: ["O", "B-X", "I-X"].map { Array($0.utf8) })
    options.tasks.checks = true
    let examples = ExampleTokenizer(tokenizer, options: options, shape: .tokenClassification)
    let text = TaggedText(text: Array("a b c".utf8), spans: [TextSpan(2..<3, [0x58])])
    let made = try examples.tokenize(.tokenClassification(text), weight: nil)
    #expect(made[0].tokens == [1, 4, 2, 4, 3])
    #expect(made[0].columns[0] == .integers([0, 0, 1, 0, 0]))
  }
}
