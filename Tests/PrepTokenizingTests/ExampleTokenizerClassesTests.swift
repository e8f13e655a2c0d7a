import PrepExamples
import PrepTokenizers
import PrepTokens
import Testing

@testable import PrepTokenizing

@Suite struct ExampleTokenizerClassesTests {
  private static let file = #"""
    {"added_tokens":[{"id":0,"content":"[UNK]","special":true},{"id":1,"content":"[CLS]","special":true},
    {"id":2,"content":"[SEP]","special":true}],"normalizer":null,"pre_tokenizer":{"type":"BertPreTokenizer"},
    "post_processor":POST,"decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
    "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
    "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"b":4,"c":5,"##d":6}}}
    """#

  private func tokenizer(_ post: String) throws -> Tokenizer {
    let text = String(Self.file.split(separator: "POST", maxSplits: 1).joined(separator: post))
    return try Tokenizer(tokenizerJSON: Array(text.utf8), name: "words")
  }

  private func sequences(
    _ post: String, _ text: String, _ pair: String?, _ label: String,
    _ change: (inout TokenizingOptions) -> Void = { _ in }
  ) throws -> [TokenSequence] {
    var options = TokenizingOptions()
    options.classes = ClassLabels(names: [Array("no".utf8), Array("yes".utf8)])
    change(&options)
    let tokenizer = ExampleTokenizer(try tokenizer(post), options: options, shape: .classification)
    return try tokenizer.tokenize(
      .classification(text: Array(text.utf8), pair: pair.map { Array($0.utf8) }, label: Array(label.utf8)), weight: nil)
  }

  private static let bert = #"{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]}"#
  private static let roberta =
    #"{"type":"RobertaProcessing","sep":["[SEP]",2],"cls":["[CLS]",1],"trim_offsets":true,"add_prefix_space":false}"#
  private static let template =
    #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"#
    + #""pair":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},"#
    + #"{"SpecialToken":{"id":"[CLS]","type_id":1}}],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]},"#
    + #""[SEP]":{"id":"[SEP]","ids":[2],"tokens":["[SEP]"]}}}"#

  @Test(
    arguments: [
      (bert, "a b", nil, [1, 3, 4, 2]), (bert, "a b", "c", [1, 3, 4, 2, 5, 2]),
      (roberta, "a", "c", [1, 3, 2, 2, 5, 2]),
      (template, "a", nil, [1, 3]),
      ("null", "a b", "c", [3, 4, 5]),
    ] as [(String, String, String?, [UInt32])])
  func `around texts stand the tokens of the template`(post: String, text: String, pair: String?, ids: [UInt32]) throws
  {
    let made = try sequences(post, text, pair, "yes")
    #expect(made.map(\.tokens) == [ids])
    #expect(made[0].documentLabels == [1])
    #expect(made[0].trainedTokenCount == 0)
  }

  @Test func `text that spells a control token is text`() throws {
    let made = try sequences(Self.bert, "a [SEP]", nil, "no")
    #expect(made[0].tokens.filter { $0 == 2 }.count == 1)
    #expect(made[0].documentLabels == [0])
  }

  @Test func `a label that is no class is told`() throws {
    let fault = #expect(throws: TokenizingFault.self) { try sequences(Self.bert, "a", nil, "maybe") }
    #expect(fault?.code == "unknown-label")
    let numbers = try sequences(Self.bert, "a", nil, "255") { $0.classes = .numbers }
    #expect(numbers[0].documentLabels == [255])
    #expect(throws: TokenizingFault.self) { try sequences(Self.bert, "a", nil, "256") { $0.classes = .numbers } }
  }

  @Test func `too many tokens are cut, left out or told`() throws {
    let made = try sequences(Self.bert, "a a a a", "c c", "yes") {
      $0.maxTokens = 7
      $0.overflow = .cutEnd
    }
    #expect(made.map(\.tokens) == [[1, 3, 3, 2, 5, 5, 2]])
    let dropped = try sequences(Self.bert, "a a a a", "c c", "yes") {
      $0.maxTokens = 7
      $0.overflow = .drop
    }
    #expect(dropped.isEmpty)
    #expect(throws: TokenizingFault.self) { try sequences(Self.bert, "a a a", nil, "yes") { $0.maxTokens = 3 } }
  }

  @Test func `the longer text is cut first, as Hugging Face's longest_first does`() {
    // Lengths before, the limit, and what tokenizers 0.23.3 leaves.
    for (one, two, limit, kept) in [
      (10, 3, 8, (5, 3)), (3, 10, 8, (3, 5)), (10, 10, 8, (4, 4)), (10, 10, 9, (4, 5)), (9, 10, 9, (4, 5)),
      (10, 9, 9, (5, 4)), (2, 2, 8, (2, 2)), (10, 0, 4, (4, 0)), (8, 7, 3, (2, 1)), (7, 8, 3, (1, 2)),
    ] {
      var first = [UInt32](repeating: 1, count: one)
      var second: [UInt32]? = [UInt32](repeating: 2, count: two)
      ExampleTokenizer.cut(&first, &second, to: limit)
      #expect((first.count, second?.count ?? 0) == kept, "\(one) \(two) \(limit)")
    }
  }

  @Test func `classes have numbers, each name once`() {
    #expect(ClassLabels(names: [[1], [1]]) == nil)
    #expect(ClassLabels(names: (0...256).map { [UInt8($0 & 255), UInt8($0 >> 8)] }) == nil)
    #expect(ClassLabels.numbers.number(of: Array("x".utf8)) == nil)
  }

  /// What a label is made of where no list of labels is given, by a tokenizer with that post-processor.
  private func spelled(_ post: String, _ mask: TokenizingOptions.Mask?, _ label: String = "c") throws -> (
    sequences: [TokenSequence], counts: TokenizingCounts
  ) {
    var options = TokenizingOptions()
    options.mask = mask
    let tokenizer = ExampleTokenizer(try tokenizer(post), options: options)
    let made = try tokenizer.tokenize(
      .classification(text: Array("a b".utf8), pair: nil, label: Array(label.utf8)), weight: nil)
    return (made, tokenizer.takeCounts())
  }

  @Test func `no label is spelled into the input of an encoder, unless somebody says what is learnt of it`() throws {
    // Llama's with an end begins its second text anew; T5's ends texts alone; GPT-2's has nothing.
    let llama =
      #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},"#
      + #"{"SpecialToken":{"id":"[SEP]","type_id":0}}],"pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},"#
      + #"{"SpecialToken":{"id":"[SEP]","type_id":0}},{"SpecialToken":{"id":"[CLS]","type_id":1}},{"Sequence":{"id":"B","type_id":1}},"#
      + #"{"SpecialToken":{"id":"[SEP]","type_id":1}}],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]},"#
      + #""[SEP]":{"id":"[SEP]","ids":[2],"tokens":["[SEP]"]}}}"#
    let t5 =
      #"{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],"#
      + #""pair":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":0}},"#
      + #"{"SpecialToken":{"id":"[SEP]","type_id":0}}],"special_tokens":{"[SEP]":{"id":"[SEP]","ids":[2],"tokens":["[SEP]"]}}}"#
    for (post, isEncoders) in [
      (Self.bert, true), (Self.roberta, true), (llama, false), (t5, false), (Self.template, false), ("null", false),
    ] {
      for mask in [nil] + TokenizingOptions.Mask.allCases.map({ $0 }) as [TokenizingOptions.Mask?] {
        if isEncoders, mask == nil || mask == TokenizingOptions.Mask.none {
          let fault = #expect(throws: TokenizingFault.self) { try spelled(post, mask) }
          #expect(fault?.code == "label-in-text")
          #expect(fault?.message.contains("--label-list") == true)
        } else {
          #expect(try spelled(post, mask).sequences.count == 1, "\(post) \(String(describing: mask))")
        }
      }
    }
  }

  @Test func `examples that train nothing but the token for unknown text are counted`() throws {
    #expect(try spelled("null", nil, "c").counts.unknownExamples == 0)
    #expect(try spelled("null", nil, "x").counts.unknownExamples == 1)
    #expect(try spelled(Self.bert, .completion, "x").counts.unknownExamples == 1)
    #expect(try spelled("null", nil, "x c").counts.unknownExamples == 0)
    #expect(try spelled("null", TokenizingOptions.Mask.none, "x").counts.unknownExamples == 0)
    #expect(try spelled("null", .all, "x").counts.unknownExamples == 0)
  }
}
