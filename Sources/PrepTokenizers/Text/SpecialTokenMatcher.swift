internal import PrepBytePairEncoding
internal import PrepSubwords

/// Finds the names of tokens in a text: the leftmost, and of those that begin there the longest.
///
/// However many names there are, a place in the text costs at most as many steps as a name is long.
struct SpecialTokenMatcher: Sendable {
  /// A name with its id.
  struct Name: Sendable {
    let bytes: [UInt8]
    let id: Token
    /// Which of the caller's tokens it is.
    let ordinal: Int
  }

  private let names: [Name]
  /// The places in `names` by their bytes.
  private let trie: TokenTrie
  /// A bit for each two bytes that a name begins with, the first one counting more; both of a name of one byte.
  private var starts = [UInt64](repeating: 0, count: 1 << 10)
  let isEmpty: Bool

  /// Of equal names the first counts; empty ones are not looked for.
  init(_ names: [Name]) {
    self.names = names
    isEmpty = names.isEmpty
    for name in names {
      guard let first = name.bytes.first else { continue }
      for second in name.bytes.count > 1 ? Int(name.bytes[1])...Int(name.bytes[1]) : 0...255 {
        starts[Int(first) << 2 | second >> 6] |= 1 << UInt64(second & 63)
      }
    }
    trie = TokenTrie(names.indices.reversed().map { (names[$0].bytes, Token($0)) })
  }

  /// The first name in the text at or after a position.
  func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (range: Range<Int>, name: Name)? {
    if isEmpty { return nil }
    var position = start
    return starts.withUnsafeBufferPointer { starts in
      while position < text.count {
        let first = Int(text[position])
        // At the end stands a name of one byte or none.
        let second = position &+ 1 < text.count ? Int(text[position &+ 1]) : 0
        if starts[first &<< 2 | second &>> 6] &>> UInt64(second & 63) & 1 != 0 || position &+ 1 == text.count,
          let (place, length) = trie.longestMatch(text, position)
        {
          return (position..<position + length, names[Int(place)])
        }
        position &+= 1
      }
      return nil
    }
  }

  /// The ordinals of all names that stand somewhere in a text, also inside of others.
  func ordinals(in text: UnsafeBufferPointer<UInt8>) -> Set<Int> {
    var found = Set<Int>()
    for start in text.indices {
      var node = trie.root
      var position = start
      while position < text.count {
        node = trie.child(node, text[position])
        if node == TokenTrie.nowhere { break }
        position += 1
        let place = trie.token(at: node)
        if place != TokenTrie.none { found.insert(names[Int(place)].ordinal) }
      }
    }
    return found
  }
}
