import PrepDiagnostics
public import PrepRecords
public import PrepShapes

extension SetShape {
  /// A finding about a record of another shape.
  package func refusal(of record: Record, _ told: DetectedShape) -> Diagnostic {
    Diagnostic("other-shape", words(for: told), at: record.location(pointer: ""))
  }
}

extension ExampleShape {
  /// The shape that a record's fields tell; nil when they tell none, or one that no examples are read from.
  public init?(detecting root: JSONView, mapping: FieldMapping = FieldMapping()) {
    guard let shape = (mapping == FieldMapping() ? .usual : FieldNames(mapping)).detect(root)?.shape.example else {
      return nil
    }
    self = shape
  }

  /// The canonical shape that records of a shape have in its own words; nil for what others publish.
  package init?(native shape: RecordShape) {
    switch shape {
    case .openAIPreference, .transcripts: self = .preference
    default:
      guard let canonical = shape.canonical else { return nil }
      self = canonical
    }
  }

  /// The shape that a record's fields tell, or that of its set where they only lack something of it.
  ///
  /// - Throws: `not-an-object`; `unknown-shape` when they tell none; `other-shape` when they tell another than the set;
  ///   `foreign-shape` when they tell one that no examples are read from.
  package init(of record: Record, _ names: FieldNames, in set: SetShape? = nil) throws(Diagnostic) {
    if SourceRecord.isConversation(record.root) {
      self = .chat
      return
    }
    guard record.root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    guard let detected = names.detect(record.root) else {
      throw record.unknownShape("map fields with --map")
    }
    if let set, set.refuses(detected) { throw set.refusal(of: record, detected) }
    let told = set?.reading(detected) ?? detected.shape
    guard let shape = told.example else {
      throw Diagnostic("foreign-shape", Self.foreign(told), at: record.location(pointer: ""))
    }
    self = shape
  }

  /// What to say of a record that is one message.
  static let loneMessage =
    "the record is one message of a conversation; put the messages of each into one record, {\"messages\": [...]}"

  /// What to say of records of a shape that is known and not read.
  package static func foreign(_ shape: RecordShape) -> String {
    if shape == .message { return loneMessage }
    guard let example = shape.example else {
      return "records of the shape \(shape.rawValue) are known, and no examples are read from them"
    }
    return
      "records of the shape \(shape.rawValue) are read by prep convert: --to \(example.rawValue) makes examples of them"
  }
}
