internal import PrepBytePairEncoding
internal import PrepBytes

/// The tokens of chunks of text that an encoder has seen. What it forgets is made again.
struct ChunkMemory: ~Copyable {
  /// The longest chunk that is remembered, in bytes.
  static let longest = 96
  /// So many chunks are remembered at most.
  private static let mostChunks = 1 << 20
  private static let mostBytes = 64 << 20

  private struct Slot: BitwiseCopyable {
    var hash: UInt64 = 0
    var text: UInt32 = 0
    var tokens: UInt32 = 0
    /// The length of the text; 0 in a free slot.
    var length: UInt16 = 0
    var count: UInt16 = 0
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var bits = 12
  private var used = 0
  private var texts = PlainList<UInt8>()
  private var tokens = PlainList<Token>()

  init() {
    slots = .allocate(capacity: 1 << 12)
    slots.update(repeating: Slot(), count: 1 << 12)
  }

  deinit { slots.deallocate() }

  /// What a chunk of at least one byte is looked for by.
  ///
  /// SAFETY: each load lies in the `count` bytes of the text.
  @inline(__always)
  static func hash(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
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

  /// Appends the tokens of a chunk and says so; false when it is not known.
  @inline(__always)
  func append(_ text: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, to output: inout [Token]) -> Bool {
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

  /// Remembers the tokens of a chunk.
  mutating func insert(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64, _ made: ArraySlice<Token>) {
    if text.isEmpty || text.count > Self.longest || made.count > Int(UInt16.max) { return }
    if used >= Self.mostChunks || texts.count > Self.mostBytes {
      slots.update(repeating: Slot(), count: 1 << bits)
      used = 0
      texts.removeAll()
      tokens.removeAll()
    } else if used * 2 >= 1 << bits {
      grow()
    }
    let slot = Slot(
      hash: hash, text: UInt32(texts.count), tokens: UInt32(tokens.count), length: UInt16(text.count),
      count: UInt16(made.count))
    texts.append(contentsOf: text)
    made.withUnsafeBufferPointer { tokens.append(contentsOf: $0) }
    place(slot)
    used += 1
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
