import TestSupport
import Testing

@testable import PrepPacking

@Suite struct ExactFillTests {
  @Test(arguments: 0..<20 as Range<UInt64>) func `every document is in one row, and no row is too full`(seed: UInt64)
    throws
  {
    var random = SeededGenerator(seed: seed)
    let length = Int.random(in: 1...300, using: &random)
    let sizes = (0..<400).map { _ in
      Int.random(in: 1...max(1, length / Int.random(in: 1...8, using: &random)), using: &random)
    }
    var fill = ExactFill(sizes, length: length)
    let found = fill.rows(limit: sizes.count)
    let rows = try #require(found)
    #expect(rows.flatMap { $0 }.sorted() == Array(sizes.indices))
    for row in rows { #expect(row.reduce(0) { $0 + sizes[$1] } <= length) }
    var again = ExactFill(sizes, length: length)
    let fewer = again.rows(limit: rows.count - 1)
    #expect(fewer == nil)
  }

  /// Documents like questions with their answers: all short, 50 to 460 tokens, and as many as fit into some 580 rows.
  @Test func `short documents that are alike leave next to nothing empty`() {
    var random = SeededGenerator(seed: 7)
    let lengths = (0..<7_500).map { _ in (0..<4).reduce(50) { sum, _ in sum + Int.random(in: 0...55, using: &random) } }
    let least = (lengths.reduce(0, +) + 2047) / 2048
    #expect(PackingStrategy.window.plan(lengths, rowLength: 2048).count <= least + 2)
  }
}
