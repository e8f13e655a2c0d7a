import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// Which part of a record its content is.
package enum ContentScope: String, Sendable, Hashable, CaseIterable {
  /// Every field.
  case record
  /// The line, byte for byte.
  case line
  /// What is asked: the prompt, the messages before the last answer, the text that has a label.
  case prompt
  /// What is answered: the completion, the last answer, the answers of a pair, the label.
  case completion
  /// The whole conversation without whatever else the record has.
  case chat
}

/// What a record is compared by.
package struct ContentKey: Sendable, Hashable {
  /// What the record says.
  package var content: ContentDigest
  /// The value of the field that keeps records together, where one is named.
  package var group: ContentDigest?
  /// The value of the field whose shares are kept, where one is named.
  package var stratum: ContentDigest?

  package init(content: ContentDigest, group: ContentDigest? = nil, stratum: ContentDigest? = nil) {
    self.content = content
    self.group = group
    self.stratum = stratum
  }
}

/// Reads what records are compared by.
package struct ContentKeyReader: Sendable {
  package var scope = ContentScope.record
  /// The fields that make the content, instead of a scope; empty for the scope.
  package var fields: [FieldPath] = []
  package var group: FieldPath?
  package var stratum: FieldPath?
  /// The shape of the examples; nil takes what the set tells.
  package var shape: ExampleShape?
  /// The set that the records are of; nil takes of each what it tells.
  package var set: SetShape?
  /// What the fields are called.
  package var names = FieldNames.usual
  /// Which parts of an example are not compared.
  package var omitted = OmittedFields.none

  package init() {}

  /// Whether the shape of records is asked for: not where fields or whole records are compared, or it was named.
  package var asksShape: Bool {
    shape == nil && fields.isEmpty && scope != .line && scope != .record
  }

  /// The key of a record.
  ///
  /// - Parameter buffer: Room that is used again for every record.
  /// - Throws: What is wrong with the fields that are read: `not-an-object`, `missing-field`, `duplicate-key`,
  ///   `lone-surrogate`, `wrong-type`, `unknown-shape`, `other-shape`.
  package func read(_ record: Record, _ buffer: inout CanonicalContent) throws(Diagnostic) -> ContentKey {
    var key = ContentKey(content: try content(of: record, &buffer))
    if let group { key.group = try digest(of: group, record, &buffer) }
    if let stratum { key.stratum = try digest(of: stratum, record, &buffer) }
    return key
  }

  private func content(of record: Record, _ buffer: inout CanonicalContent) throws(Diagnostic) -> ContentDigest {
    buffer.removeAll()
    if !fields.isEmpty {
      for field in fields { try buffer.append(try field.value(in: record), of: record) }
      return buffer.digest
    }
    switch scope {
    case .line: return record.withUnsafeBytes { ContentDigest(of: $0) }
    case .record: try buffer.append(record.root, of: record)
    case .prompt, .completion, .chat:
      try reader(of: record).forEachExample(of: record) { (example) throws(Diagnostic) in
        try ExampleContent.append(example, scope, to: &buffer)
      }
    }
    return buffer.digest
  }

  private func digest(of field: FieldPath, _ record: Record, _ buffer: inout CanonicalContent) throws(Diagnostic)
    -> ContentDigest
  {
    buffer.removeAll()
    try buffer.append(try field.value(in: record), of: record)
    return buffer.digest
  }

  private func reader(of record: Record) throws(Diagnostic) -> ExampleReader {
    let shape = if let shape { shape } else { try ExampleShape(of: record, names, in: set) }
    return ExampleReader(shape: shape, names: names, omitting: omitted)
  }
}
