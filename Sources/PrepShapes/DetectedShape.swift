import PrepRecords

/// What a record's keys tell of its shape.
package struct DetectedShape: Sendable, BitwiseCopyable {
  package let shape: RecordShape
  /// Whether the record has all that the shape needs.
  package let isWhole: Bool
  /// The shape with the same fields, where only what is written in them makes another of it.
  package let layout: RecordShape
}

extension FieldNames {
  /// How many shapes that exclude each other the keys of a record would fit by the names looked for first, the one that
  /// was told among them.
  ///
  /// - Parameter countsTexts: Whether a text beside anything else is one of them.
  func fitting(_ present: NameMask, _ shape: RecordShape, countingTexts countsTexts: Bool) -> Int {
    let left = present.subtracting(belonging[shape.ordinal])
    guard left.meets(signs) else { return 1 }
    var frames: Set<RecordShape.Frame> = []
    for form in forms where form.isWhole && form.frame != .none && left.holds(form.own) { frames.insert(form.frame) }
    frames.remove(shape.row.frame)
    if !countsTexts { frames.remove(.text) }
    return frames.count + 1
  }

  /// The shape that a record's keys tell; nil when they tell none, or when it is no object.
  package func detect(_ root: JSONView) -> DetectedShape? { KnownKeys(root, self).detect(root) }
}

extension RecordShape {
  /// The shape that a record's fields tell; nil when they tell none.
  package init?(detecting root: JSONView, names: FieldNames = .usual) {
    guard let detected = names.detect(root) else { return nil }
    self = detected.shape
  }

  var row: Row { Self.table[ordinal] }

  /// How many shapes there are.
  package static let count = table.count

  /// The shape by its name, or by another that it has had; nil when there is none.
  package init?(named name: String) {
    guard let row = Self.table.first(where: { $0.shape.rawValue == name || $0.otherNames.contains(name) }) else {
      return nil
    }
    self = row.shape
  }

  /// The canonical shape its examples have; nil where none are read from it.
  package var example: ExampleShape? { row.example }

  /// Whether examples can be read from it.
  package var isReadable: Bool { row.example != nil }

  /// Whether a record can hold several examples.
  package var holdsSeveral: Bool {
    switch self {
    case .instances, .rankedAlpaca, .segments, .oasstTree: true
    default: false
    }
  }

  /// Whether its records are solutions whose steps are judged, which no example of ours holds yet.
  package var isStepwise: Bool { self == .stepwise || self == .mathShepherd }

  /// The shape with the same fields, where only what is written in them makes another of it.
  package var layout: RecordShape { row.layout }

  /// An example as one JSON object.
  package var sample: String { row.sample }

  /// The canonical shape itself.
  package init(_ shape: ExampleShape) {
    self = Self.table.first { $0.shape.rawValue == shape.rawValue }?.shape ?? .text
  }

  /// The canonical shape that this is one of, by name; nil for a shape that others publish.
  package var canonical: ExampleShape? { row.canonical }

  /// Whether what makes a record of this shape are fields of a layout, so that whoever knows the layout's finds them.
  package func isWritten(as layout: RecordShape) -> Bool {
    let theirs = Set(layout.fields)
    return row.forms.contains { form in form.allSatisfy { theirs.contains($0.field) } }
  }

  /// The fields that its examples need, in the form that a record comes nearest to, as far as the record lacks them.
  package func missing(_ has: (RecordField) -> Bool) -> [RecordField] {
    let lists = row.forms.map { form in form.map(\.field).filter { !has($0) } }
    return lists.min { $0.count < $1.count } ?? []
  }

  /// The fields whose values have a type in this shape: those that are needed, and those that belong to it.
  package var types: [(field: RecordField, type: FieldType)] {
    var seen: Set<RecordField> = []
    return (row.forms.joined().map(\.field) + row.also).filter { seen.insert($0).inserted }
      .map { ($0, row.types[$0] ?? $0.type) }
  }

  /// The fields that belong to the shape.
  package var fields: [RecordField] { types.map(\.field) }

  /// Whether what makes a record of this shape also stands in records of another: some of its keys, whatever is written
  /// in them.
  package func isPart(of other: RecordShape) -> Bool {
    let theirs = Set(other.fields)
    return row.forms.contains { form in form.allSatisfy { $0.isOfKeysAlone && theirs.contains($0.field) } }
  }
}
