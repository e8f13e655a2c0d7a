import PrepUnicode

/// Finds the matches of a pattern, where what lies between matches is not a piece like any other.
///
/// The matches of a known pattern tile the text. Those of any other are found by ICU: leftmost, none empty right after
/// another.
///
/// A search belongs to one thread at a time.
///
/// SAFETY of `@unchecked Sendable`: it holds scratch memory, and whoever has it uses it on one thread at a time.
package final class PatternSearch: @unchecked Sendable {
  private let splitter: TextSplitter
  private let matcher: RegularExpression.Matcher?

  /// Prepares to look for a pattern.
  package init(_ pattern: SplitPattern) {
    splitter = TextSplitter(pattern)
    if case .general(let source, let dialect) = pattern.scheme {
      // A pattern is compiled before it becomes one.
      matcher = try? GeneralScanner.expression(source, dialect).makeMatcher()
    } else {
      matcher = nil
    }
  }

  /// The matches in a text, in order; some may be empty.
  package func matches(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    guard let matcher else { return tiles(of: text) }
    matcher.start(text)
    defer { matcher.finish() }
    var matches: [Range<Int>] = []
    while let match = matcher.next() {
      if match.isEmpty, match.lowerBound == matches.last?.upperBound { continue }
      matches.append(match)
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
