import PrepExamples
import PrepTokenizers
import PrepTokens
import Testing

@testable import PrepTokenizing

/// Around texts for encoders stands what the vocabulary's template says, and nothing where it says nothing.
@Suite struct EncoderFrameTests {
  private static let file = #"""
    {"added_tokens":[{"id":3,"content":"</s>","special":true}],"pre_tokenizer":{"type":"WhitespaceSplit"},
    "model":{"type":"WordLevel","unk_token":"?","vocab":{"?":0,"a":1,"b":2,"</s>":3}}}
    """#

  private static let examples: [(shape: ExampleShape, example: Example, ids: [UInt32], ended: [UInt32])] = [
    (
      .tokenClassification, .tokenClassification(TaggedText(words: [[0x61], [0x62]], tags: [[0x4F], [0x4F]])), [1, 2],
      [1, 2, 3]
    ),
    (
      .questionAnswering,
      .questionAnswering(
        Question(
          question: [0x61], context: [0x62], answers: [Question.Answer(text: [0x62], start: 0)], isImpossible: nil)),
      [1, 2], [1, 3, 2, 3]
    ),
    (.classification, .classification(text: [0x61], pair: [0x62], label: [0x30]), [1, 2], [1, 3, 2, 3]),
    (.text, .text([0x61, 0x20, 0x62]), [1, 2], [1, 2, 3]),
  ]

  @Test(arguments: examples.indices)
  func `an end stands there only where it is asked for`(index: Int) throws {
    let tokenizer = try Tokenizer(tokenizerJSON: Array(Self.file.utf8), name: "words")
    let (shape, example, ids, ended) = Self.examples[index]
    for isAsked in [false, true] {
      var options = TokenizingOptions()
      options.endOfText = 3
      options.endsEncoderTexts = isAsked
      options.tasks.masksWords = true
      options.tasks.labels = TagLabels(names: [[0x4F]])
      options.classes = .numbers
      #expect(ExampleTokenizer.isForEncoders(shape, options))
      let made = try ExampleTokenizer(tokenizer, options: options, shape: shape).tokenize(example, weight: nil)
      #expect(made[0].tokens == (isAsked ? ended : ids), "\(shape)")
    }
  }

  @Test func `each token of a character has the place of all of it`() throws {
    let bytes = try Tokenizer.named("byt5")
    let text = "a é😀 漢"
    let question = Question(
      question: [0x61], context: Array(text.utf8), answers: [Question.Answer(text: Array("é".utf8), start: 2)],
      isImpossible: nil)
    let made = try ExampleTokenizer(bytes, options: TokenizingOptions(), shape: .questionAnswering).tokenize(
      .questionAnswering(question), weight: nil)
    guard case .integers(let starts) = made[0].columns[2], case .integers(let ends) = made[0].columns[3] else {
      Issue.record("no places")
      return
    }
    var place: Int32 = 0
    var expected: [[Int32]] = []
    for scalar in text.unicodeScalars {
      let isSpace = scalar == " "
      for _ in UTF8.encode(scalar) ?? UTF8.EncodedScalar() { if !isSpace { expected.append([place, place + 1]) } }
      place += 1
    }
    var found: [[Int32]] = []
    for (start, end) in zip(starts, ends) where start >= 0 && start < end { found.append([start, end]) }
    #expect(found == expected)
  }
}
