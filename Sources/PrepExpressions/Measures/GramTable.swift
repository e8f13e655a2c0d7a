import PrepContents

/// Looks for runs of pieces that a text repeats.
struct GramTable: ~Copyable {
  /// For each place the hash of all pieces before it, and their characters.
  private var sums: [UInt64] = []
  private var lengths: [UInt32] = []
  private var hasText = false
  /// Runs of so many pieces and more are not repeated; nil while that is not known.
  private var leastUnique: Int?

  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15 | 1

  mutating func forgetText() {
    hasText = false
    leastUnique = nil
  }

  private mutating func prepare(_ pieces: [TextPiece], _ text: UnsafeBufferPointer<UInt8>) {
    if hasText { return }
    hasText = true
    // What a long text took is given back.
    let isSmall = sums.capacity < 1 << 18 || pieces.count > sums.capacity / 16
    sums.removeAll(keepingCapacity: isSmall)
    lengths.removeAll(keepingCapacity: isSmall)
    sums.reserveCapacity(pieces.count + 1)
    lengths.reserveCapacity(pieces.count + 1)
    var (sum, length) = (UInt64(0), UInt32(0))
    sums.append(sum)
    lengths.append(length)
    for piece in pieces {
      sum = sum &* Self.base &+ StretchHash.of(text, piece.range)
      length += UInt32(piece.characters)
      sums.append(sum)
      lengths.append(length)
    }
  }

  private static func power(_ count: Int) -> UInt64 { (0..<count).reduce(1) { power, _ in power &* base } }

  /// Calls a closure with the hash of so many pieces from each place on that it asks for, until it gives none.
  @inline(__always)
  private static func finished(_ hash: UInt64) -> UInt64 {
    let hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ hash >> 29
  }

  /// The characters that the most frequent run of so many pieces takes, a blank between two; of equal ones the first.
  mutating func top(
    _ count: Int, _ pieces: [TextPiece], _ text: UnsafeBufferPointer<UInt8>, _ table: inout RepeatTable
  ) -> Int {
    prepare(pieces, text)
    guard count > 0, pieces.count >= count else { return 0 }
    var best = (count: 1, first: 0)
    if leastUnique ?? .max > count {
      table.begin(pieces.count)
      let power = Self.power(count)
      sums.withUnsafeBufferPointer { sums in
        for place in 0...pieces.count - count {
          let found = table.add(Self.finished(sums[place + count] &- sums[place] &* power), at: place)
          if found.count > best.count || (found.count == best.count && found.first < best.first) { best = found }
        }
      }
      if best.count == 1 { leastUnique = count }
    }
    return (Int(lengths[best.first + count] - lengths[best.first]) + count - 1) * best.count
  }

  /// The characters of runs of so many pieces that stood before, without those that overlap.
  mutating func duplicates(
    _ count: Int, _ pieces: [TextPiece], _ text: UnsafeBufferPointer<UInt8>, _ table: inout RepeatTable
  ) -> Int {
    prepare(pieces, text)
    guard count > 0, pieces.count >= count, leastUnique ?? .max > count else { return 0 }
    table.begin(pieces.count)
    let power = Self.power(count)
    var (place, found) = (0, 0)
    sums.withUnsafeBufferPointer { sums in
      lengths.withUnsafeBufferPointer { lengths in
        while place <= pieces.count - count {
          if table.add(Self.finished(sums[place + count] &- sums[place] &* power), at: place).count > 1 {
            found += Int(lengths[place + count] - lengths[place])
            place += count
          } else {
            place += 1
          }
        }
      }
    }
    // What is longer holds one of these.
    if found == 0 { leastUnique = count }
    return found
  }
}
