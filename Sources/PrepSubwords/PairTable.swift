internal import PrepBytePairEncoding

/// Pairs of tokens that merge, how early, and into what.
///
/// SAFETY of `@unchecked Sendable`: nothing in it changes once it is made; what a call needs is its own.
final class PairTable: PairRater, @unchecked Sendable {
  private struct Slot {
    var key: UInt64
    var rank: UInt32
    var token: Token
  }

  static let none: UInt32 = .max
  private let slots: UnsafeMutablePointer<Slot>
  private let mask: Int
  private let shift: UInt64
  /// A bit for each hash that some pair has, so that most pairs that do not merge touch little memory.
  private let known: UnsafeMutablePointer<UInt64>
  private let knownShift: UInt64
  /// So many bits for a slot.
  private static let knownBits = 3

  /// When a pair stands there twice the later place counts.
  init(_ merges: [(left: Token, right: Token, token: Token)]) {
    var bits = 4
    while 1 << bits < merges.count * 2 { bits += 1 }
    mask = 1 << bits - 1
    shift = UInt64(64 - bits)
    slots = .allocate(capacity: 1 << bits)
    slots.update(repeating: Slot(key: .max, rank: Self.none, token: 0), count: 1 << bits)
    knownShift = UInt64(64 - bits - Self.knownBits)
    known = .allocate(capacity: 1 << (bits + Self.knownBits - 6))
    known.update(repeating: 0, count: 1 << (bits + Self.knownBits - 6))
    for (rank, merge) in merges.enumerated() {
      let key = UInt64(merge.left) << 32 | UInt64(merge.right)
      let hash = Self.hash(key)
      let bit = hash >> knownShift
      known[Int(bit >> 6)] |= 1 << (bit & 63)
      var place = Int(hash >> shift)
      while slots[place].key != .max, slots[place].key != key { place = (place + 1) & mask }
      slots[place] = Slot(key: key, rank: UInt32(rank), token: merge.token)
    }
  }

  deinit {
    slots.deallocate()
    known.deallocate()
  }

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 {
    (key ^ (key &>> 32) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
  }

  @inline(__always)
  func rate(_ left: SymbolMerge.Symbol, _ right: SymbolMerge.Symbol) -> (rank: UInt32, token: Token) {
    merge(left.token, right.token)
  }

  /// The merge of two neighbours; a rank of ``none`` when they do not merge.
  @inline(__always)
  func merge(_ left: Token, _ right: Token) -> (rank: UInt32, token: Token) {
    let key = UInt64(left) << 32 | UInt64(right)
    let hash = Self.hash(key)
    let bit = hash &>> knownShift
    if known[Int(truncatingIfNeeded: bit &>> 6)] &>> (bit & 63) & 1 == 0 { return (Self.none, 0) }
    var place = Int(truncatingIfNeeded: hash &>> shift)
    while true {
      let slot = slots[place]
      if slot.key == key { return (slot.rank, slot.token) }
      if slot.key == .max { return (Self.none, 0) }
      place = (place &+ 1) & mask
    }
  }
}
