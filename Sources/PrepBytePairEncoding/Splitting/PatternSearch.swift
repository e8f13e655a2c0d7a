import PrepUnicode

/// Finds the matches of a pattern, where what lies between matches is not a piece like any other.
///
/// The matches of a known pattern tile the text. Those of any other are found by ICU: leftmost, none empty right after another.
///
/// A search belongs to one thread at a time.
package final class PatternSearch: @unchecked Sendable {
  private let splitter: TextSplitter
  private let expression: RegularExpression?

  /// Prepares to look for a pattern.
  package init(_ pattern: SplitPattern) {
    splitter = TextSplitter(pattern)
    if case .general(let source, let dialect) = pattern.scheme {
      // A pattern is compiled before it becomes one.
      expression = try? GeneralScanner.compile(source, dialect)
    } else {
      expression = nil
    }
  }

  /// The matches in a text, in order; some may be empty.
  package func matches(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    guard let expression else { return tiles(of: text) }
    var units: [UInt16] = []
    // Where in the text each unit begins.
    var places: [Int] = []
    var position = 0
    while position < text.count, units.count < RegularExpression.longestText - 1 {
      let (value, width) = GeneralScanner.character(text, position)
      places.append(position)
      if let value, value >= 0x10000 {
        units.append(UInt16(0xD800 + (value - 0x10000) >> 10))
        units.append(UInt16(0xDC00 + (value - 0x10000) & 0x3FF))
        places.append(position)
      } else {
        units.append(value.map { UInt16(truncatingIfNeeded: $0) } ?? GeneralScanner.noCharacter)
      }
      position += width
    }
    places.append(position)
    expression.search(units)
    var matches: [Range<Int>] = []
    while let match = expression.next() {
      let range = places[match.lowerBound]..<places[match.upperBound]
      if range.isEmpty, range.lowerBound == matches.last?.upperBound { continue }
      matches.append(range)
    }
    return matches
  }

  private func tiles(of text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var matches: [Range<Int>] = []
    var ends = [UInt32](repeating: 0, count: 64)
    var position = 0
    while position < text.count {
      let count = ends.withUnsafeMutableBufferPointer { splitter.fill(text, from: position, into: $0) }
      if count == 0 { break }
      for end in ends[..<count] {
        matches.append(position..<Int(end))
        position = Int(end)
      }
    }
    return matches
  }
}
