/// Where a piece may be cut because no token of the vocabulary reaches across.
///
/// A merge across a boundary would make a token that spans it, so a cut where none can is exact. Looked at are boundaries between
/// characters of which one is not ASCII. A token spans one with both characters whole, or with a part of the first, of the second, or
/// of both; each way is a set, kept as bits under a hash. A collision only loses a cut.
package final class HardBoundaries: @unchecked Sendable {
  private static let bits: UInt64 = 20
  /// Bits for characters side by side: both whole, or one of them whole and one byte of the other.
  private let adjacent: UnsafeMutablePointer<UInt64>
  /// Bits by last byte of the first and first byte of the second character: whether a token has one of them in part.
  private let partial: UnsafeMutablePointer<UInt64>

  package init(_ tokens: TokenBytes) {
    adjacent = .allocate(capacity: 1 << Int(Self.bits - 6))
    adjacent.update(repeating: 0, count: 1 << Int(Self.bits - 6))
    partial = .allocate(capacity: 1024)
    partial.update(repeating: 0, count: 1024)
    for id in 0..<tokens.count where tokens.places[id].length & TokenBytes.specialFlag == 0 {
      let place = tokens.places[id]
      enter(UnsafePointer(tokens.bytes + Int(place.start)), Int(place.length))
    }
  }

  deinit {
    adjacent.deallocate()
    partial.deallocate()
  }

  private func enter(_ text: UnsafePointer<UInt8>, _ length: Int) {
    var position = 1
    while position < length {
      defer { position += 1 }
      let byte = text[position]
      if byte & 0xC0 == 0x80 || (byte < 0x80 && text[position - 1] < 0x80) { continue }
      // The whole first character, when the token has it.
      var start = position - 1
      while start > 0, position - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
      let isLeftWhole = Self.width(text[start]) == position - start
      let width = Self.width(byte)
      let isRightWhole = width > 0 && position + width <= length
      let left = isLeftWhole ? Self.pack(text + start, position - start) : UInt64(text[position - 1])
      let right = isRightWhole ? Self.pack(text + position, width) : UInt64(byte)
      set(Self.hash(left, right))
      if !isLeftWhole || !isRightWhole {
        let edge = Int(text[position - 1]) << 8 | Int(byte)
        partial[edge >> 6] |= 1 << UInt64(edge & 63)
      }
    }
  }

  private func set(_ hash: UInt64) { adjacent[Int(hash >> 6)] |= 1 << (hash & 63) }

  @inline(__always)
  private func has(_ hash: UInt64) -> Bool { adjacent[Int(hash &>> 6)] &>> (hash & 63) & 1 != 0 }

  @inline(__always)
  private static func hash(_ left: UInt64, _ right: UInt64) -> UInt64 {
    (left &* 0x9E37_79B9_7F4A_7C15 &+ right &* 0xD6E8_FEB8_6659_FD93) &>> (64 &- bits)
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

  /// The width of the character at a position if it is whole and well-formed as far as its lead and continuation bytes go; else 0.
  @inline(__always)
  private static func checkedWidth(_ text: UnsafePointer<UInt8>, _ limit: Int) -> Int {
    let width = Self.width(text[0])
    if width == 1 { return 1 }
    if width == 0 || width > limit { return 0 }
    if text[1] & 0xC0 != 0x80 { return 0 }
    if width > 2, text[2] & 0xC0 != 0x80 { return 0 }
    if width > 3, text[3] & 0xC0 != 0x80 { return 0 }
    return width
  }

  /// The next position after `start`, below `end`, where the piece may be cut; nil when there is none.
  ///
  /// `start` is where a character begins.
  @inline(__always)
  func nextCut(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    var width = Self.checkedWidth(text + position, end &- position)
    var left = width > 0 ? Self.pack(text + position, width) : 0
    while true {
      let follows = position &+ max(1, width)
      if follows >= end { return nil }
      let rightWidth = Self.checkedWidth(text + follows, end &- follows)
      let right = rightWidth > 0 ? Self.pack(text + follows, rightWidth) : 0
      if width > 0, rightWidth > 0, width | rightWidth != 1, !has(Self.hash(left, right)) {
        let last = text[follows &- 1]
        let first = text[follows]
        let edge = Int(last) &<< 8 | Int(first)
        if partial[edge &>> 6] &>> UInt64(edge & 63) & 1 == 0 { return follows }
        // Some token has a part of such characters; ask for exactly these.
        if !has(Self.hash(UInt64(last), right)), !has(Self.hash(left, UInt64(first))),
          !has(Self.hash(UInt64(last), UInt64(first)))
        {
          return follows
        }
      }
      position = follows
      width = rightWidth
      left = right
    }
  }
}
