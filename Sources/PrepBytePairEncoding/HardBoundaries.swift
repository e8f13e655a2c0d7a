import CKernels

/// Where a piece may be cut because no token of the vocabulary reaches across.
///
/// A merge across a boundary would make a token that spans it, so a cut where none can is exact. Looked at are
/// boundaries between characters of which one is not ASCII. A token spans one with both characters whole, or with a
/// part of the first, of the second, or of both; each way is a set, kept as bits under a hash. A collision only loses a
/// cut.
///
/// SAFETY of `@unchecked Sendable`: the sets are written by `init` alone.
package final class HardBoundaries: @unchecked Sendable {
  private let adjacent: UnsafeMutablePointer<UInt64>
  private let partial: UnsafeMutablePointer<UInt64>
  /// The sets as the kernel reads them.
  private let sets: UnsafeMutablePointer<prep_boundaries>

  package init(_ tokens: TokenBytes) {
    partial = .allocate(capacity: 1024)
    partial.update(repeating: 0, count: 1024)
    var pairs: [(left: UInt64, right: UInt64)] = []
    pairs.reserveCapacity(tokens.count / 2)
    for id in 0..<tokens.count where tokens.places[id].length & TokenBytes.specialFlag == 0 {
      let place = tokens.places[id]
      let text = UnsafePointer(tokens.bytes + Int(place.start))
      if !Self.isASCII(text, Int(place.length)) { Self.enter(text, Int(place.length), into: &pairs, partial) }
    }
    // So many bits that few pairs meet by chance, and so few that they stay near the processor.
    var bits = 12
    while 1 << bits < pairs.count * 16, bits < 20 { bits += 1 }
    adjacent = .allocate(capacity: 1 << (bits - 6))
    adjacent.update(repeating: 0, count: 1 << (bits - 6))
    for pair in pairs {
      let hash = prep_boundary_hash(pair.left, pair.right, UInt32(64 - bits))
      adjacent[Int(hash >> 6)] |= 1 << (hash & 63)
    }
    sets = .allocate(capacity: 1)
    sets.initialize(to: prep_boundaries(adjacent: adjacent, partial: partial, shift: UInt32(64 - bits)))
  }

  deinit {
    adjacent.deallocate()
    partial.deallocate()
    sets.deallocate()
  }

  /// Whether a token is all ASCII, as most are. Seven bytes behind it are readable.
  @inline(__always)
  private static func isASCII(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    // SAFETY: a load begins inside the token and reaches at most seven bytes behind it, which `TokenBytes` keeps
    // readable.
    let raw = UnsafeRawPointer(text)
    var position = 0
    while position < length {
      let kept = length &- position < 8 ? UInt64(1) &<< UInt64(8 &* (length &- position)) &- 1 : .max
      if raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 & kept != 0 {
        return false
      }
      position &+= 8
    }
    return true
  }

  private static func enter(
    _ text: UnsafePointer<UInt8>, _ length: Int, into pairs: inout [(left: UInt64, right: UInt64)],
    _ partial: UnsafeMutablePointer<UInt64>
  ) {
    var position = 1
    while position < length {
      defer { position += 1 }
      let byte = text[position]
      if byte & 0xC0 == 0x80 || (byte < 0x80 && text[position - 1] < 0x80) { continue }
      // The whole first character, when the token has it.
      var start = position - 1
      while start > 0, position - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
      let isLeftWhole = width(text[start]) == position - start
      let rightWidth = width(byte)
      let isRightWhole = rightWidth > 0 && position + rightWidth <= length
      let left = isLeftWhole ? pack(text + start, position - start) : UInt64(text[position - 1])
      let right = isRightWhole ? pack(text + position, rightWidth) : UInt64(byte)
      pairs.append((left, right))
      if !isLeftWhole || !isRightWhole {
        let edge = Int(text[position - 1]) | Int(byte) << 8
        partial[edge >> 6] |= 1 << UInt64(edge & 63)
      }
    }
  }

  @inline(__always)
  private static func pack(_ text: UnsafePointer<UInt8>, _ width: Int) -> UInt64 {
    var packed = UInt64(text[0])
    if width > 1 { packed |= UInt64(text[1]) &<< 8 }
    if width > 2 { packed |= UInt64(text[2]) &<< 16 }
    if width > 3 { packed |= UInt64(text[3]) &<< 24 }
    return packed
  }

  /// How many bytes a character has that begins with this byte; 0 for a byte that begins none.
  @inline(__always)
  static func width(_ lead: UInt8) -> Int {
    if lead < 0x80 { return 1 }
    if lead < 0xC2 { return 0 }
    if lead < 0xE0 { return 2 }
    if lead < 0xF0 { return 3 }
    return lead < 0xF5 ? 4 : 0
  }

  /// Writes the ends of `count` pieces and of the parts that they may be cut into, as `PREP_PIECE_PART`s, and returns
  /// their number. When that is `room` there may be more, from where `state` says.
  @inline(__always)
  func cut(
    _ text: UnsafePointer<UInt8>, _ size: Int, _ ends: UnsafePointer<UInt32>, _ count: Int,
    from state: inout prep_cut_state,
    into cuts: UnsafeMutablePointer<UInt32>, room: Int
  ) -> Int {
    prep_cut_pieces(sets, text, size, ends, count, &state, cuts, room)
  }
}
