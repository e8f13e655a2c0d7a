import PrepDiagnostics
import PrepRecords

/// One thing that a run may need, and how it is with it.
package struct Symptom: Sendable, Hashable {
  /// How it is.
  package enum State: String, Sendable, CaseIterable {
    /// It is there and works.
    case there = "ok"
    /// It is not there, and runs that do not ask for it need none.
    case missing
    /// It is needed, and not there or not as it should be.
    case broken
  }

  /// How it is.
  package var state: State
  /// What kind of thing it is: `library`, `kernel`, `vocabulary`.
  package var subject: String
  /// Which one.
  package var name: String
  /// What there is, or why it is wrong and what helps.
  package var value: String

  /// A thing and how it is.
  package init(_ state: State, _ subject: String, _ name: String, _ value: String) {
    self.state = state
    self.subject = subject
    self.name = name
    self.value = value
  }

  /// A line of four fields with tabs between them.
  var line: String {
    [state.rawValue, subject, name, value].map(\.printable).joined(separator: "\t") + "\n"
  }

  /// Writes the object with these four members.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (key, text) in [("state", state.rawValue), ("subject", subject), ("name", name), ("value", value)] {
      writer.key(key)
      writer.string(text)
    }
    writer.endObject()
  }
}
