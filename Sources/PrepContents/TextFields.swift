import PrepDiagnostics
import PrepRecords

/// The texts of a record, each by itself with its place.
package struct TextFields: Sendable {
  /// Members that say nothing: roles, kinds and ids.
  static let silent: Set<String> = ["role", "from", "type", "id", "name", "tool_call_id"]

  /// The fields whose texts are taken; none takes those of all but ``silent`` ones.
  private let fields: [FieldPath]

  package init(_ fields: [FieldPath]) { self.fields = fields }

  /// Calls a closure with each text in order: its RFC 6901 pointer, the value that it is of and its bytes.
  ///
  /// - Throws: `not-an-object`, `missing-field`, `lone-surrogate`.
  package func forEach(
    in record: Record, _ body: (_ pointer: String, JSONView, UnsafeBufferPointer<UInt8>) -> Void
  ) throws(Diagnostic) {
    if fields.isEmpty {
      guard record.root.kind == .object else {
        throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
      }
      return try visit(record.root, "", record, body)
    }
    for field in fields {
      let pointer = field.text.hasPrefix("/") ? field.text : "/" + Self.step(field.text)
      try visit(try field.value(in: record), pointer, record, body)
    }
  }

  private func visit(
    _ view: JSONView, _ pointer: String, _ record: Record,
    _ body: (String, JSONView, UnsafeBufferPointer<UInt8>) -> Void
  ) throws(Diagnostic) {
    switch view.kind {
    case .string:
      let text: [UInt8]
      do throws(JSONError) { text = try view.unescaped() } catch {
        throw Diagnostic(error.code, error.message, at: record.location(of: view))
      }
      text.withUnsafeBufferPointer { body(pointer, view, $0) }
    case .array:
      var elements: [JSONView] = []
      view.forEachElement { elements.append($0) }
      for (index, element) in elements.enumerated() { try visit(element, "\(pointer)/\(index)", record, body) }
    case .object:
      var members: [(name: String, value: JSONView)] = []
      view.forEachMember { key, value in
        guard value.kind == .string || value.kind == .array || value.kind == .object, let name = try? key.string(),
          !Self.silent.contains(name)
        else { return }
        members.append((name, value))
      }
      for member in members { try visit(member.value, "\(pointer)/\(Self.step(member.name))", record, body) }
    default: break
    }
  }

  /// A name as a step of an RFC 6901 pointer.
  static func step(_ name: String) -> String {
    name.utf8.contains { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }
      ? name.replacing("~", with: "~0").replacing("/", with: "~1") : name
  }
}
