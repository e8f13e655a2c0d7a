internal import PrepSubwords

/// Where a text may be cut so that its parts have the tokens that they have in the whole: between two characters that
/// stand side by side in no token, as a merge across would make one.
///
/// Characters without a token of their own are never parted from others, since unknown neighbours may be one token.
struct CharacterJoints: Sendable {
  /// For each character of ASCII a bit for each other that must stay behind it.
  private var ascii = [SIMD2<UInt64>](repeating: SIMD2(), count: 128)
  /// The pairs with other characters, by a hash: a pair that is not there may be cut.
  private var filter: [UInt64]
  private var known = [UInt64](repeating: 0, count: Self.mostKnown / 64)
  private static let mostKnown = 0x20000

  /// - Parameter texts: All tokens that text may become, and those that merges make on the way.
  init(_ texts: some Collection<[UInt8]>) {
    var bits = 12
    while 1 << bits < texts.count * 64 { bits += 1 }
    filter = [UInt64](repeating: 0, count: 1 << (bits - 6))
    for text in texts {
      text.withUnsafeBufferPointer { bytes in
        var last: UInt32?
        var position = 0
        while position < bytes.count {
          let (scalar, width) = Self.scalar(bytes, position)
          if position == 0, width == bytes.count, scalar < Self.mostKnown {
            known[Int(scalar >> 6)] |= 1 << UInt64(scalar & 63)
          }
          if let last { join(last, scalar) }
          last = scalar
          position += width
        }
      }
    }
    for first in 0..<UInt32(128) {
      for second in 0..<UInt32(128) where !isKnown(first) || !isKnown(second) { join(first, second) }
    }
  }

  private mutating func join(_ first: UInt32, _ second: UInt32) {
    if first < 0x80, second < 0x80 {
      ascii[Int(first)][Int(second >> 6)] |= 1 << UInt64(second & 63)
    } else {
      let place = place(first, second)
      filter[place >> 6] |= 1 << UInt64(place & 63)
    }
  }

  @inline(__always)
  private func place(_ first: UInt32, _ second: UInt32) -> Int {
    let hash = (UInt64(first) << 32 | UInt64(second)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: (hash ^ hash >> 29) &* 0xD6E8_FEB8_6659_FD93 >> 32) & (filter.count << 6 - 1)
  }

  @inline(__always)
  private func isKnown(_ scalar: UInt32) -> Bool {
    scalar < Self.mostKnown && known[Int(scalar >> 6)] >> UInt64(scalar & 63) & 1 != 0
  }

  /// The code point at a position, or the byte where none is.
  @inline(__always)
  private static func scalar(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (UInt32, Int) {
    CharacterText.at(text, position).map { ($0.0.value, $0.1) } ?? (0xFFFF_FFFF, 1)
  }

  /// Hands over the parts of a text, in order.
  @inline(__always)
  func forEachPart(of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard !text.isEmpty else { return }
    var start = 0
    var (last, width) = Self.scalar(text, 0)
    var position = width
    while position < text.count {
      let (next, width) = Self.scalar(text, position)
      if isCut(last, next) {
        body(UnsafeBufferPointer(rebasing: text[start..<position]))
        start = position
      }
      last = next
      position += width
    }
    body(UnsafeBufferPointer(rebasing: text[start...]))
  }

  @inline(__always)
  private func isCut(_ first: UInt32, _ second: UInt32) -> Bool {
    if first < 0x80, second < 0x80 {
      return ascii[Int(first)][Int(second >> 6)] >> UInt64(second & 63) & 1 == 0
    }
    if !isKnown(first) || !isKnown(second) { return false }
    let place = place(first, second)
    return filter[place >> 6] >> UInt64(place & 63) & 1 == 0
  }
}
