import PrepRecords

/// What stands in a field of records.
package struct FieldGroup: Additive {
  /// How many values of each kind of JSON there are.
  package private(set) var kinds = [Int](repeating: 0, count: Self.names.count)
  /// The texts: strings, and what messages say.
  package var texts = TextGroup()

  /// The kinds by their names, in the order of their bytes.
  static let names = ["array", "bool", "null", "number", "object", "string"]

  package init() {}

  /// In how many records the field is.
  package var count: Int { kinds.reduce(0, +) }

  /// The kinds that there are, by name, with how often each occurs.
  package var found: [(name: String, count: Int)] {
    zip(Self.names, kinds).filter { $1 > 0 }.map { (name: $0, count: $1) }
  }

  /// Counts a value.
  mutating func count(_ kind: JSONView.Kind) {
    switch kind {
    case .array: kinds[0] += 1
    case .bool: kinds[1] += 1
    case .null: kinds[2] += 1
    case .number: kinds[3] += 1
    case .object: kinds[4] += 1
    case .string: kinds[5] += 1
    }
  }

  package mutating func add(_ other: FieldGroup) {
    for index in kinds.indices { kinds[index] += other.kinds[index] }
    texts.add(other.texts)
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("kinds")
    writer.beginObject()
    for (name, count) in found {
      writer.key(name)
      writer.int(count)
    }
    writer.endObject()
    writer.key("texts")
    texts.write(to: &writer)
    writer.endObject()
  }

  /// Reads what ``write(to:)`` wrote; nil for anything else.
  init?(_ view: JSONView) {
    guard let kinds = view["kinds"], let texts = view["texts"].flatMap(TextGroup.init) else { return nil }
    for (index, name) in Self.names.enumerated() { self.kinds[index] = kinds[name]?.int ?? 0 }
    self.texts = texts
  }
}
