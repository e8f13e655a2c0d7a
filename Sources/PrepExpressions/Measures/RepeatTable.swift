import PrepContents

/// Counts keys of 64 bits, round by round; chance alone makes two of them one. It takes 16 bytes for a slot and has as many
/// as the different keys of a round need, so that a text that repeats itself takes little however long it is.
struct RepeatTable: ~Copyable {
  private struct Slot {
    var key: UInt64
    /// How often the key was met, and above that in which round, so that no slot has to be emptied.
    var count: UInt32
    /// Where its key was met first.
    var first: UInt32
  }

  private static let leastSize = 1024
  private var slots: UnsafeMutablePointer<Slot>
  private var size = RepeatTable.leastSize
  /// How many slots are of this round.
  private var filled = 0
  private var round: UInt32 = 0
  /// How many bits of a count are not the round.
  private var countBits: UInt32 = 26

  init() { slots = Self.empty(size) }

  deinit { slots.deallocate() }

  private static func empty(_ size: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: size)
    slots.initialize(repeating: Slot(key: 0, count: 0, first: 0), count: size)
    return slots
  }

  /// How many slots there are.
  var slotCount: Int { size }

  /// Forgets all keys; so many are going to be added.
  mutating func begin(_ count: Int) {
    var bits: UInt32 = 26
    while bits < 31, count >> bits > 0 { bits += 1 }
    let isLarge = size > 1 << 18 && count < size / 16
    if bits != countBits || isLarge || (round + 1) >> (32 - bits) > 0 {
      if isLarge { size = Self.leastSize }
      slots.deallocate()
      slots = Self.empty(size)
      (countBits, round) = (bits, 0)
    }
    round += 1
    filled = 0
  }

  /// How often a key has been met in this round, this time included, and where first.
  ///
  /// SAFETY: the mask keeps slots in the table, of which at least a quarter are free.
  @inline(__always)
  mutating func add(_ key: UInt64, at place: Int) -> (count: Int, first: Int) {
    let mask = size - 1
    let mark = round << countBits
    var slot = Int(truncatingIfNeeded: key) & mask
    while slots[slot].count >> countBits == round {
      if slots[slot].key == key {
        slots[slot].count += 1
        return (Int(slots[slot].count - mark), Int(slots[slot].first))
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = Slot(key: key, count: mark + 1, first: UInt32(truncatingIfNeeded: place))
    filled += 1
    if filled * 4 > size * 3 { grow() }
    return (1, place)
  }

  /// Twice as many slots, with the keys of this round.
  ///
  /// SAFETY: as in ``add(_:at:)``; every slot of the old table is read once.
  private mutating func grow() {
    let (old, oldSize) = (slots, size)
    size *= 2
    slots = Self.empty(size)
    for slot in UnsafeBufferPointer(start: old, count: oldSize) where slot.count >> countBits == round {
      var place = Int(truncatingIfNeeded: slot.key) & (size - 1)
      while slots[place].count >> countBits == round { place = (place + 1) & (size - 1) }
      slots[place] = slot
    }
    old.deallocate()
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
