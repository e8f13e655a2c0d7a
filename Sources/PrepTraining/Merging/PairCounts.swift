import CKernels

/// What pairs count by now: an open hash table of those that are worth the room.
///
/// A merge takes weight from the pairs its two tokens were part of. For pairs with many slots that is noted here, once
/// for each neighbour of a merge, so that nobody has to look at the slots when the pair comes to the front of the
/// queue.
struct PairCounts {
  private struct Entry {
    var pair: UInt64
    var count: Int
  }

  /// No pair: tokens have smaller ids.
  private static let free = UInt64.max
  private var entries: UnsafeMutablePointer<Entry>
  private var bits = 12
  private var used = 0

  init() { entries = Self.allocate(bits) }

  func deallocate() { entries.deallocate() }

  private static func allocate(_ bits: Int) -> UnsafeMutablePointer<Entry> {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: 1 << bits)
    entries.initialize(repeating: Entry(pair: free, count: 0), count: 1 << bits)
    return entries
  }

  @inline(__always)
  private func start(_ pair: UInt64) -> Int {
    Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) &>> UInt64(64 &- bits))
  }

  @inline(__always)
  private func place(of pair: UInt64) -> Int {
    var index = start(pair)
    while entries[index].pair != pair, entries[index].pair != Self.free { index = (index &+ 1) & (1 &<< bits &- 1) }
    return index
  }

  /// Asks for the memory that looking at a pair needs.
  @inline(__always)
  func prefetch(_ pair: UInt64) { prep_prefetch_for_writing(entries + start(pair)) }

  /// What a pair counts; nil when nobody said.
  @inline(__always)
  subscript(pair: UInt64) -> Int? {
    let index = place(of: pair)
    return entries[index].pair == pair ? entries[index].count : nil
  }

  /// Says what a pair counts.
  mutating func set(_ pair: UInt64, _ count: Int) {
    if used * 2 >= 1 << bits { grow() }
    let index = place(of: pair)
    if entries[index].pair != pair { used += 1 }
    entries[index] = Entry(pair: pair, count: count)
  }

  /// Takes weight from a pair, if it is here.
  @inline(__always)
  func subtract(_ weight: Int, from pair: UInt64) {
    let index = place(of: pair)
    if entries[index].pair == pair { entries[index].count &-= weight }
  }

  private mutating func grow() {
    let (old, oldCount) = (entries, 1 << bits)
    bits += 1
    entries = Self.allocate(bits)
    for index in 0..<oldCount where old[index].pair != Self.free { entries[place(of: old[index].pair)] = old[index] }
    old.deallocate()
  }
}
