internal import PrepBytePairEncoding

/// Which piece of a text each of its tokens is part of: pieces are what the text is cut into before a model sees it, and
/// added tokens.
struct PieceCount {
  /// The number of the piece, one a token.
  var ordinals: [Int32] = []
  private var next: Int32 = 0

  /// Says that the next tokens are one piece.
  mutating func add(tokens: Int) {
    ordinals.append(contentsOf: repeatElement(next, count: tokens))
    next += 1
  }

  /// Says where the next tokens begin in a stretch that a pattern cuts.
  mutating func add(
    _ begins: some Sequence<Int>, in stretch: UnsafeBufferPointer<UInt8>, cutBy splitter: TextSplitter
  ) {
    var ends = [UInt32](repeating: 0, count: 256)
    var known = 0
    var place = 0
    var end = 0
    // The piece at hand ends at `end`.
    for begin in begins {
      while begin >= end, end < stretch.count {
        if place == known {
          known = ends.withUnsafeMutableBufferPointer { splitter.fill(stretch, from: end, into: $0) }
          place = 0
          if known == 0 { break }
        }
        end = Int(ends[place])
        place += 1
        next += 1
      }
      ordinals.append(max(0, next - 1))
    }
    // Pieces that no token begins in.
    while end < stretch.count {
      if place == known {
        known = ends.withUnsafeMutableBufferPointer { splitter.fill(stretch, from: end, into: $0) }
        place = 0
        if known == 0 { break }
      }
      end = Int(ends[place])
      place += 1
      next += 1
    }
  }
}
