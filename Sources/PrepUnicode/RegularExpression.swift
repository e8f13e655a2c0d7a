// PrepUnicode is what ICU does for prep: regular expressions, and character sets other than UTF-8. Split patterns and what texts
// mean are not known here.

import CICU

/// A regular expression of ICU over texts in UTF-16. For one thread at a time.
package final class RegularExpression {
  private let regex: OpaquePointer
  private var text: UnsafeMutableBufferPointer<UInt16>

  /// - Throws: ``RegularExpressionFailure`` when the pattern is none.
  package init(_ pattern: String) throws(RegularExpressionFailure) {
    let units = Array(pattern.utf16)
    var reason: UnsafePointer<CChar>?
    var offset: Int32 = 0
    guard let regex = prep_regex_open(units, Int32(clamping: units.count), &reason, &offset) else {
      throw RegularExpressionFailure(reason: reason.map { String(cString: $0) } ?? "", offset: Int(offset))
    }
    self.regex = regex
    text = .allocate(capacity: 0)
  }

  deinit {
    prep_regex_close(regex)
    text.deallocate()
  }

  /// The longest text it takes, in units of UTF-16.
  package static let longestText = Int(Int32.max)

  /// Takes a text to search, from its start.
  ///
  /// - Precondition: It is not longer than ``longestText``.
  package func search(_ units: [UInt16]) {
    precondition(units.count <= Self.longestText, "the text is too long for ICU")
    text.deallocate()
    text = .allocate(capacity: max(1, units.count))
    _ = text.initialize(from: units)
    if let base = text.baseAddress { prep_regex_set_text(regex, base, Int32(units.count)) }
  }

  /// The next match, which may be empty; nil when there is none.
  package func next() -> Range<Int>? {
    var start: Int32 = 0
    var end: Int32 = 0
    let found = prep_regex_find_next(regex, &start, &end)
    precondition(found >= 0, "ICU has no memory to match a regular expression")
    return found == 1 ? Int(start)..<Int(end) : nil
  }
}

/// A pattern that ICU does not take.
package struct RegularExpressionFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// ICU's name for what is wrong.
  package let reason: String
  /// Where, in units of UTF-16 of the pattern.
  package let offset: Int

  package var description: String { "\(reason) at \(offset)" }
}
