internal import PrepBytePairEncoding
internal import PrepBytes

/// The tokens of chunks of text that an encoder has seen. What it forgets is made again.
///
/// Short chunks with few tokens, nearly all there are, have their text and tokens in one slot, so that one look into
/// memory finds them.
struct ChunkMemory: ~Copyable {
  /// The longest chunk that is remembered, in bytes.
  static let longest = 96
  /// So many chunks are remembered at most.
  private static let mostChunks = 1 << 20
  private static let mostBytes = 64 << 20
  /// The longest chunk that lies in a slot, and the most tokens of it.
  private static let longestShort = 15
  private static let mostShort = 3

  private struct ShortSlot: BitwiseCopyable {
    var key = Key()
    var tokens: (Token, Token, Token) = (0, 0, 0)
    /// The number of tokens; none in a free slot.
    var count: UInt32 = .max
  }

  /// What tells two short texts apart.
  private struct Key: BitwiseCopyable {
    var low: UInt64 = 0
    /// The length in the highest byte.
    var high: UInt64 = 0

    init() {}

    /// SAFETY: each load lies in the `count` bytes of the text, of which there are 1 to 15.
    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, _ count: Int) {
      let raw = UnsafeRawPointer(text)
      if count >= 8 {
        low = raw.loadUnaligned(as: UInt64.self)
        // The last eight bytes, of which those that are new are kept.
        let end = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        high = count == 8 ? 0 : end &>> UInt64(truncatingIfNeeded: (16 &- count) &* 8)
      } else if count >= 4 {
        low =
          UInt64(raw.loadUnaligned(as: UInt32.self))
          | UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)) &<< 32
      } else {
        low = UInt64(text[0]) | UInt64(text[count &>> 1]) &<< 8 | UInt64(text[count &- 1]) &<< 16
      }
      high |= UInt64(truncatingIfNeeded: count) &<< 56
    }

    @inline(__always)
    var hash: UInt64 { ChunkMemory.mix(low ^ (high &* 0x9E37_79B9_7F4A_7C15)) }
  }

  private struct Slot: BitwiseCopyable {
    var hash: UInt64 = 0
    var text: UInt32 = 0
    var tokens: UInt32 = 0
    /// The length of the text; 0 in a free slot.
    var length: UInt16 = 0
    var count: UInt16 = 0
  }

  private var short: UnsafeMutablePointer<ShortSlot>
  private var shortBits = 12
  private var shortUsed = 0
  private var slots: UnsafeMutablePointer<Slot>
  private var bits = 10
  private var used = 0
  private var texts = PlainList<UInt8>()
  private var tokens = PlainList<Token>()

  init() {
    short = .allocate(capacity: 1 << 12)
    short.update(repeating: ShortSlot(), count: 1 << 12)
    slots = .allocate(capacity: 1 << 10)
    slots.update(repeating: Slot(), count: 1 << 10)
  }

  deinit {
    short.deallocate()
    slots.deallocate()
  }

  /// What a longer chunk is looked for by.
  ///
  /// SAFETY: each load lies in the `count` bytes of the text.
  @inline(__always)
  private static func hash(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(text)
    var hash = UInt64(count) &* 0x9E37_79B9_7F4A_7C15
    var position = 0
    while position &+ 8 <= count {
      hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position &+= 8
    }
    var rest: UInt64 = 0
    let left = count &- position
    if left >= 4 {
      rest =
        UInt64(raw.loadUnaligned(fromByteOffset: position, as: UInt32.self))
        | UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)) &<< 32
    } else if left > 0 {
      rest = UInt64(text[position]) | UInt64(text[position &+ left &>> 1]) &<< 8 | UInt64(text[count &- 1]) &<< 16
    }
    return mix(hash ^ rest)
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.low ^ product.high
  }

  /// Appends the tokens of a chunk of at least one byte and says so; false when it is not known.
  @inline(__always)
  func append(_ text: UnsafePointer<UInt8>, _ count: Int, to output: inout [Token]) -> Bool {
    if count <= Self.longestShort {
      let key = Key(text, count)
      let mask = 1 << shortBits - 1
      var place = Int(truncatingIfNeeded: key.hash) & mask
      while true {
        let slot = short[place]
        if slot.key.low == key.low, slot.key.high == key.high {
          if slot.count > 0 { output.append(slot.tokens.0) }
          if slot.count > 1 { output.append(slot.tokens.1) }
          if slot.count > 2 { output.append(slot.tokens.2) }
          return true
        }
        if slot.count == .max { break }
        place = (place &+ 1) & mask
      }
    }
    return count <= Self.longest && used > 0 && appendLong(text, count, to: &output)
  }

  @inline(never)
  private func appendLong(_ text: UnsafePointer<UInt8>, _ count: Int, to output: inout [Token]) -> Bool {
    let hash = Self.hash(text, count)
    let mask = 1 << bits - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[place]
      if slot.length == 0 { return false }
      if slot.hash == hash, Int(slot.length) == count, isEqual(text, Int(slot.text), count) {
        output.append(
          contentsOf: UnsafeBufferPointer(rebasing: tokens.all[Int(slot.tokens)..<Int(slot.tokens) + Int(slot.count)]))
        return true
      }
      place = (place &+ 1) & mask
    }
  }

  // SAFETY: both texts have `count` bytes, and each load lies in them.
  @inline(__always)
  private func isEqual(_ text: UnsafePointer<UInt8>, _ place: Int, _ count: Int) -> Bool {
    guard let own = texts.all.baseAddress else { return false }
    let first = UnsafeRawPointer(text)
    let second = UnsafeRawPointer(own + place)
    var position = 0
    while position &+ 8 <= count {
      if first.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        != second.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      {
        return false
      }
      position &+= 8
    }
    while position < count {
      if text[position] != own[place &+ position] { return false }
      position &+= 1
    }
    return true
  }

  /// Remembers the tokens of a chunk that is not known.
  mutating func insert(_ text: UnsafeBufferPointer<UInt8>, _ made: ArraySlice<Token>) {
    guard let base = text.baseAddress, !text.isEmpty, text.count <= Self.longest, made.count <= Int(UInt16.max) else {
      return
    }
    if text.count <= Self.longestShort, made.count <= Self.mostShort { return insertShort(base, text.count, made) }
    if used >= Self.mostChunks || texts.count > Self.mostBytes {
      slots.update(repeating: Slot(), count: 1 << bits)
      used = 0
      texts.removeAll()
      tokens.removeAll()
    } else if used * 2 >= 1 << bits {
      grow()
    }
    let slot = Slot(
      hash: Self.hash(base, text.count), text: UInt32(texts.count), tokens: UInt32(tokens.count),
      length: UInt16(text.count), count: UInt16(made.count))
    texts.append(contentsOf: text)
    made.withUnsafeBufferPointer { tokens.append(contentsOf: $0) }
    place(slot)
    used += 1
  }

  private mutating func insertShort(_ text: UnsafePointer<UInt8>, _ count: Int, _ made: ArraySlice<Token>) {
    if shortUsed >= Self.mostChunks {
      short.update(repeating: ShortSlot(), count: 1 << shortBits)
      shortUsed = 0
    } else if shortUsed * 2 >= 1 << shortBits {
      growShort()
    }
    var slot = ShortSlot()
    slot.key = Key(text, count)
    slot.count = UInt32(made.count)
    for (index, token) in made.enumerated() {
      switch index {
      case 0: slot.tokens.0 = token
      case 1: slot.tokens.1 = token
      default: slot.tokens.2 = token
      }
    }
    place(slot)
    shortUsed += 1
  }

  private func place(_ slot: ShortSlot) {
    let mask = 1 << shortBits - 1
    var place = Int(truncatingIfNeeded: slot.key.hash) & mask
    while short[place].count != .max { place = (place + 1) & mask }
    short[place] = slot
  }

  private mutating func growShort() {
    let old = short
    let count = 1 << shortBits
    shortBits += 2
    short = .allocate(capacity: 1 << shortBits)
    short.update(repeating: ShortSlot(), count: 1 << shortBits)
    for index in 0..<count where old[index].count != .max { place(old[index]) }
    old.deallocate()
  }

  private func place(_ slot: Slot) {
    let mask = 1 << bits - 1
    var place = Int(truncatingIfNeeded: slot.hash) & mask
    while slots[place].length != 0 { place = (place + 1) & mask }
    slots[place] = slot
  }

  private mutating func grow() {
    let old = slots
    let count = 1 << bits
    bits += 2
    slots = .allocate(capacity: 1 << bits)
    slots.update(repeating: Slot(), count: 1 << bits)
    for index in 0..<count where old[index].length != 0 { place(old[index]) }
    old.deallocate()
  }
}
