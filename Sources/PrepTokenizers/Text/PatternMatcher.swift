internal import PrepBytePairEncoding

/// Finds the matches of a split pattern in a piece of text.
struct PatternMatcher: Sendable {
  private let pattern: SplitPattern
  /// The expression.
  var source: String { pattern.source }

  init(_ pattern: SplitPattern) { self.pattern = pattern }

  /// The matches, and what lies between them.
  func parts(of text: ArraySlice<UInt8>, isInverted: Bool) -> [TextPart] {
    let splitter = TextSplitter(pattern)
    var matches: [Range<Int>] = []
    var ends = [UInt32](repeating: 0, count: 64)
    let first = text.startIndex
    var position = 0
    text.withUnsafeBufferPointer { bytes in
      while position < bytes.count {
        let count = ends.withUnsafeMutableBufferPointer { splitter.fill(bytes, from: position, into: $0) }
        if count == 0 { break }
        for index in 0..<count {
          matches.append(first + position..<first + Int(ends[index]))
          position = Int(ends[index])
        }
      }
    }
    return TextSearch.parts(of: text, matches: matches, isInverted: isInverted)
  }
}
