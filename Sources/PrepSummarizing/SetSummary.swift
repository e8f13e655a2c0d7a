import PrepRecords

/// What a set of records is like, in numbers that add up: the summaries of parts make that of the whole, to the byte, in
/// any order.
package struct SetSummary: Sendable, Equatable {
  /// Records that could not be read.
  package var invalid = 0
  /// The bytes of records, as they stand in a line of JSON.
  package var records = SizeMeasure()
  /// What records say: the texts of the fields that their shape has, or where it has none, of all of them.
  package var texts = TextGroup()
  /// How many records of each shape there are.
  package var shapes = NamedGroups<Int>()
  /// By field.
  package var fields = NamedGroups<FieldGroup>()
  /// What messages say, by role.
  package var roles = NamedGroups<TextGroup>()
  /// Texts by the script that most of their letters belong to.
  package var scripts = NamedGroups<TextGroup>()
  /// What records say, by the value of a field.
  package var values = NamedGroups<TextGroup>()
  /// The field; empty where none was named.
  package var valueField = ""
  /// How often each label occurs.
  package var labels = NamedGroups<Int>()
  /// Messages of a conversation.
  package var turns = SizeMeasure()
  /// Records that say different things.
  package var distinct = DistinctCount()
  /// The records as token sequences; nil where no tokenizer was named.
  package var sequences: SequenceSummary?

  /// Nothing yet.
  package init() {}

  /// Records that say what another one says.
  package var duplicates: Int { max(0, records.count - distinct.count) }

  /// Why two summaries cannot be added.
  package struct Mismatch: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
  }

  /// Adds what another part of the set has.
  ///
  /// - Throws: ``Mismatch`` where the two were made with other options.
  package mutating func add(_ other: SetSummary) throws(Mismatch) {
    guard valueField == other.valueField else {
      throw Mismatch(description: "one is by '\(valueField)', the other by '\(other.valueField)'")
    }
    if sequences != nil || other.sequences != nil {
      guard let more = other.sequences, sequences?.add(more) ?? false else {
        throw Mismatch(
          description: "one counts tokens by \(sequences?.tokenizer ?? "nothing"), the other by "
            + (other.sequences?.tokenizer ?? "nothing"))
      }
    }
    invalid += other.invalid
    records.add(other.records)
    texts.add(other.texts)
    shapes.add(other.shapes)
    fields.add(other.fields)
    roles.add(other.roles)
    scripts.add(other.scripts)
    values.add(other.values)
    labels.add(other.labels)
    turns.add(other.turns)
    distinct.add(other.distinct)
  }
}

extension SetSummary {
  /// The version of the form in JSON.
  static let version = 1

  /// The summary as one line of JSON: whole numbers alone, keys in the order of their bytes.
  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if !valueField.isEmpty {
      writer.key("by")
      writer.beginObject()
      writer.key("field")
      writer.string(valueField)
      writer.key("texts")
      values.write(to: &writer) { $0.write(to: &$1) }
      writer.endObject()
    }
    writer.key("distinct")
    distinct.write(to: &writer)
    writer.key("fields")
    fields.write(to: &writer) { $0.write(to: &$1) }
    writer.key("invalid")
    writer.int(invalid)
    writer.key("labels")
    labels.write(to: &writer) { $1.int($0) }
    writer.key("prep_stats")
    writer.int(Self.version)
    writer.key("records")
    records.write(to: &writer)
    writer.key("roles")
    roles.write(to: &writer) { $0.write(to: &$1) }
    writer.key("scripts")
    scripts.write(to: &writer) { $0.write(to: &$1) }
    if let sequences {
      writer.key("sequences")
      sequences.write(to: &writer)
    }
    writer.key("shapes")
    shapes.write(to: &writer) { $1.int($0) }
    writer.key("texts")
    texts.write(to: &writer)
    writer.key("turns")
    turns.write(to: &writer)
    writer.endObject()
    writer.newline()
    return writer.take()
  }

  /// Reads what ``json`` wrote; nil for anything else, and for another version.
  package init?(json: [UInt8]) {
    guard let root = try? JSONDocument(json).root, root["prep_stats"]?.int == Self.version,
      let records = root["records"].flatMap(SizeMeasure.init), let texts = root["texts"].flatMap(TextGroup.init),
      let turns = root["turns"].flatMap(SizeMeasure.init), let distinct = root["distinct"].flatMap(DistinctCount.init),
      let invalid = root["invalid"]?.int,
      let fields = root["fields"].flatMap({ NamedGroups($0, { FieldGroup($0) }) }),
      let roles = root["roles"].flatMap({ NamedGroups($0, { TextGroup($0) }) }),
      let scripts = root["scripts"].flatMap({ NamedGroups($0, { TextGroup($0) }) }),
      let labels = root["labels"].flatMap({ NamedGroups($0, { $0.int }) }),
      let shapes = root["shapes"].flatMap({ NamedGroups($0, { $0.int }) })
    else { return nil }
    self.init()
    (self.records, self.texts, self.turns, self.distinct, self.invalid) = (records, texts, turns, distinct, invalid)
    (self.fields, self.roles, self.scripts, self.labels, self.shapes) = (fields, roles, scripts, labels, shapes)
    if let by = root["by"] {
      guard let field = try? by["field"]?.string(),
        let values = by["texts"].flatMap({ NamedGroups($0, { TextGroup($0) }) })
      else { return nil }
      (valueField, self.values) = (field, values)
    }
    guard let view = root["sequences"] else { return }
    guard let sequences = SequenceSummary(view) else { return nil }
    self.sequences = sequences
  }
}
