internal import PrepBytePairEncoding

/// Finds the names of tokens in a text: the leftmost, and of those that begin there the longest.
struct SpecialTokenMatcher: Sendable {
  /// A name with its id.
  struct Name: Sendable {
    let bytes: [UInt8]
    let id: Token
    /// Which of the caller's tokens it is.
    let ordinal: Int
  }

  /// The names that begin with a byte, longest first.
  private var namesByFirstByte: [[Name]] = Array(repeating: [], count: 256)
  let isEmpty: Bool

  init(_ names: [Name]) {
    isEmpty = names.isEmpty
    for name in names { if let first = name.bytes.first { namesByFirstByte[Int(first)].append(name) } }
    for byte in 0..<256 where namesByFirstByte[byte].count > 1 {
      namesByFirstByte[byte].sort { ($1.bytes.count, $0.ordinal) < ($0.bytes.count, $1.ordinal) }
    }
  }

  /// The first name in the text at or after a position.
  func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (range: Range<Int>, name: Name)? {
    if isEmpty { return nil }
    var position = start
    while position < text.count {
      for name in namesByFirstByte[Int(text[position])] where name.bytes.count <= text.count - position {
        if text[position..<position + name.bytes.count].elementsEqual(name.bytes) {
          return (position..<position + name.bytes.count, name)
        }
      }
      position += 1
    }
    return nil
  }
}
