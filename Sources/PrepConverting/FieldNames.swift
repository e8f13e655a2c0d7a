import PrepExamples
import PrepRecords

/// What fields are called: by the user's word, else by ours, else as others call them.
package struct FieldNames: Sendable {
  private let mapping: FieldMapping

  package init(_ mapping: FieldMapping = FieldMapping()) { self.mapping = mapping }

  /// The name that the user gave, or ours.
  package func own(_ field: FieldMapping.Field) -> String { mapping.name(of: field) }

  /// The names to look for, in order.
  package func names(of field: FieldMapping.Field) -> [String] {
    mapping.names[field].map { [$0] } ?? FieldMapping.knownNames[field] ?? [field.rawValue]
  }

  /// The first of the names that a record has.
  func find(_ field: FieldMapping.Field, in root: JSONView) -> JSONView? {
    for name in names(of: field) { if let view = root[name] { return view } }
    return nil
  }
}
