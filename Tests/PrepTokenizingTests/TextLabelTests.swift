import PrepExamples
import PrepTokenizers
import PrepTokens
import Testing

@testable import PrepTokenizing

@Suite struct TextLabelTests {
  private static func tokenizer(_ shape: ExampleShape, _ change: (inout TokenizingOptions) -> Void) throws
    -> ExampleTokenizer
  {
    let file = #"""
      {"added_tokens":[{"id":0,"content":"[UNK]","special":true},{"id":1,"content":"[CLS]","special":true},
      {"id":2,"content":"[SEP]","special":true},{"id":7,"content":"[MASK]","special":true}],"normalizer":null,
      "pre_tokenizer":{"type":"BertPreTokenizer"},
      "post_processor":{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]},
      "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
      "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
      "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"b":4,"c":5,"##b":6,"[MASK]":7}}}
      """#
    var options = TokenizingOptions()
    change(&options)
    return ExampleTokenizer(
      try Tokenizer(tokenizerJSON: Array(file.utf8), name: "words"), options: options, shape: shape)
  }

  private static func classified(
    _ text: String, _ pair: String?, _ label: String, _ change: (inout TokenizingOptions) -> Void
  ) throws -> TokenSequence? {
    try tokenizer(.classification, change).tokenize(
      .classification(text: Array(text.utf8), pair: pair.map { Array($0.utf8) }, label: Array(label.utf8)), weight: nil
    ).first
  }

  private static let names = ClassLabels(names: [Array("no".utf8), Array("yes".utf8), Array("so".utf8)])

  @Test func `two texts have the types of the template`() throws {
    let made = try #require(try Self.classified("a b", "c", "yes") { $0.classes = Self.names })
    #expect(made.columns == [.integers([0, 0, 0, 0, 1, 1])])
    #expect(made.documentLabels == [1])
    let one = try #require(try Self.classified("a b", nil, "yes") { $0.classes = Self.names })
    #expect(one.columns == [.integers([0, 0, 0, 0])])
  }

  @Test(
    arguments: [
      (#"["yes","so"]"#, [0, 1, 1]), (#"{"yes":1.0,"no":0,"so":0.5}"#, [0, 1, 0.5]), ("yes, so", [0, 1, 1]),
      ("2,0", [1, 0, 1]),
      ("[]", [0, 0, 0]), ("[1]", [0, 1, 0]), ("yes", [0, 1, 0]),
    ] as [(String, [Float])])
  func `several labels are a number for each`(label: String, numbers: [Float]) throws {
    let made = try #require(
      try Self.classified("a", nil, label) { ($0.classes, $0.tasks.labelType) = (Self.names, .several) })
    #expect(made.columns.last == .floats(numbers))
    #expect(made.documentLabels.isEmpty)
  }

  @Test func `a score is a number`() throws {
    let made = try #require(try Self.classified("a", "b", "3.25") { $0.tasks.labelType = .score })
    #expect(made.columns.last == .floats([3.25]))
    for (label, several) in [("high", false), ("nan", false), (#"["maybe"]"#, true), ("[[]]", true)] {
      let fault = #expect(throws: TokenizingFault.self) {
        try Self.classified("a", nil, label) {
          if several { ($0.classes, $0.tasks.labelType) = (Self.names, .several) } else { $0.tasks.labelType = .score }
        }
      }
      #expect(fault?.code == "unknown-label")
    }
  }

  @Test(
    arguments: [
      (TokenTaskOptions.PairCut.longestFirst, [1, 3, 3, 2, 5, 5, 2]), (.onlyFirst, [1, 3, 2, 5, 5, 5, 2]),
      (.onlySecond, [1, 3, 3, 3, 2, 5, 2]),
    ] as [(TokenTaskOptions.PairCut, [UInt32])])
  func `the text that is named loses tokens`(cut: TokenTaskOptions.PairCut, tokens: [UInt32]) throws {
    let made = try #require(
      try Self.classified("a a a", "c c c", "yes") {
        ($0.classes, $0.maxTokens, $0.overflow, $0.tasks.pairCut) = (Self.names, 7, .cutEnd, cut)
      })
    #expect(made.tokens == tokens)
  }

  @Test func `a text that is too short to be cut is told`() {
    let fault = #expect(throws: TokenizingFault.self) {
      try Self.classified("a", "c c c c", "yes") {
        ($0.classes, $0.maxTokens, $0.overflow, $0.tasks.pairCut) = (Self.names, 5, .cutEnd, .onlyFirst)
      }
    }
    #expect(fault?.code == "too-long")
  }

  @Test func `texts to be masked say where words begin and what stands around them`() throws {
    let text = Example.text(Array("ab c abb".utf8))
    let made = try #require(try Self.tokenizer(.text) { $0.tasks.masksWords = true }.tokenize(text, weight: nil).first)
    #expect(made.tokens == [1, 3, 6, 5, 3, 6, 6, 2])
    #expect(made.columns == [.integers([1, 0, 0, 0, 0, 0, 0, 1]), .integers([0, 1, 0, 1, 1, 0, 0, 0])])
    let windows = try Self.tokenizer(.text) { ($0.tasks.masksWords, $0.maxTokens, $0.tasks.stride) = (true, 5, 1) }
      .tokenize(text, weight: nil)
    #expect(windows.map(\.tokens) == [[1, 3, 6, 5, 2], [1, 5, 3, 6, 2], [1, 6, 6, 2]])
  }

  @Test func `words are masked as a whole, by the seed alone`() throws {
    let text = Example.text(Array(String(repeating: "ab c abb ", count: 200).utf8))
    func masked(_ seed: UInt64, _ share: Double) throws -> TokenSequence {
      try #require(
        try Self.tokenizer(.text) {
          ($0.tasks.masksWords, $0.tasks.masking) = (true, .init(share: share, seed: seed, mask: 7))
        }.tokenize(text, weight: nil).first)
    }
    let plain = try #require(try Self.tokenizer(.text) { $0.tasks.masksWords = true }.tokenize(text, weight: nil).first)
    #expect(try masked(1, 0).tokens == plain.tokens)
    let made = try masked(1, 0.15)
    #expect(try masked(1, 0.15) == made)
    #expect(try masked(2, 0.15) != made)
    guard case .integers(let labels) = made.columns[2], case .integers(let starts) = made.columns[1] else { return }
    var chosen = 0
    for index in labels.indices.dropFirst().dropLast() {
      if labels[index] == -100 {
        #expect(made.tokens[index] == plain.tokens[index])
      } else {
        #expect(UInt32(labels[index]) == plain.tokens[index])
      }
      if starts[index] == 0 { #expect((labels[index] == -100) == (labels[index - 1] == -100)) }
      if starts[index] == 1, labels[index] != -100 { chosen += 1 }
    }
    #expect((50...130).contains(chosen))
  }
}
