import TestSupport
import Testing

@testable import PrepValidating

/// A fingerprint sees every byte, whichever of its loops has it.
@Suite struct ContentHashTests {
  private static func hash(_ bytes: [UInt8]) -> ContentHash { bytes.withUnsafeBufferPointer { ContentHash($0) } }

  @Test func `every byte and the length count`() {
    var random = SeededGenerator(seed: 11)
    for count in [1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 192, 200, 255, 257, 300] {
      let bytes = random.bytes(count: count)
      let own = Self.hash(bytes)
      #expect(own == Self.hash(bytes))
      var seen: Set<ContentHash> = [own, Self.hash(bytes + [0])]
      for place in 0..<count {
        var other = bytes
        other[place] ^= 1 << UInt8(place % 8)
        seen.insert(Self.hash(other))
      }
      #expect(seen.count == count + 2, "\(count)")
    }
  }

  @Test func `texts of one byte over and over differ by their length, and blocks by their order`() {
    #expect(Set((0..<400).map { Self.hash([UInt8](repeating: 0, count: $0)) }).count == 400)
    let blocks = (0..<16).map { [UInt8](repeating: UInt8($0), count: 8) }
    let straight = Self.hash(Array(blocks.joined()))
    for first in 0..<16 {
      for second in first + 1..<16 {
        var other = blocks
        other.swapAt(first, second)
        #expect(Self.hash(Array(other.joined())) != straight, "\(first) \(second)")
      }
    }
  }
}
