// PrepExpressions says things about records in a subset of CEL (the Common Expression Language, github.com/google/cel-spec):
// literals, fields, comparisons, macros over lists, and functions that measure texts. An expression has no loops and no
// side effects, and takes time that is linear in its record for each macro that stands inside of another.

/// What is wrong with an expression, before any record is read.
package struct ExpressionFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  package let message: String
  /// The expression.
  package let text: String
  /// The byte at which it is wrong.
  package let offset: Int

  /// The message in one line, with the place.
  package var description: String {
    "\(message), at character \(place.column + 1)" + (place.line > 0 ? " of line \(place.line + 1)" : "")
  }

  /// The line of the expression that is wrong, and below it a caret under the place.
  package var lines: [String] {
    let place = place
    return ["  " + place.text, "  " + String(repeating: " ", count: place.column) + "^"]
  }

  private var place: (line: Int, column: Int, text: String) {
    var start = 0
    for (number, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let end = start + part.utf8.count
      if offset <= end {
        let before = Array(part.utf8.prefix(offset - start))
        return (number, String(decoding: before, as: UTF8.self).count, String(part))
      }
      start = end + 1
    }
    return (0, 0, text)
  }
}

/// What keeps an expression from having a value for a record.
package struct EvaluationFault: Error, Sendable, Hashable {
  /// What kind of trouble it is.
  package enum Kind: Sendable, Hashable {
    /// A field is not there.
    case missing
    /// A value is of another type than is needed.
    case type
    /// A regular expression takes more steps than it is given.
    case limit
    /// Something else: a division by zero, a number beyond 64 bits.
    case value
  }

  package let kind: Kind
  /// What is wrong.
  package let message: String
  /// The byte of the record at which it is, where that is known.
  package let place: Int?
}
