import TestSupport
import Testing

@testable import PrepExpressions

@Suite struct RepeatTableTests {
  @Test func `keys are counted as a dictionary counts them, in any number of rounds`() {
    var random = SeededGenerator(seed: 8)
    var table = RepeatTable()
    for round in 0..<200 {
      let kinds = [1, 5, 700, 40_000].randomElement(using: &random) ?? 1
      let count = round % 40 == 0 ? 30_000 : Int.random(in: 0...900, using: &random)
      table.begin(count)
      var known: [UInt64: (count: Int, first: Int)] = [:]
      for place in 0..<count {
        let key = UInt64.random(in: 0..<UInt64(kinds), using: &random) &* 0x9E37_79B9_7F4A_7C15
        var wanted = known[key] ?? (count: 0, first: place)
        wanted.count += 1
        known[key] = wanted
        let found = table.add(key, at: place)
        if found.count != wanted.count || found.first != wanted.first {
          #expect(Bool(false), "round \(round), place \(place)")
          return
        }
      }
    }
  }

  @Test func `a text that repeats itself takes no more room than its different runs`() {
    var table = RepeatTable()
    table.begin(4_000_000)
    for place in 0..<4_000_000 { _ = table.add(UInt64(place % 5), at: place) }
    #expect(table.slotCount == 1024)
    table.begin(1_000_000)
    for place in 0..<1_000_000 { _ = table.add(UInt64(place) &* 0x9E37_79B9_7F4A_7C15, at: place) }
    #expect(table.slotCount <= 1 << 21)
    // The room of a long text is given back.
    table.begin(100)
    #expect(table.slotCount == 1024)
  }
}
