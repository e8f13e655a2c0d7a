import PrepUnicode

/// Cuts text into the pieces of a pattern, a batch at a call.
///
/// Pieces tile the text: each begins where the one before ended. What a regular expression leaves unmatched between two
/// matches is a piece too. A piece depends on nothing before it, so a call can begin wherever a piece ended.
///
/// A splitter belongs to one thread; making one for a known pattern costs nothing.
package struct TextSplitter {
  /// The pattern it cuts by.
  package let pattern: SplitPattern
  private let general: GeneralScanner?
  private let masks: MaskScanner?

  /// Prepares to cut by a pattern.
  package init(_ pattern: SplitPattern) {
    self.pattern = pattern
    // Without vector instructions one character at a time is faster.
    masks = MaskScanner.Variant.best == .portable ? nil : MaskScanner(pattern.scheme)
    if case .general(let source, let dialect) = pattern.scheme {
      general = GeneralScanner(source, dialect: dialect)
    } else {
      general = nil
    }
  }

  /// Why pieces since the last call were not those of the pattern: a match took more than it is given. Nil when they
  /// were.
  package func takeFailure() -> UnicodeFailure? { general?.takeFailure() }

  /// Writes the ends of successive pieces of `text[from...]`, as offsets into `text`.
  ///
  /// Stops when `ends` has no room or the text is exhausted, and may stop earlier: the text is done when the last end
  /// written is `text.count`.
  ///
  /// - Parameters:
  ///   - text: the whole text, below 4 GiB.
  ///   - from: where a piece begins: 0, or an end that a call before wrote.
  ///   - ends: room for at least one end; a few hundred make good batches.
  /// - Returns: how many ends were written; 0 only if `from` is the end of the text.
  package func fill(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    precondition(from >= 0 && from <= text.count && text.count <= Int(UInt32.max), "offsets are 32 bits wide")
    guard let base = text.baseAddress, from < text.count, !ends.isEmpty else { return 0 }
    if let general { return general.fill(text, from: from, into: ends) }
    if let masks { return masks.fill(base, text.count, from: from, into: ends) }
    return Self.fillOneByOne(ScalarScanner(text: base, count: text.count), pattern.scheme, from: from, into: ends)
  }

  /// The slow and obvious way, which the fast one is held against.
  package func fillOneByOne(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    guard let base = text.baseAddress, from < text.count, !ends.isEmpty else { return 0 }
    if let general { return general.fill(text, from: from, into: ends) }
    return Self.fillOneByOne(ScalarScanner(text: base, count: text.count), pattern.scheme, from: from, into: ends)
  }

  static func fillOneByOne(
    _ scanner: ScalarScanner, _ scheme: SplitScheme, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    switch scheme {
    case .spacedWords(let rules): fill(scanner, from: from, into: ends) { $0.end(of: rules, from: $1) }
    case .prefixedWords(let rules): fill(scanner, from: from, into: ends) { $0.end(of: rules, from: $1) }
    case .casedWords(let rules): fill(scanner, from: from, into: ends) { $0.end(of: rules, from: $1) }
    case .deepSeek: fill(scanner, from: from, into: ends) { $0.endOfDeepSeekPiece(from: $1) }
    case .falcon: fill(scanner, from: from, into: ends) { $0.endOfFalconPiece(from: $1) }
    case .general: 0
    }
  }

  @inline(__always) private static func fill(
    _ scanner: ScalarScanner, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>,
    end: (ScalarScanner, Int) -> Int
  ) -> Int {
    var position = from
    var written = 0
    while written < ends.count, position < scanner.count {
      position = end(scanner, position)
      ends[written] = UInt32(truncatingIfNeeded: position)
      written += 1
    }
    return written
  }
}
