import TestSupport
import Testing

@testable import PrepExporting

@Suite struct SeenDocumentsTests {
  @Test(arguments: 1...10 as ClosedRange<UInt64>) func `what was seen is known, and nothing else`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var seen = SeenDocuments()
    var judge: Set<UInt64> = []
    for _ in 0..<2000 {
      let id =
        Bool.random(using: &random)
        ? UInt64.random(in: 0..<300, using: &random) : UInt64.max - UInt64.random(in: 0..<300, using: &random)
      #expect(seen.contains(id) == judge.contains(id))
      seen.insert(id)
      judge.insert(id)
    }
  }
}
