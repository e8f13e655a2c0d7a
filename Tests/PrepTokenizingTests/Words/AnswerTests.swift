import PrepExamples
import PrepTokenizers
import PrepTokens
import Testing

@testable import PrepTokenizing

@Suite struct AnswerTests {
  private static func tokenizer(_ change: (inout TokenizingOptions) -> Void = { _ in }) throws -> ExampleTokenizer {
    let file = #"""
      {"added_tokens":[{"id":0,"content":"[UNK]","special":true},{"id":1,"content":"[CLS]","special":true},
      {"id":2,"content":"[SEP]","special":true}],
      "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
      "pre_tokenizer":{"type":"BertPreTokenizer"},
      "post_processor":{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]},
      "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
      "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
      "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"b":4,"c":5,"##a":6,"##b":7,"##c":8,"e":9,"##e":10}}}
      """#
    var options = TokenizingOptions()
    options.tasks.checks = true
    change(&options)
    return ExampleTokenizer(
      try Tokenizer(tokenizerJSON: Array(file.utf8), name: "words"), options: options, shape: .questionAnswering)
  }

  private static func question(_ context: String, _ answers: (String, Int)..., impossible: Bool? = nil) -> Example {
    .questionAnswering(
      Question(
        question: Array(" a".utf8), context: Array(context.utf8),
        answers: answers.map { Question.Answer(text: Array($0.0.utf8), start: $0.1) }, isImpossible: impossible))
  }

  /// The places of start and end, and the types, of each sequence.
  private static func places(_ example: Example, _ change: (inout TokenizingOptions) -> Void = { _ in }) throws
    -> [[Int32]]
  {
    try tokenizer(change).tokenize(example, weight: nil).map { sequence in
      guard case .integers(let start) = sequence.columns[1], case .integers(let end) = sequence.columns[2] else {
        return []
      }
      return start + end
    }
  }

  @Test(
    arguments: [
      // [CLS] a [SEP] b c a [SEP]
      ("b c a", "c", 2, [4, 4]), ("b c a", "c a", 2, [4, 5]), ("b c a", " c", 1, [4, 4]), ("bca", "c", 1, [4, 4]),
      // A mark that the vocabulary takes away is no token of the next word.
      ("be\u{301} c", "be\u{301}", 0, [3, 4]), ("b c", "c", 2, [4, 4]),
    ] as [(String, String, Int, [Int32])])
  func `an answer is from its first token to its last`(context: String, answer: String, start: Int, places: [Int32])
    throws
  {
    #expect(try Self.places(Self.question(context, (answer, start))) == [places])
  }

  @Test func `the columns say types and places of the context`() throws {
    let made = try Self.tokenizer().tokenize(Self.question("é c", ("c", 2)), weight: nil)
    #expect(made.count == 1)
    #expect(made[0].tokens == [1, 3, 2, 9, 5, 2])
    #expect(made[0].columns[0] == .integers([0, 0, 0, 1, 1, 1]))
    #expect(made[0].columns[3] == .integers([-1, -1, -1, 0, 2, -1]))
    #expect(made[0].columns[4] == .integers([-1, -1, -1, 1, 3, -1]))
    #expect(made[0].trainedTokenCount == 0)
  }

  @Test func `no answer is the first token`() throws {
    #expect(try Self.places(Self.question("b c")) == [[0, 0]])
    #expect(try Self.places(Self.question("b c", impossible: true)) == [[0, 0]])
    for (example, code) in [
      (Self.question("b c", impossible: false), "answer-missing"),
      (Self.question("b c", ("c", 2), impossible: true), "answer-though-impossible"),
      (Self.question("b c", ("d", 2)), "answer-not-in-context"),
      (Self.question("b c", ("c", 90)), "answer-not-in-context"),
      (Self.question("b c", ("", 0)), "answer-not-in-context"),
      (Self.question("b \u{200B} c", ("\u{200B}", 2)), "answer-without-token"),
    ] {
      let fault = #expect(throws: TokenizingFault.self) { try Self.places(example) }
      #expect(fault?.code == code)
    }
  }

  @Test func `an answer a little beside its place is found, and counted`() throws {
    let tokenizer = try Self.tokenizer()
    for (context, answer, start) in [
      ("😀 b c", "c", 5), ("b c", "c", 0), ("b e\u{301}", "é", 2), ("b é", "e\u{301}", 2),
    ] {
      _ = try tokenizer.tokenize(Self.question(context, (answer, start)), weight: nil)
      #expect(tokenizer.takeCounts().movedAnswers == 1, "\(context)")
    }
    let utf16 = try Self.tokenizer { $0.tasks.unit = .utf16 }
    _ = try utf16.tokenize(Self.question("😀 b c", ("c", 5)), weight: nil)
    #expect(utf16.takeCounts().movedAnswers == 0)
  }

  @Test func `several answers are several examples where that is asked for`() throws {
    let example = Self.question("b c a", ("b", 0), ("c", 2), ("b", 0))
    #expect(try Self.places(example) == [[3, 3]])
    #expect(try Self.places(example) { $0.tasks.answers = .all } == [[3, 3], [4, 4]])
  }

  @Test func `a window that does not hold the answer has none`() throws {
    // Room for three tokens of the context: b c a, then a b c.
    let made = try Self.places(Self.question("b c a b c", ("b c", 6))) { ($0.maxTokens, $0.tasks.stride) = (7, 1) }
    #expect(made == [[0, 0], [4, 5]])
    #expect(throws: TokenizingFault.self) {
      try Self.places(Self.question("b c a b c")) { ($0.maxTokens, $0.tasks.stride) = (4, 0) }
    }
  }
}
