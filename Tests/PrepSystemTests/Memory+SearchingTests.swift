import PrepSystem
import TestSupport
import Testing

@Suite struct MemoryTests {
  /// What is looked for, byte by byte.
  private static func plain(_ wanted: [UInt8], _ text: [UInt8], _ start: Int) -> Int? {
    guard !wanted.isEmpty, start + wanted.count <= text.count else { return nil }
    return (start...text.count - wanted.count).first { Array(text[$0..<$0 + wanted.count]) == wanted }
  }

  @Test(arguments: 1...TestData.rounds(60))
  func `bytes are found where a plain search finds them`(seed: Int) {
    var chance = SeededGenerator(seed: UInt64(seed))
    let text = (0..<Int.random(in: 0...40, using: &chance)).map { _ in UInt8.random(in: 0...2, using: &chance) }
    for size in 0...4 {
      let wanted = (0..<size).map { _ in UInt8.random(in: 0...2, using: &chance) }
      for start in 0...text.count {
        #expect(Memory.first(wanted, in: text, from: start) == Self.plain(wanted, text, start))
      }
    }
  }

  @Test func `a text of one letter is searched in linear time`() {
    let text = [UInt8](repeating: 0x61, count: 2_000_000)
    #expect(Memory.first([UInt8](repeating: 0x61, count: 100_000) + [0x62], in: text) == nil)
  }
}
