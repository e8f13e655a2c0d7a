import Testing

@testable import PrepExamples

@Suite struct LabelledTableTests {
  private func names(_ rows: [[String]]) -> [String]? {
    LabelledTable.names(for: rows.map { $0.map { Array($0.utf8) } })?.names.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `a column of a few short values is the label, the longest of the others the text`() {
    #expect(
      names((0..<40).map { [$0 % 2 == 0 ? "ham" : "spam", "a message of some length, number \($0)"] }) == [
        "label", "text",
      ])
    #expect(names((0..<40).map { ["a review of some length, number \($0)", "\($0 % 2)"] }) == ["text", "label"])
    #expect(
      names((0..<40).map { ["\($0 % 4)", "title \($0)", "a description of some length, number \($0)"] }) == [
        "label", "column2", "text",
      ])
  }

  @Test func `columns that are all different, all the same or too short for texts tell nothing`() {
    #expect(names((0..<40).map { ["question \($0)", "answer number \($0)"] }) == nil)
    #expect(names((0..<40).map { ["same", "a text of some length \($0)"] }) == nil)
    #expect(names((0..<40).map { ["\($0 % 2)", "\($0)"] }) == nil)
    #expect(names([["ham", "too few rows"], ["spam", "to tell"]]) == nil)
  }
}
