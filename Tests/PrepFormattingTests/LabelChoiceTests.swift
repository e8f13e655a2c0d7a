import PrepTokenizers
import Testing

@testable import PrepFormatting

@Suite struct LabelChoiceTests {
  private let labels: [[UInt8]: Int] = [
    Array("unquestionably positive".utf8): 2, Array("unquestionably negative".utf8): 3, Array("no".utf8): 4,
  ]

  @Test func `every label becomes one token of its own`() throws {
    let tokenizer = try Tokenizer.named("prep-8k")
    let choices = try LabelChoice.choices(for: labels, .single, tokenizer)
    var firsts: Set<UInt32> = []
    for choice in choices {
      let ids = try tokenizer.encode(" " + String(decoding: choice.replacement, as: UTF8.self))
      #expect(ids.count == 1)
      #expect(firsts.insert(ids[0]).inserted)
    }
    #expect(choices.first { $0.label == Array("no".utf8) }?.replacement == Array("no".utf8))
    #expect(try LabelChoice.choices(for: labels, .single, tokenizer) == choices)
  }

  @Test func `labels are judged by their tokens and numbered by their bytes`() throws {
    let tokenizer = try Tokenizer.named("prep-8k")
    let kept = try LabelChoice.choices(for: labels, .keep, tokenizer)
    #expect(kept.map(\.isGood) == [true, false, false])
    #expect(kept[2].twin == kept[1].label)
    #expect(
      try LabelChoice.choices(for: labels, .numbers, nil).map { String(decoding: $0.replacement, as: UTF8.self) } == [
        "0", "1", "2",
      ])
  }
}
