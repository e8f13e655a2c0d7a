import PrepTokens
import Testing

@testable import PrepJobs

@Suite struct PartColorsTests {
  @Test func `every part has a color of its own, which the legend names`() {
    let parts = TokenPart.allCases
    #expect(Set(PartColors.shown) == Set(parts) && PartColors.shown.count == parts.count)
    #expect(Set(parts.map(PartColors.terminal)).count == parts.count)
    #expect(Set(parts.map(PartColors.page)).count == parts.count)
    #expect(Set(parts.map(PartColors.style)).count == parts.count)
    for part in parts { #expect(PartColors.legend.contains("\u{1B}[\(PartColors.terminal(part))m\(part.words)")) }
  }

  @Test func `parts are read from their column alone`() {
    var row = TokenSequence(tokens: [1, 2], loss: .mask([0, 1]), boundaries: [0, 2], documentIDs: [0])
    #expect(row.parts([]) == nil)
    row.columns = [.integers([7, 7]), .integers([3, 250])]
    #expect(row.parts([TokenColumn("other", per: .token, .uint8), .parts]) == [.content, .other])
    row.columns = [.integers([3])]
    #expect(row.parts([.parts]) == nil)
  }
}
