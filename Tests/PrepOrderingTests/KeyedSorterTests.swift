import TestSupport
import Testing

@testable import PrepOrdering

@Suite struct KeyedSorterTests {
  private func sorted(_ items: [(key: SortKey, text: [UInt8])], memory: Int) throws -> [[UInt8]] {
    let sorter = KeyedSorter(memory: memory)
    for item in items { try item.text.withUnsafeBytes { try sorter.append(item.key, $0) } }
    #expect(sorter.count == items.count)
    let texts = try sorter.sorted()
    var all: [[UInt8]] = []
    while let text = try texts.next({ Array($0) }) { all.append(text) }
    #expect(try texts.next { _ in } == nil)
    return all
  }

  @Test("as a plain stable sort, in any memory", arguments: [1 << 12, 1 << 16, 1 << 24]) func plain(memory: Int) throws
  {
    var random = SeededGenerator(seed: UInt64(memory))
    for (count, longest) in [(0, 1), (1, 0), (2000, 40), (300, 5000), (40, 40_000)] {
      let items = (0..<count).map { _ in
        (
          key: SortKey(
            UInt64.random(in: 0...UInt64(count / 3 + 1), using: &random), UInt64.random(in: 0...1, using: &random)),
          text: random.bytes(count: Int.random(in: 0...longest, using: &random))
        )
      }
      let plain = items.enumerated().sorted {
        $0.element.key == $1.element.key ? $0.offset < $1.offset : $0.element.key < $1.element.key
      }
      #expect(try sorted(items, memory: memory) == plain.map(\.element.text))
    }
  }

  @Test func `more runs than are merged at once`() throws {
    var random = SeededGenerator(seed: 3)
    let items = (0..<3000).map { number in (key: SortKey(random.next()), text: Array("\(number)".utf8) + [0]) }
    #expect(try sorted(items, memory: 1) == items.sorted { $0.key < $1.key }.map(\.text))
  }
}
