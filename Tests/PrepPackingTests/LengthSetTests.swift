import TestSupport
import Testing

@testable import PrepPacking

@Suite struct LengthSetTests {
  @Test func `the set of lengths answers as a plain search does`() {
    var random = SeededGenerator(seed: 3)
    var plain: Set<Int> = []
    var fast = LengthSet(bound: 5000)
    for _ in 0..<5000 {
      let value = Int.random(in: 0...5000, using: &random)
      if Bool.random(using: &random) {
        plain.insert(value)
        fast.insert(value)
      } else {
        plain.remove(value)
        fast.remove(value)
      }
      let from = Int.random(in: 0...5000, using: &random)
      #expect(fast.firstMember(from: from) == plain.filter { $0 >= from }.min())
    }
  }
}
