import CKernels

/// Different words and how often each was seen: an open hash table. For one thread.
///
/// Words of up to fifteen bytes are their own keys; the bytes of longer ones lie in an arena, behind their length.
package final class WordCounter {
  /// A word and its count. The top byte of `high` is the length, or ``longMark``; 0 marks a free slot.
  ///
  /// Of a long word `low` is a hash and the rest of `high` the place in the arena.
  struct Slot {
    var low: UInt64
    var high: UInt64
    var count: Int
  }

  static let longestInline = 15
  static let longMark: UInt64 = 0xFF
  static let placeMask: UInt64 = 1 << 56 - 1
  /// Words are taken in groups, so that their slots are on the way while others are looked at.
  private static let groupSize = 64

  /// How many different words there are.
  package private(set) var distinctCount = 0
  /// How many words were added, with their weights.
  package private(set) var totalCount = 0
  /// How many bytes these have.
  private(set) var distinctByteCount = 0
  private var memory: ReservedMemory<Slot>
  private(set) var slots: UnsafeMutablePointer<Slot>
  private(set) var bits: Int
  let arena = ByteArena()
  private let waiting = UnsafeMutablePointer<(low: UInt64, high: UInt64, hash: UInt64)>.allocate(capacity: groupSize)

  package init() {
    bits = 12
    memory = ReservedMemory(capacity: 1 << bits)
    slots = memory.base
  }

  deinit { waiting.deallocate() }

  /// About how many bytes it takes.
  package var byteCount: Int { MemoryLayout<Slot>.stride << bits + arena.capacity }

  // MARK: Adding

  /// Counts successive pieces of a text.
  ///
  /// - Parameters:
  ///   - start: Where the first piece begins.
  ///   - ends: Where each ends.
  func add(_ text: UnsafeBufferPointer<UInt8>, from start: Int, ends: UnsafeBufferPointer<UInt32>, weight: Int) {
    guard let base = text.baseAddress else { return }
    var position = start
    var first = 0
    while first < ends.count {
      let count = min(Self.groupSize, ends.count &- first)
      makeRoom(for: count)
      let groupStart = position
      for index in 0..<count {
        let end = Int(ends[first &+ index])
        let length = end &- position
        if length <= Self.longestInline {
          let key = Self.key(base + position, length, readable: text.count &- position)
          let hash = Self.hash(key.low, key.high)
          waiting[index] = (key.low, key.high, hash)
          prep_prefetch(slots + place(hash))
        } else {
          let hash = Self.longHash(base + position, length)
          waiting[index] = (hash, Self.longMark << 56, Self.hash(hash, 0))
          prep_prefetch(slots + place(waiting[index].hash))
        }
        position = end
      }
      position = groupStart
      for index in 0..<count {
        let end = Int(ends[first &+ index])
        let word = waiting[index]
        if word.high &>> 56 != Self.longMark {
          addInline(word.low, word.high, word.hash, weight)
        } else {
          addLong(base + position, end &- position, word.low, word.hash, weight)
        }
        position = end
      }
      totalCount &+= count &* weight
      first &+= count
    }
  }

  /// Counts one word.
  package func add(_ word: UnsafeBufferPointer<UInt8>, count: Int) {
    var end = UInt32(truncatingIfNeeded: word.count)
    if word.isEmpty { return }
    withUnsafePointer(to: &end) { add(word, from: 0, ends: UnsafeBufferPointer(start: $0, count: 1), weight: count) }
  }

  @inline(__always)
  private func addInline(_ low: UInt64, _ high: UInt64, _ hash: UInt64, _ weight: Int) {
    var index = place(hash)
    while true {
      if slots[index].low == low, slots[index].high == high {
        slots[index].count &+= weight
        return
      }
      if slots[index].high == 0 {
        slots[index] = Slot(low: low, high: high, count: weight)
        distinctCount &+= 1
        distinctByteCount &+= Int(high &>> 56)
        return
      }
      index = (index &+ 1) & (1 &<< bits &- 1)
    }
  }

  @inline(never)
  private func addLong(_ word: UnsafePointer<UInt8>, _ length: Int, _ low: UInt64, _ hash: UInt64, _ weight: Int) {
    var index = place(hash)
    while slots[index].high != 0 {
      if slots[index].low == low, slots[index].high >> 56 == Self.longMark,
        longWord(slots[index]).elementsEqual(UnsafeBufferPointer(start: word, count: length))
      {
        slots[index].count &+= weight
        return
      }
      index = (index &+ 1) & (1 &<< bits &- 1)
    }
    slots[index] = Slot(low: low, high: Self.longMark << 56 | UInt64(arena.append(word, length)), count: weight)
    distinctCount += 1
    distinctByteCount += length
  }

  func longWord(_ slot: Slot) -> UnsafeBufferPointer<UInt8> { arena.word(at: Int(slot.high & Self.placeMask)) }

  // MARK: Keys

  @inline(__always)
  func place(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> UInt64(64 &- bits)) }

  @inline(__always)
  private static func hash(_ low: UInt64, _ high: UInt64) -> UInt64 {
    let product = (low ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: high ^ 0xE703_7ED1_A0B4_28DB)
    return (product.high ^ product.low) &* 0x9E37_79B9_7F4A_7C15
  }

  /// What a slot is found by.
  @inline(__always)
  static func hash(of slot: Slot) -> UInt64 { hash(slot.low, slot.high >> 56 == longMark ? 0 : slot.high) }

  /// The bytes of a short word, the rest zero, and its length in the last byte.
  @inline(__always)
  private static func key(_ word: UnsafePointer<UInt8>, _ length: Int, readable: Int) -> (low: UInt64, high: UInt64) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    if readable >= 16 {
      // SAFETY: sixteen bytes are readable.
      let raw = UnsafeRawPointer(word)
      low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
      high = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      if length <= 8 {
        low &= UInt64.max &>> UInt64(64 &- length &* 8)
        high = 0
      } else {
        high &= UInt64.max &>> UInt64(128 &- length &* 8)
      }
    } else {
      for index in 0..<min(8, length) { low |= UInt64(word[index]) &<< UInt64(index &* 8) }
      for index in 8..<max(8, length) { high |= UInt64(word[index]) &<< UInt64(index &* 8 &- 64) }
    }
    return (low, high | UInt64(length) &<< 56)
  }

  // SAFETY: long words have sixteen bytes or more, and each load lies in them.
  private static func longHash(_ word: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let raw = UnsafeRawPointer(word)
    var state = UInt64(length)
    var position = 0
    while position + 16 <= length {
      state = hash(
        state ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: position + 8, as: UInt64.self))
      position += 16
    }
    // The last sixteen bytes again, whatever of them is new.
    return hash(
      state ^ raw.loadUnaligned(fromByteOffset: length - 16, as: UInt64.self),
      raw.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
  }

  private func makeRoom(for count: Int) {
    if (distinctCount &+ count) &* 3 <= 2 &<< bits { return }
    let old = memory
    let oldCount = 1 << bits
    bits += 1
    memory = ReservedMemory(capacity: 1 << bits, usesHugePages: true)
    slots = memory.base
    for index in 0..<oldCount where old.base[index].high != 0 {
      let slot = old.base[index]
      var target = place(Self.hash(of: slot))
      while slots[target].high != 0 { target = (target + 1) & (1 << bits - 1) }
      slots[target] = slot
    }
  }

  // MARK: Reading

  /// Calls a closure with every word and its count, in no particular order.
  package func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void) rethrows {
    try forEachSlot { try withWord($0, body) }
  }

  /// Visits the slots that hold a word.
  func forEachSlot(_ body: (Int) throws -> Void) rethrows {
    for index in 0..<1 << bits where slots[index].high != 0 { try body(index) }
  }

  /// Calls a closure with the word in a slot and its count.
  @inline(__always)
  func withWord<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Result) rethrows -> Result {
    let slot = slots[index]
    let length = Int(slot.high >> 56)
    if length > Self.longestInline { return try body(longWord(slot), slot.count) }
    // SAFETY: two words of eight bytes, of which the length is at most fifteen.
    return try withUnsafeBytes(of: (slot.low.littleEndian, slot.high.littleEndian)) { bytes in
      try body(UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[..<length]), slot.count)
    }
  }

  /// Whether the next words may take it beyond that many bytes.
  func isFull(_ budget: Int) -> Bool {
    let table = MemoryLayout<Slot>.stride << bits
    let grows = (distinctCount + 1024) * 3 > 2 << bits
    return arena.capacity + table * (grows ? 3 : 1) > budget && distinctCount > 0
  }

  /// Adds all words of another counter.
  package func merge(_ other: WordCounter) {
    other.forEach { word, count in add(word, count: count) }
  }
}
