import CKernels
import PrepSystem

/// Finds the id of a token by its bytes. Special tokens are not in it.
///
/// SAFETY of `@unchecked Sendable`: its tables are written by `init` alone.
package final class TokenIndex: @unchecked Sendable {
  /// The answer for bytes that are no token; larger than any id.
  package static let none: Token = 0x7FFF_FFFF

  package let tokens: TokenBytes
  private let memory: PageMemory
  private let filter: UnsafeMutablePointer<UInt32>
  /// The tokens by their bytes, as the kernels read them.
  let table: UnsafeMutablePointer<prep_token_table>
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
    // One more slot is free, for what is known to be no token.
    memory = PageMemory(byteCount: MemoryLayout<prep_token_slot>.stride * (1 << bits + 1))
    // SAFETY: zeroed pages with room for 2^bits + 1 slots, aligned for every type; zeros are a free slot.
    let slots = memory.base.assumingMemoryBound(to: prep_token_slot.self)
    let mask = UInt64(1 << bits - 1)
    let shift = UInt32(32 - bits)
    let filterWords = 1 << (bits + Int(PREP_FILTER_BITS) - 5)
    filter = .allocate(capacity: filterWords)
    filter.update(repeating: 0, count: filterWords)
    singles = .allocate(capacity: 256)
    singles.update(repeating: Self.none, count: 256)
    pairs = .allocate(capacity: 65536)
    pairs.update(repeating: Self.none, count: 65536)
    var longest = 0
    var duplicate: Token?
    // In batches: what is written to lies anywhere, so it is asked for before it is needed.
    var batch = InlineArray<64, (key: UInt64, fine: UInt32, id: UInt32)>(repeating: (0, 0, 0))
    var id = 0
    while id < tokens.count {
      var taken = 0
      while id < tokens.count, taken < batch.count {
        let place = tokens.places[id]
        defer { id += 1 }
        guard place.length != 0, place.length & TokenBytes.specialFlag == 0 else { continue }
        let text = UnsafePointer(tokens.bytes + Int(place.start))
        let length = Int(place.length)
        longest = max(longest, length)
        if length == 1 { singles[Int(text[0])] = UInt32(id) }
        if length == 2 { pairs[Int(text[0]) << 8 | Int(text[1])] = UInt32(id) }
        let key = prep_token_key(text, length)
        let fine = prep_token_hash(text, length, key) &>> (shift &- UInt32(PREP_FILTER_BITS))
        prep_prefetch_for_writing(slots + Int(fine >> UInt32(PREP_FILTER_BITS)))
        prep_prefetch_for_writing(filter + Int(fine >> 5))
        batch[taken] = (key, fine, UInt32(id))
        taken += 1
      }
      for index in 0..<taken {
        let (key, fine, id) = batch[index]
        filter[Int(fine >> 5)] |= 1 << (fine & 31)
        let length = tokens.places[Int(id)].length
        var place = UInt64(fine >> UInt32(PREP_FILTER_BITS))
        var first = place
        var slot = slots + Int(place)
        while slot.pointee.length != 0 {
          if slot.pointee.key == key, slot.pointee.length == length,
            length <= 8 || tokens.haveSameText(Token(slot.pointee.id), Token(id))
          {
            duplicate = id
            break
          }
          prep_next_slot(&place, &first, mask)
          slot = slots + Int(place)
        }
        if slot.pointee.length == 0 { slot.pointee = prep_token_slot(key: key, length: length, id: id) }
      }
    }
    self.longest = longest
    self.duplicate = duplicate
    table = .allocate(capacity: 1)
    table.initialize(
      to: prep_token_table(
        slots: slots, filter: filter, pairs: pairs, bytes: tokens.bytes, places: tokens.places, mask: mask,
        shift: shift,
        longest: UInt32(longest)))
  }

  deinit {
    filter.deallocate()
    singles.deallocate()
    pairs.deallocate()
    table.deallocate()
  }

  /// The id of the token with these bytes, or ``none``. Eight bytes from `text` on are readable, whatever `length` is.
  @inline(__always)
  func find(_ text: UnsafePointer<UInt8>, _ length: Int) -> Token { prep_find_token(table, text, length) }

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
      // SAFETY: eight bytes are readable, those of the padding, and the length is below eight.
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
    if length > 0, length <= longest { prep_prefetch_token(table, text, length) }
  }

  /// Whether some token is this byte alone.
  package func hasSingle(_ byte: UInt8) -> Bool { singles[Int(byte)] != Self.none }

  /// The token of each byte, or ``none``.
  package var byteTokens: [Token] { Array(UnsafeBufferPointer(start: singles, count: 256)) }
}
