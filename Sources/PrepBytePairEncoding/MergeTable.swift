import PrepSystem

/// Which neighbouring tokens merge, how early, and into what.
///
/// Two kinds exist. With *ranks* (tiktoken) any two neighbours merge whose bytes together are a token, the smallest id
/// first. With a *list* (GPT-2, Hugging Face) the pairs are given, the earliest first.
///
/// SAFETY of `@unchecked Sendable`: tables are written by `init` alone.
package final class MergeTable: @unchecked Sendable {
  /// What a pair becomes, and how early.
  package struct Merge {
    var key: UInt64
    /// The place in the list; smaller merges first.
    var rank: UInt32
    var token: Token
  }

  /// The vocabulary by bytes.
  package let index: TokenIndex
  /// Whether pairs merge by the rank of what they make; else by the list.
  package let mergesByRank: Bool
  /// Whether a pre-token found in the vocabulary is emitted without merging (`ignore_merges` in `tokenizer.json`).
  package let takesWholePieces: Bool
  /// The token each byte starts as, or ``TokenIndex/none``.
  let firstTokens: UnsafeMutablePointer<UInt32>
  /// The token the last byte of a piece starts as: differs where words end in a suffix such as `</w>`.
  let lastTokens: UnsafeMutablePointer<UInt32>
  /// Whether the last byte of a piece starts as another token than elsewhere.
  package let marksWordEnds: Bool

  private let memory: PageMemory
  private let slots: UnsafeMutablePointer<Merge>
  private let mask: Int
  private let shift: UInt64
  /// The list, in order; empty with ranks.
  package let list: [(left: Token, right: Token, token: Token)]

  /// Merges by rank.
  package init(ranks index: TokenIndex) {
    self.index = index
    mergesByRank = true
    takesWholePieces = true
    marksWordEnds = false
    firstTokens = .allocate(capacity: 256)
    firstTokens.update(from: index.singles, count: 256)
    lastTokens = .allocate(capacity: 256)
    lastTokens.update(from: index.singles, count: 256)
    // SAFETY: no slot is read where merges go by rank, and pages of the system are aligned for every type.
    memory = PageMemory(byteCount: 0)
    slots = memory.base.assumingMemoryBound(to: Merge.self)
    mask = 0
    shift = 63
    list = []
  }

  /// Merges by a list; when a pair stands in it twice the later place counts.
  package init(
    list: [(left: Token, right: Token, token: Token)], index: TokenIndex, takesWholePieces: Bool,
    firstTokens first: [Token],
    lastTokens last: [Token]? = nil
  ) {
    precondition(first.count == 256 && (last ?? first).count == 256, "one token for each byte")
    self.index = index
    self.list = list
    mergesByRank = false
    self.takesWholePieces = takesWholePieces
    marksWordEnds = last != nil
    firstTokens = .allocate(capacity: 256)
    firstTokens.update(from: first, count: 256)
    lastTokens = .allocate(capacity: 256)
    lastTokens.update(from: last ?? first, count: 256)
    var bits = 4
    while 1 << bits < list.count * 2 { bits += 1 }
    // SAFETY: zeroed pages with room for 2^bits slots, aligned for every type; zeros are a
    // free slot.
    memory = PageMemory(byteCount: MemoryLayout<Merge>.stride << bits)
    slots = memory.base.assumingMemoryBound(to: Merge.self)
    mask = 1 << bits - 1
    shift = UInt64(64 - bits)
    for (rank, merge) in list.enumerated() {
      let key = Self.key(merge.left, merge.right)
      var place = Self.start(key, shift)
      while slots[place].key != 0, slots[place].key != key { place = (place + 1) & mask }
      slots[place] = Merge(key: key, rank: UInt32(rank), token: merge.token)
    }
  }

  deinit {
    firstTokens.deallocate()
    lastTokens.deallocate()
  }

  /// The token each byte starts as, or ``TokenIndex/none``.
  package var bytesInside: [Token] { Array(UnsafeBufferPointer(start: firstTokens, count: 256)) }

  /// The token the last byte of a piece starts as, or ``TokenIndex/none``.
  package var bytesAtEnds: [Token] { Array(UnsafeBufferPointer(start: lastTokens, count: 256)) }

  /// The merge of two neighbours; a rank of ``TokenIndex/none`` when they do not merge.
  @inline(__always)
  func merge(_ left: Token, _ right: Token) -> (rank: UInt32, token: Token) {
    let key = Self.key(left, right)
    var place = Self.start(key, shift)
    while true {
      let slot = slots[place]
      if slot.key == key { return (slot.rank, slot.token) }
      if slot.key == 0 { return (TokenIndex.none, 0) }
      place = (place + 1) & mask
    }
  }

  @inline(__always)
  private static func key(_ left: Token, _ right: Token) -> UInt64 { UInt64(left) << 32 | UInt64(right) | 1 << 63 }

  @inline(__always)
  private static func start(_ key: UInt64, _ shift: UInt64) -> Int {
    let mixed = (key ^ (key &>> 32) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> shift)
  }
}
