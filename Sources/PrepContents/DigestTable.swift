/// Remembers digests in bounded memory.
package final class DigestTable {
  /// What the table says of a digest.
  package enum Answer: Sendable, Hashable {
    /// It was not there, and now is.
    case new
    /// It was there.
    case seen
    /// It is not there, and there is no room for it.
    case full
  }

  private var slots: UnsafeMutableBufferPointer<ContentDigest>
  private var count = 0
  private let largest: Int
  private static let empty = ContentDigest(high: 0, low: 0)

  /// - Parameter memory: The most bytes to hold; fewer than 4,096 hold nothing at all.
  package init(memory: Int) {
    var largest = 256
    while largest * 2 * MemoryLayout<ContentDigest>.stride <= memory { largest *= 2 }
    self.largest = memory < 4096 ? 0 : largest
    slots = Self.allocate(min(largest, 1 << 12))
  }

  deinit { slots.deallocate() }

  /// Looks a digest up and keeps it.
  package func insert(_ digest: ContentDigest) -> Answer {
    let digest = digest == Self.empty ? ContentDigest(high: 0, low: 1) : digest
    var index = Int(truncatingIfNeeded: digest.low) & (slots.count - 1)
    while slots[index] != Self.empty {
      if slots[index] == digest { return .seen }
      index = (index + 1) & (slots.count - 1)
    }
    if count * 10 >= min(slots.count, largest) * 7 {
      guard slots.count < largest else { return .full }
      grow()
      return insert(digest)
    }
    slots[index] = digest
    count += 1
    return .new
  }

  private func grow() {
    let old = slots
    slots = Self.allocate(old.count * 2)
    for digest in old where digest != Self.empty {
      var index = Int(truncatingIfNeeded: digest.low) & (slots.count - 1)
      while slots[index] != Self.empty { index = (index + 1) & (slots.count - 1) }
      slots[index] = digest
    }
    old.deallocate()
  }

  private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<ContentDigest> {
    let slots = UnsafeMutableBufferPointer<ContentDigest>.allocate(capacity: count)
    slots.initialize(repeating: empty)
    return slots
  }
}
