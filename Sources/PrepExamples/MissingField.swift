import PrepDiagnostics
import PrepRecords
import PrepShapes

/// What is said of a record that lacks a field.
package enum MissingField {
  /// The words: where the record has texts under names that nobody knows, how to say that one of them is the field.
  package static func words(_ field: RecordField, in root: JSONView, _ names: FieldNames) -> String {
    let lacks = "missing field \"\(names.mapping.name(of: field))\""
    guard field.isMappable, let proposal = proposal(field, in: root, names) else { return lacks }
    return "\(lacks); \(proposal)"
  }

  /// How to say that a field is one of the texts under names that nobody knows; nil where there is no such text.
  ///
  /// - Parameter isLet: Whether the user said already what becomes of a key.
  package static func proposal(
    _ field: RecordField, in root: JSONView, _ names: FieldNames, except isLet: (String) -> Bool = { _ in false }
  ) -> String? {
    let texts = unknownTexts(in: root, names).filter { !isLet($0) }
    guard let first = texts.first else { return nil }
    let listed = texts.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")
    return "if it is in \(listed), set --map \(field.name)=\(first)"
  }

  /// The keys of texts that mean nothing to anybody.
  package static func unknownTexts(in root: JSONView, _ names: FieldNames) -> [String] {
    var found: [String] = []
    root.forEachMember { key, value in
      guard value.kind == .string, !value.isBlank, let name = try? key.string(), !names.knows(name),
        !identifiers.contains(name), !name.hasSuffix("_id")
      else { return }
      found.append(name)
    }
    return found
  }

  /// Names of what tells one record from another.
  private static let identifiers: Set<String> = ["id", "idx", "uuid", "key", "index", "url", "date", "timestamp"]
}
