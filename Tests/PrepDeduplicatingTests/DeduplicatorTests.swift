import PrepContents
import PrepDeduplicating
import TestSupport
import Testing

@Suite struct DeduplicatorTests {
  /// What stays and what does not, both in order.
  private func run(_ texts: [[UInt8]], _ choice: Deduplicator.Choice, memory: Int) throws -> (
    kept: [[UInt8]], dropped: [[UInt8]]
  ) {
    let deduplicator = Deduplicator(keeping: choice, memory: memory)
    var kept: [[UInt8]] = []
    var dropped: [[UInt8]] = []
    func take(_ text: UnsafeRawBufferPointer, _ stays: Bool) {
      if stays { kept.append(Array(text)) } else { dropped.append(Array(text)) }
    }
    for text in texts {
      try text.withUnsafeBytes {
        if let stays = try deduplicator.observe(ContentDigest(of: $0), text: $0) { take($0, stays) }
      }
    }
    try deduplicator.conclude(take)
    #expect(deduplicator.dropped == dropped.count)
    return (kept, dropped)
  }

  @Test(
    "the same stays as in a set that holds everything, whatever the memory", arguments: 0..<6,
    [0, 5500, 12_000, 1 << 20])
  func matchesSet(_ seed: Int, _ memory: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let texts = (0..<2000).map { _ in Array("\(generator.next() % (seed % 2 == 0 ? 900 : 5000))".utf8) }
    var seen = Set<[UInt8]>()
    var (kept, dropped): ([[UInt8]], [[UInt8]]) = ([], [])
    for text in texts { if seen.insert(text).inserted { kept.append(text) } else { dropped.append(text) } }
    let first = try run(texts, .first, memory: memory)
    #expect(first.kept == kept)
    #expect(first.dropped == dropped)

    seen = []
    var last: [[UInt8]] = []
    for text in texts.reversed() where seen.insert(text).inserted { last.append(text) }
    #expect(try run(texts, .last, memory: memory).kept == last.reversed())
  }
}
