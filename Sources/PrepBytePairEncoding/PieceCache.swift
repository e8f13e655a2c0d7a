import CKernels

/// Pieces that were seen and their tokens, for one thread. Its size is bounded: when the bound is reached it begins anew.
///
/// Pieces of up to fifteen bytes lie in lines of two, found by a packed key; longer ones in a second table by a hash.
struct PieceCache: ~Copyable {
  /// Which of the top three bits' values means that the tokens lie in the arena.
  static let spilled: UInt32 = 5

  private(set) var lines: UnsafeMutablePointer<prep_piece_line>
  private(set) var shift: UInt32
  private var memory: PageMemory
  private var bits: Int
  private var used = 0
  private let largestBits: Int
  /// Tokens of pieces with more than four of them, and of long pieces.
  private var arena = TokenBuffer(capacity: 1 << 10)
  /// The kernel reads so many words wherever it begins.
  private static let arenaSlack = 16
  /// The tokens that do not fit in an entry.
  var spilledTokens: UnsafePointer<UInt32> { UnsafePointer(arena.base) }
  private static let arenaLimit = 1 << 23

  private struct LongEntry {
    var hash: UInt64
    var text: UInt32
    var length: UInt32
    var tokens: UInt32
    /// 0 marks a free entry.
    var count: UInt32
  }
  private var longEntries: UnsafeMutablePointer<LongEntry>
  private var longBits = 8
  private var longUsed = 0
  private var longText: [UInt8] = []
  private static let longTextLimit = 1 << 24

  /// - Parameter budget: About how many bytes the tables may take.
  init(budget: Int) {
    var most = 12
    while 64 << (most + 1) <= budget { most += 1 }
    largestBits = most
    bits = min(12, most)
    memory = PageMemory(byteCount: 64 << bits)
    lines = memory.base.assumingMemoryBound(to: prep_piece_line.self)
    shift = UInt32(64 - bits)
    longEntries = .allocate(capacity: 1 << longBits)
    longEntries.update(repeating: LongEntry(hash: 0, text: 0, length: 0, tokens: 0, count: 0), count: 1 << longBits)
  }

  deinit { longEntries.deallocate() }

  // MARK: Short pieces

  /// The tokens of a key, wherever it is; nil when it is not there.
  @inline(__always)
  func find(_ key: prep_piece_key) -> prep_piece_tokens? {
    var number = Int(prep_piece_line_of(key, shift))
    let mask = 1 &<< bits &- 1
    while true {
      let line = lines + number
      let (first, second) = line.pointee.keys
      if first.low == key.low, first.high == key.high { return line.pointee.tokens.0 }
      if second.low == key.low, second.high == key.high { return line.pointee.tokens.1 }
      if first.high == 0 || second.high == 0 { return nil }
      number = (number &+ 1) & mask
    }
  }

  /// Writes out the tokens of a piece and returns their number.
  @inline(__always)
  func expand(_ tokens: prep_piece_tokens, into output: UnsafeMutablePointer<UInt32>) -> Int {
    let words = tokens.words
    let count = words.0 &>> 29
    if count == Self.spilled {
      output.update(from: arena.base + Int(words.1), count: Int(words.2))
      return Int(words.2)
    }
    output[0] = words.0 & 0x1FFF_FFFF
    if count > 1 { output[1] = words.1 }
    if count > 2 { output[2] = words.2 }
    if count > 3 { output[3] = words.3 }
    return Int(count)
  }

  /// Remembers the tokens of a key that is not there. Returns whether the table moved, so that lines have to be computed again.
  mutating func insert(_ key: prep_piece_key, _ tokens: UnsafePointer<UInt32>, _ count: Int) -> Bool {
    if count == 0 { return false }
    var moved = false
    if arena.count > Self.arenaLimit { moved = clear() }
    // Two entries a line and at most 7 of 16 taken: most lines have room.
    if used &* 16 >= 7 << (bits + 1) { moved = grow() || moved }
    var entry = prep_piece_tokens()
    if count <= 4 {
      entry.words.0 = tokens[0] | UInt32(count) << 29
      if count > 1 { entry.words.1 = tokens[1] }
      if count > 2 { entry.words.2 = tokens[2] }
      if count > 3 { entry.words.3 = tokens[3] }
    } else {
      entry.words.0 = Self.spilled << 29
      entry.words.1 = UInt32(keep(tokens, count))
      entry.words.2 = UInt32(count)
    }
    place(key, entry)
    used += 1
    return moved
  }

  private mutating func keep(_ tokens: UnsafePointer<UInt32>, _ count: Int) -> Int {
    let start = arena.count
    arena.reserve(count + Self.arenaSlack)
    (arena.base + start).update(from: tokens, count: count)
    arena.count += count
    return start
  }

  private func place(_ key: prep_piece_key, _ tokens: prep_piece_tokens) {
    var number = Int(prep_piece_line_of(key, shift))
    while true {
      let line = lines + number
      if line.pointee.keys.0.high == 0 {
        line.pointee.keys.0 = key
        line.pointee.tokens.0 = tokens
        return
      }
      if line.pointee.keys.1.high == 0 {
        line.pointee.keys.1 = key
        line.pointee.tokens.1 = tokens
        return
      }
      number = (number + 1) & (1 << bits - 1)
    }
  }

  @inline(never)
  private mutating func grow() -> Bool {
    if bits >= largestBits { return clear() }
    let old = memory
    let oldLines = lines
    let oldCount = 1 << bits
    bits = min(largestBits, bits + 2)
    memory = PageMemory(byteCount: 64 << bits)
    lines = memory.base.assumingMemoryBound(to: prep_piece_line.self)
    shift = UInt32(64 - bits)
    for number in 0..<oldCount {
      let line = oldLines[number]
      if line.keys.0.high != 0 { place(line.keys.0, line.tokens.0) }
      if line.keys.1.high != 0 { place(line.keys.1, line.tokens.1) }
    }
    withExtendedLifetime(old) {}
    return true
  }

  /// Forgets everything.
  @inline(never)
  private mutating func clear() -> Bool {
    memory = PageMemory(byteCount: 64 << bits)
    lines = memory.base.assumingMemoryBound(to: prep_piece_line.self)
    used = 0
    arena.count = 0
    clearLong()
    return true
  }

  // MARK: Long pieces

  private mutating func clearLong() {
    longEntries.update(repeating: LongEntry(hash: 0, text: 0, length: 0, tokens: 0, count: 0), count: 1 << longBits)
    longUsed = 0
    longText.removeAll(keepingCapacity: true)
  }

  /// A hash of at least sixteen bytes.
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

  /// The tokens of a long piece: where they are, until the cache changes; nil when it was not seen.
  @inline(__always)
  func findLong(_ text: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> UnsafeBufferPointer<UInt32>? {
    let mask = 1 &<< longBits &- 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = longEntries[index]
      if entry.count == 0 { return nil }
      if entry.hash == hash, Int(entry.length) == length, isText(text, length, at: Int(entry.text)) {
        return UnsafeBufferPointer(start: arena.base + Int(entry.tokens), count: Int(entry.count))
      }
      index = (index &+ 1) & mask
    }
  }

  @inline(__always)
  private func isText(_ text: UnsafePointer<UInt8>, _ length: Int, at start: Int) -> Bool {
    longText.withUnsafeBufferPointer { known in
      guard let base = known.baseAddress else { return false }
      let raw = UnsafeRawPointer(text)
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

  /// Remembers the tokens of a long piece; the hash says whether it is a part. Returns whether the short table moved.
  mutating func insertLong(
    _ text: UnsafePointer<UInt8>, _ length: Int, hash: UInt64, _ tokens: UnsafePointer<UInt32>, _ count: Int
  ) -> Bool {
    if count == 0 { return false }
    var moved = false
    if arena.count > Self.arenaLimit || longText.count > Self.longTextLimit { moved = clear() }
    if longUsed * 2 >= 1 << longBits { growLong() }
    let start = longText.count
    longText.append(contentsOf: UnsafeBufferPointer(start: text, count: length))
    placeLong(
      LongEntry(
        hash: hash, text: UInt32(start), length: UInt32(length), tokens: UInt32(keep(tokens, count)), count: UInt32(count)))
    longUsed += 1
    return moved
  }

  private func placeLong(_ entry: LongEntry) {
    let mask = 1 << longBits - 1
    var index = Int(truncatingIfNeeded: entry.hash) & mask
    while longEntries[index].count != 0 { index = (index + 1) & mask }
    longEntries[index] = entry
  }

  private mutating func growLong() {
    let old = longEntries
    let count = 1 << longBits
    longBits += 2
    longEntries = .allocate(capacity: 1 << longBits)
    longEntries.update(repeating: LongEntry(hash: 0, text: 0, length: 0, tokens: 0, count: 0), count: 1 << longBits)
    for index in 0..<count where old[index].count != 0 { placeLong(old[index]) }
    old.deallocate()
  }
}
