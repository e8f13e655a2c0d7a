/// Pieces of more than fifteen bytes that one encoder has seen, and their tokens. Its size is bounded: when the bound
/// is reached it begins anew.
struct LongPieceCache: ~Copyable {
  private static let tokenLimit = 1 << 22
  private static let textLimit = 1 << 24

  private struct Entry {
    var hash: UInt64 = 0
    var text: UInt32 = 0
    var length: UInt32 = 0
    var tokens: UInt32 = 0
    /// 0 marks a free entry.
    var count: UInt32 = 0
  }
  private var entries: UnsafeMutablePointer<Entry>
  private var bits = 8
  private var used = 0
  private var text: [UInt8] = []
  private var tokens = TokenBuffer(capacity: 1 << 10)

  init() {
    entries = .allocate(capacity: 1 << bits)
    entries.initialize(repeating: Entry(), count: 1 << bits)
  }

  deinit { entries.deallocate() }

  /// A hash of at least eight bytes.
  ///
  /// SAFETY: pieces that come here have sixteen bytes or more, so that eight before their end are their own.
  @inline(__always)
  static func hash(_ text: UnsafePointer<UInt8>, _ length: Int, isPart: Bool) -> UInt64 {
    let raw = UnsafeRawPointer(text)
    var hash = UInt64(truncatingIfNeeded: length) &* 2 &+ (isPart ? 1 : 0)
    var position = 0
    while position &+ 8 < length {
      hash = (hash ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash &>> 29
      position &+= 8
    }
    hash = (hash ^ raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ (hash &>> 32)
  }

  /// The tokens of a piece: where they are, until the cache changes; nil when it was not seen.
  @inline(__always)
  func find(_ piece: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> UnsafeBufferPointer<UInt32>? {
    let mask = 1 &<< bits &- 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = entries[index]
      if entry.count == 0 { return nil }
      if entry.hash == hash, Int(entry.length) == length, isText(piece, length, at: Int(entry.text)) {
        return UnsafeBufferPointer(start: tokens.base + Int(entry.tokens), count: Int(entry.count))
      }
      index = (index &+ 1) & mask
    }
  }

  // SAFETY: both texts have `length` bytes, sixteen or more, and no load goes beyond them.
  @inline(__always)
  private func isText(_ piece: UnsafePointer<UInt8>, _ length: Int, at start: Int) -> Bool {
    text.withUnsafeBufferPointer { known in
      guard let base = known.baseAddress else { return false }
      let raw = UnsafeRawPointer(piece)
      let other = UnsafeRawPointer(base + start)
      var position = 0
      while position &+ 8 < length {
        if raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
          != other.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        {
          return false
        }
        position &+= 8
      }
      return raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
        == other.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    }
  }

  /// Remembers the tokens of a piece; the hash says whether it is a part.
  mutating func insert(
    _ piece: UnsafePointer<UInt8>, _ length: Int, hash: UInt64, _ found: UnsafePointer<UInt32>, _ count: Int
  ) {
    if count == 0 { return }
    if tokens.count > Self.tokenLimit || text.count > Self.textLimit { clear() }
    if used * 2 >= 1 << bits { grow() }
    let entry = Entry(
      hash: hash, text: UInt32(text.count), length: UInt32(length), tokens: UInt32(tokens.count), count: UInt32(count))
    text.append(contentsOf: UnsafeBufferPointer(start: piece, count: length))
    tokens.reserve(count)
    (tokens.base + tokens.count).update(from: found, count: count)
    tokens.count += count
    place(entry)
    used += 1
  }

  private func place(_ entry: Entry) {
    let mask = 1 << bits - 1
    var index = Int(truncatingIfNeeded: entry.hash) & mask
    while entries[index].count != 0 { index = (index + 1) & mask }
    entries[index] = entry
  }

  private mutating func clear() {
    entries.update(repeating: Entry(), count: 1 << bits)
    used = 0
    tokens.count = 0
    text.removeAll(keepingCapacity: true)
  }

  @inline(never)
  private mutating func grow() {
    let old = entries
    let count = 1 << bits
    bits += 2
    entries = .allocate(capacity: 1 << bits)
    entries.initialize(repeating: Entry(), count: 1 << bits)
    for index in 0..<count where old[index].count != 0 { place(old[index]) }
    old.deallocate()
  }
}
