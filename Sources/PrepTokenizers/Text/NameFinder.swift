/// Finds some names in texts: the leftmost, and of those that begin there the longest.
package struct NameFinder: Sendable {
  /// The names, in the order in which they were given.
  package let names: [String]
  private let matcher: SpecialTokenMatcher

  /// Empty names are not looked for.
  package init(_ names: [String]) {
    self.names = names
    matcher = SpecialTokenMatcher(
      names.enumerated().map { SpecialTokenMatcher.Name(bytes: Array($1.utf8), id: 0, ordinal: $0) })
  }

  /// Whether there is nothing to find.
  package var isEmpty: Bool { names.isEmpty }

  /// Whether a text that is cut in two, where `TextCut` allows it, may be cut inside of a name: behind a line feed, or
  /// before a space between two letters.
  package var mayBeCut: Bool {
    names.contains { name in
      let bytes = Array(name.utf8)
      func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
      return bytes.indices.dropLast().contains { place in
        bytes[place] == 0x0A || bytes[place] == 0x20 && (place == 0 || isLetter(bytes[place - 1]))
          || isLetter(bytes[place]) && bytes[place + 1] == 0x20
      }
    }
  }

  /// Hands over where each name stands, and which it is.
  package func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, Int) throws -> Void) rethrows {
    var position = 0
    while let found = matcher.first(in: text, from: position) {
      try body(found.range, found.name.ordinal)
      position = found.range.upperBound
    }
  }
}
