import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds the id of a token by its bytes. Special tokens are not in it.
package final class TokenIndex: @unchecked Sendable {
  /// The answer for bytes that are no token; larger than any id.
  package static let none: Token = 0x7FFF_FFFF

  /// Up to eight bytes are the key itself, longer ones a hash of them; a length of 0 marks a free slot.
  private struct Slot {
    var key: UInt64
    var length: UInt32
    var id: UInt32
  }

  package let tokens: TokenBytes
  private let memory: PageMemory
  private let slots: UnsafeMutablePointer<Slot>
  private let mask: Int
  private let shift: UInt64
  /// Bits under a finer hash: most bytes that are no token are seen here to be none, and this stays near the processor.
  private let filter: UnsafeMutablePointer<UInt64>
  /// How many bits of the hash the filter has more than the slots.
  private static let filterBits: UInt64 = 2
  /// The length of the longest token.
  package let longest: Int
  /// The tokens of one byte, or ``none``.
  let singles: UnsafeMutablePointer<UInt32>
  /// The tokens of two bytes, by first byte times 256 plus second, or ``none``.
  let pairs: UnsafeMutablePointer<UInt32>
  /// An id whose bytes another id has too; nil when all differ.
  package let duplicate: Token?

  package init(_ tokens: TokenBytes) {
    self.tokens = tokens
    var bits = 4
    while 1 << bits < tokens.count * 2 { bits += 1 }
    memory = PageMemory(byteCount: MemoryLayout<Slot>.stride << bits)
    slots = memory.base.assumingMemoryBound(to: Slot.self)
    mask = 1 << bits - 1
    shift = UInt64(64 - bits)
    filter = .allocate(capacity: 1 << (bits + Int(Self.filterBits) - 6))
    filter.update(repeating: 0, count: 1 << (bits + Int(Self.filterBits) - 6))
    singles = .allocate(capacity: 256)
    singles.update(repeating: Self.none, count: 256)
    pairs = .allocate(capacity: 65536)
    pairs.update(repeating: Self.none, count: 65536)
    var longest = 0
    var duplicate: Token?
    for id in 0..<tokens.count {
      let place = tokens.places[id]
      guard place.length != 0, place.length & TokenBytes.specialFlag == 0 else { continue }
      let text = UnsafePointer(tokens.bytes + Int(place.start))
      let length = Int(place.length)
      longest = max(longest, length)
      if length == 1 { singles[Int(text[0])] = UInt32(id) }
      if length == 2 { pairs[Int(text[0]) << 8 | Int(text[1])] = UInt32(id) }
      let key = Self.key(text, length)
      let fine = Self.hash(key, length) &>> (shift &- Self.filterBits)
      filter[Int(fine >> 6)] |= 1 << (fine & 63)
      var index = Int(fine >> Self.filterBits)
      while slots[index].length != 0 {
        if slots[index].key == key, slots[index].length == place.length,
          length <= 8 || memcmp(tokens.bytes + Int(tokens.places[Int(slots[index].id)].start), text, length) == 0
        {
          duplicate = UInt32(id)
          break
        }
        index = (index + 1) & mask
      }
      if slots[index].length == 0 { slots[index] = Slot(key: key, length: place.length, id: UInt32(id)) }
    }
    self.longest = longest
    self.duplicate = duplicate
  }

  deinit {
    filter.deallocate()
    singles.deallocate()
    pairs.deallocate()
  }

  /// The id of the token with these bytes, or ``none``. Eight bytes from `text` on are readable, whatever `length` is.
  @inline(__always)
  func find(_ text: UnsafePointer<UInt8>, _ length: Int) -> Token {
    let key = Self.key(text, length)
    let fine = Self.hash(key, length) &>> (shift &- Self.filterBits)
    if filter[Int(truncatingIfNeeded: fine &>> 6)] &>> (fine & 63) & 1 == 0 { return Self.none }
    var index = Int(truncatingIfNeeded: fine &>> Self.filterBits)
    while true {
      let slot = slots[index]
      if slot.length == 0 { return Self.none }
      if slot.key == key, Int(slot.length) == length, length <= 8 || matches(slot.id, text, length) { return slot.id }
      index = (index + 1) & mask
    }
  }

  /// The id of the token with these bytes, or nil.
  package func id(of bytes: UnsafeBufferPointer<UInt8>) -> Token? {
    guard let base = bytes.baseAddress, bytes.count > 0, bytes.count <= longest else { return nil }
    if bytes.count >= 8 {
      let id = find(base, bytes.count)
      return id == Self.none ? nil : id
    }
    var padded = SIMD8<UInt8>()
    return withUnsafeMutableBytes(of: &padded) { buffer in
      buffer.copyMemory(from: UnsafeRawBufferPointer(bytes))
      guard let start = buffer.baseAddress else { return nil }
      let id = find(UnsafePointer(start.assumingMemoryBound(to: UInt8.self)), bytes.count)
      return id == Self.none ? nil : id
    }
  }

  /// As ``find``, for any length.
  package func token(_ text: UnsafePointer<UInt8>, _ length: Int) -> Token {
    length > 0 && length <= longest ? find(text, length) : Self.none
  }

  /// Asks for the memory that looking for these bytes will read first. Eight bytes from `text` on are readable.
  package func prefetch(_ text: UnsafePointer<UInt8>, _ length: Int) {
    if length > 0, length <= longest { prep_prefetch(slots + Int(truncatingIfNeeded: Self.hash(Self.key(text, length), length) &>> shift)) }
  }

  /// Whether some token is this byte alone.
  package func hasSingle(_ byte: UInt8) -> Bool { singles[Int(byte)] != Self.none }

  /// The token of each byte, or ``none``.
  package var byteTokens: [Token] { Array(UnsafeBufferPointer(start: singles, count: 256)) }

  @inline(never)
  private func matches(_ id: UInt32, _ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    memcmp(tokens.bytes + Int(tokens.places[Int(id)].start), text, length) == 0
  }

  @inline(__always)
  private static func hash(_ key: UInt64, _ length: Int) -> UInt64 {
    let mixed = (key ^ (UInt64(truncatingIfNeeded: length) &* 0xA24B_AED4_963E_E407)) &* 0x9E37_79B9_7F4A_7C15
    return mixed ^ (mixed << 29)
  }

  @inline(__always)
  private static func key(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let word = UnsafeRawPointer(text).loadUnaligned(as: UInt64.self)
    if length <= 8 {
      return word & (UInt64.max &>> (64 &- UInt64(truncatingIfNeeded: length) &* 8))
    }
    return longKey(text, length, word)
  }

  @inline(__always)
  private static func longKey(_ text: UnsafePointer<UInt8>, _ length: Int, _ first: UInt64) -> UInt64 {
    let raw = UnsafeRawPointer(text)
    var hash = first
    var position = 8
    while position &+ 8 < length {
      hash = (hash ^ (hash &>> 32)) &* 0xD6E8_FEB8_6659_FD93 ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      position &+= 8
    }
    let last = raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    return (hash ^ (hash &>> 32)) &* 0xD6E8_FEB8_6659_FD93 ^ last &* 0x9E37_79B9_7F4A_7C15
  }
}
