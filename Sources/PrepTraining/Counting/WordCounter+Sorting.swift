extension WordCounter {
  /// Calls a closure with every word and its count, in ascending order of the bytes.
  package func forEachSorted(_ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void) rethrows {
    var order: [(prefix: UInt64, slot: Int)] = []
    order.reserveCapacity(distinctCount)
    forEachSlot { slot in withWord(slot) { word, _ in order.append((Self.prefix(of: word), slot)) } }
    order.sort { one, other in
      if one.prefix != other.prefix { return one.prefix < other.prefix }
      return withWord(one.slot) { a, _ in withWord(other.slot) { b, _ in CountsFormat.precedes(a, b) } }
    }
    for (_, slot) in order { try withWord(slot) { try body($0, $1) } }
  }

  /// The first eight bytes as a number that orders as they do, zeros standing for what is missing.
  private static func prefix(of word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var prefix: UInt64 = 0
    for index in 0..<8 { prefix = prefix << 8 | (index < word.count ? UInt64(word[index]) : 0) }
    return prefix
  }

  /// Writes all words, and ends the file.
  package func write(to writer: CountsWriter) throws {
    try forEachSorted { try writer.write($0, count: $1) }
    try writer.finish()
  }
}
