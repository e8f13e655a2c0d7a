import PrepContents

/// Counts keys of 64 bits, round by round; chance alone makes two of them one.
struct RepeatTable: ~Copyable {
  private struct Slot {
    var key: UInt64
    /// In which round it was filled, so that none has to be emptied.
    var round: UInt32
    var count: UInt32
    /// Where its key was met first.
    var first: UInt32
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var size = 1024
  private var round: UInt32 = 0

  init() {
    slots = .allocate(capacity: size)
    slots.initialize(repeating: Slot(key: 0, round: 0, count: 0, first: 0), count: size)
  }

  deinit { slots.deallocate() }

  /// Forgets all keys and makes room for so many.
  mutating func begin(_ count: Int) {
    if size < count * 2 || round == .max {
      slots.deallocate()
      while size < count * 2 { size *= 2 }
      slots = .allocate(capacity: size)
      slots.initialize(repeating: Slot(key: 0, round: 0, count: 0, first: 0), count: size)
      round = 0
    }
    round += 1
  }

  /// How often a key has been met in this round, this time included, and where first.
  ///
  /// SAFETY: the mask keeps slots in the table, of which at least half are free.
  @inline(__always)
  mutating func add(_ key: UInt64, at place: Int) -> (count: Int, first: Int) {
    let mask = size - 1
    var slot = Int(truncatingIfNeeded: key) & mask
    while slots[slot].round == round {
      if slots[slot].key == key {
        slots[slot].count += 1
        return (Int(slots[slot].count), Int(slots[slot].first))
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = Slot(key: key, round: round, count: 1, first: UInt32(truncatingIfNeeded: place))
    return (1, place)
  }
}

/// Hashes of stretches of texts; they guard against nothing but chance.
enum StretchHash {
  @inline(__always)
  private static func fold(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  /// The hash of a stretch.
  ///
  /// SAFETY: loads of eight bytes lie in the text; those that would not are made of single ones.
  @inline(__always)
  static func of(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UInt64 {
    guard let base = text.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    var place = range.lowerBound
    var hash = UInt64(truncatingIfNeeded: range.count) &* 0x9E37_79B9_7F4A_7C15
    while place + 8 <= range.upperBound {
      hash = fold(hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    let rest = range.upperBound - place
    if rest == 0 { return hash }
    var word: UInt64 = 0
    if place + 8 <= text.count {
      word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian & (1 << UInt64(8 * rest) - 1)
    } else {
      for index in 0..<rest { word |= UInt64(base[place + index]) << UInt64(8 * index) }
    }
    return fold(hash ^ word)
  }
}
