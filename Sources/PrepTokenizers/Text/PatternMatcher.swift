internal import PrepBytePairEncoding
import PrepSystem

/// Finds the matches of a pattern in pieces of text, for several threads.
final class PatternMatcher: Sendable {
  private let pattern: SplitPattern
  /// Searches not in use.
  private let idle = IdleShelf<PatternSearch>()
  /// The expression.
  var source: String { pattern.source }

  init(_ pattern: SplitPattern) { self.pattern = pattern }

  /// The matches, and what lies between them.
  func parts(of text: ArraySlice<UInt8>, isInverted: Bool) -> [TextPart] {
    TextSearch.parts(of: text, matches: matches(in: text), isInverted: isInverted)
  }

  /// The matches.
  func matches(in text: ArraySlice<UInt8>) -> [Range<Int>] {
    let first = text.startIndex
    return text.withUnsafeBufferPointer { matches(in: $0) }.map { $0.lowerBound + first..<$0.upperBound + first }
  }

  /// The matches.
  func matches(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    let search = idle.take() ?? PatternSearch(pattern)
    defer { idle.put(search) }
    return search.matches(in: text)
  }
}
