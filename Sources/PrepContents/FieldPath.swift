import PrepDiagnostics
import PrepRecords

/// The way to a field of a record: a name, or an RFC 6901 pointer, which begins with a slash.
package struct FieldPath: Sendable, Hashable {
  /// As it was given.
  package let text: String
  private let steps: [String]

  /// Reads a name or a pointer; nil for an empty one.
  package init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    self.text = text
    steps =
      text.hasPrefix("/")
      ? text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(Self.unescaped) : [text]
  }

  /// The value at the end of the way.
  ///
  /// - Throws: `not-an-object`, or `missing-field` at the deepest object on the way.
  package func value(in record: Record) throws(Diagnostic) -> JSONView {
    var view = record.root
    guard view.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    for step in steps {
      guard let next = view.kind == .array ? Self.element(of: view, step) : view[step] else {
        throw Diagnostic("missing-field", "missing field \"\(text)\"", at: record.location(of: view))
      }
      view = next
    }
    return view
  }

  private static func element(of array: JSONView, _ step: String) -> JSONView? {
    guard let wanted = Int(step), wanted >= 0 else { return nil }
    var index = 0
    var found: JSONView?
    array.forEachElement { element in
      if index == wanted { found = element }
      index += 1
    }
    return found
  }

  private static func unescaped(_ step: Substring) -> String {
    var result = ""
    var afterTilde = false
    for scalar in step.unicodeScalars {
      if afterTilde {
        result += scalar == "1" ? "/" : "~"
        afterTilde = false
      } else if scalar == "~" {
        afterTilde = true
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
