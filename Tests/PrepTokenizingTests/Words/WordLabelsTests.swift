import PrepExamples
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

@Suite struct WordLabelsTests {
  private static let file = #"""
    {"added_tokens":[{"id":0,"content":"[UNK]","special":true},{"id":1,"content":"[CLS]","special":true},
    {"id":2,"content":"[SEP]","special":true}],
    "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
    "pre_tokenizer":{"type":"BertPreTokenizer"},
    "post_processor":{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]},
    "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
    "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
    "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"b":4,"c":5,"##a":6,"##b":7,"##c":8,".":9}}}
    """#
  private static let names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]

  private static func tokenizer(_ change: (inout TokenizingOptions) -> Void = { _ in }, names: [String] = names) throws
    -> ExampleTokenizer
  {
    var options = TokenizingOptions()
    options.tasks.labels = TagLabels(names: names.map { Array($0.utf8) })
    options.tasks.checks = true
    change(&options)
    let tokenizer = try Tokenizer(tokenizerJSON: Array(file.utf8), name: "words")
    return ExampleTokenizer(tokenizer, options: options, shape: .tokenClassification)
  }

  private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  private static func words(_ words: [String], _ tags: String) -> Example {
    .tokenClassification(
      TaggedText(words: bytes(words), tags: bytes(tags.split(separator: " ").map(String.init))))
  }

  private static func integers(_ sequence: TokenSequence, _ column: Int) -> [Int] {
    guard case .integers(let values) = sequence.columns[column] else { return [] }
    return values.map { Int($0) }
  }

  @Test(arguments: [
    (["ab", "c"], "B-PER O", false, [-100, 1, -100, 0, -100]), (["ab", "c"], "B-PER O", true, [-100, 1, 2, 0, -100]),
    // A word without a token hands the begin on; a chain that has not begun begins.
    (["\u{200B}", "a"], "B-PER I-PER", false, [-100, 1, -100]),
    (["a", "b"], "I-LOC I-LOC", false, [-100, 3, 4, -100]),
    (["\u{200B}", "\u{200B}", "a", "b"], "B-PER I-PER I-PER I-PER", false, [-100, 1, 2, -100]),
    (["a", "\u{200B}", "b"], "B-PER I-PER I-PER", false, [-100, 1, 2, -100]),
    (["a", "", "b"], "B-PER B-LOC I-LOC", false, [-100, 1, 3, -100]),
  ])
  func `the first token of a word has its label`(words: [String], tags: String, all: Bool, labels: [Int]) throws {
    let made = try Self.tokenizer { $0.tasks.labelled = all ? .all : .auto }.tokenize(
      Self.words(words, tags), weight: nil)
    #expect(made.count == 1)
    #expect(Self.integers(made[0], 0) == labels)
    #expect(made[0].trainedTokenCount == labels.count { $0 != -100 })
    // labels, token_type_ids, word_ids, window
    #expect(Self.integers(made[0], 1).allSatisfy { $0 == 0 })
    #expect(Self.integers(made[0], 2).first == -1 && Self.integers(made[0], 2).last == -1)
    #expect(Self.integers(made[0], 3) == [0])
  }

  @Test func `what was mended is counted`() throws {
    let tokenizer = try Self.tokenizer()
    _ = try tokenizer.tokenize(Self.words(["\u{200B}", "a", "b", "c"], "B-PER I-PER O I-LOC"), weight: nil)
    let counts = tokenizer.takeCounts()
    #expect(counts.wordsWithoutTokens == 1)
    #expect(counts.passedOnTags == 1)
    #expect(counts.repairedTags == 1)
    #expect(counts.checkedLabels == 3)
    let iob1 = try Self.tokenizer { $0.tasks.scheme = .iob1 }
    #expect(
      Self.integers(try iob1.tokenize(Self.words(["a", "b"], "I-PER B-PER"), weight: nil)[0], 0) == [-100, 1, 1, -100])
    #expect(iob1.takeCounts().repairedTags == 0)
  }

  @Test(arguments: [
    (["O", "PER"], "B-PER I-PER", [-100, 1, 1, -100]), (["O", "I-PER"], "B-PER I-PER", [-100, 1, 1, -100]),
    (["O", "B-PER", "I-PER", "E-PER", "S-PER"], "B-PER E-PER", [-100, 1, 3, -100]),
    (["NOUN", "VERB"], "VERB NOUN", [-100, 1, 0, -100]),
  ]) func `a list of labels has a form of its own`(names: [String], tags: String, labels: [Int]) throws {
    let made = try Self.tokenizer(names: names).tokenize(Self.words(["a", "b"], tags), weight: nil)
    #expect(Self.integers(made[0], 0) == labels)
  }

  @Test func `a tag that is not in the list is bad data`() throws {
    let fault = #expect(throws: TokenizingFault.self) {
      try Self.tokenizer().tokenize(Self.words(["a"], "B-ORG"), weight: nil)
    }
    #expect(fault?.code == "unknown-tag")
    let numbers = TaggedText(words: Self.bytes(["a", "b"]), tags: Self.bytes(["3", "9"]), hasNumbers: true)
    #expect(throws: TokenizingFault.self) { try Self.tokenizer().tokenize(.tokenClassification(numbers), weight: nil) }
  }

  private static func spans(_ text: String, _ spans: (Range<Int>, String)...) -> Example {
    .tokenClassification(TaggedText(text: Array(text.utf8), spans: spans.map { TextSpan($0.0, Array($0.1.utf8)) }))
  }

  @Test func `every token of a span has a label`() throws {
    let tokenizer = try Self.tokenizer()
    func labels(_ example: Example) throws -> [Int] {
      Self.integers(try tokenizer.tokenize(example, weight: nil)[0], 0)
    }
    #expect(try labels(Self.spans("ab c.", (0..<2, "PER"), (3..<4, "LOC"))) == [-100, 1, 2, 3, 0, -100])
    // White space at the ends says nothing.
    #expect(try labels(Self.spans("ab c.", (2..<4, "LOC"))) == [-100, 0, 0, 3, 0, -100])
    #expect(try labels(Self.spans("ab c", (0..<4, "PER"))) == [-100, 1, 2, 2, -100])
    #expect(try labels(Self.spans("a \u{200B} b", (2..<5, "PER"))) == [-100, 0, 0, -100])
    #expect(tokenizer.takeCounts().spansWithoutTokens == 1)
    let first = try Self.tokenizer { $0.tasks.labelled = .first }
    #expect(
      Self.integers(try first.tokenize(Self.spans("ab cb", (0..<2, "PER")), weight: nil)[0], 0) == [
        -100, 1, -100, 0, -100, -100,
      ])
  }

  @Test func `spans that overlap or end inside of a token are told`() throws {
    let both = Self.spans("a b c", (0..<3, "PER"), (2..<5, "LOC"), (0..<1, "LOC"))
    func labels(_ example: Example, _ change: @escaping (inout TokenizingOptions) -> Void) throws -> [Int] {
      Self.integers(try Self.tokenizer(change).tokenize(example, weight: nil)[0], 0)
    }
    #expect(throws: TokenizingFault.self) { try labels(both) { _ in } }
    #expect(try labels(both) { $0.tasks.overlapping = .first } == [-100, 3, 3, 4, -100])
    #expect(try labels(both) { $0.tasks.overlapping = .longest } == [-100, 1, 2, 0, -100])
    // The vocabulary has no token for the second letter alone.
    let inside = Self.spans("xy b", (0..<1, "PER"))
    #expect(try labels(inside) { _ in } == [-100, 1, 0, -100])
    #expect(try labels(inside) { $0.tasks.misaligned = .drop } == [-100, 0, 0, -100])
    let fault = #expect(throws: TokenizingFault.self) { try labels(inside) { $0.tasks.misaligned = .error } }
    #expect(fault?.code == "misaligned-span")
  }

  @Test func `windows begin with what the one before ends with, and label it once`() throws {
    let example = Self.words(["a", "b", "c", "a", "b"], "B-PER I-PER I-PER I-PER O")
    func windows(_ change: @escaping (inout TokenizingOptions) -> Void) throws -> [[Int]] {
      try Self.tokenizer {
        ($0.maxTokens, $0.tasks.stride) = (5, 1)
        change(&$0)
      }.tokenize(example, weight: nil).map { Self.integers($0, 0) }
    }
    #expect(try windows { _ in } == [[-100, 1, 2, 2, -100], [-100, -100, 1, 0, -100]])
    #expect(try windows { $0.tasks.windowStart = .keep } == [[-100, 1, 2, 2, -100], [-100, -100, 2, 0, -100]])
    #expect(try windows { $0.tasks.overlap = .both } == [[-100, 1, 2, 2, -100], [-100, 1, 2, 0, -100]])
    #expect(throws: TokenizingFault.self) { try windows { $0.maxTokens = 3 } }
    let cut = try Self.tokenizer { ($0.maxTokens, $0.overflow) = (5, .cutEnd) }.tokenize(example, weight: nil)
    #expect(cut.map { Self.integers($0, 0) } == [[-100, 1, 2, 2, -100]])
  }

  /// Every token is in a window, and with the labels of the overlap counted once each label is there once.
  @Test func `windows hold every token`() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<TestData.rounds(900) {
      let stride = Int.random(in: 0...6, using: &random)
      let room = stride + Int.random(in: 1...9, using: &random)
      let count = Int.random(in: 1...60, using: &random)
      let ranges = TokenWindows(count: count, room: room, stride: stride).ranges
      #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == count)
      #expect(ranges.allSatisfy { $0.count <= room })
      for (one, next) in zip(ranges, ranges.dropFirst()) { #expect(one.upperBound - next.lowerBound == stride) }
    }
  }
}
