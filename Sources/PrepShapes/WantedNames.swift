import Synchronization

/// Which of the names that the user gave to fields no record has had, over a whole run. It changes nothing of what is
/// read.
final class WantedNames: Sendable {
  private let names: [RecordField: (name: String, number: Int)]
  private let missing: AtomicNameMask
  /// Whether any is missing still: mostly none is behind the first record.
  private let lacks: Atomic<Bool>

  init(_ names: [RecordField: (name: String, number: Int)]) {
    self.names = names
    missing = AtomicNameMask(names.values.reduce(into: NameMask()) { $0.insert($1.number) })
    lacks = Atomic(!names.isEmpty)
  }

  /// Notes the names that a record has.
  @inline(__always)
  func note(_ present: NameMask) {
    if lacks.load(ordering: .relaxed) { strike(present) }
  }

  private func strike(_ present: NameMask) {
    if missing.subtract(present).isEmpty { lacks.store(false, ordering: .relaxed) }
  }

  /// The fields and names that no record has had, in the order of the table.
  var all: [(field: RecordField, name: String)] {
    let left = missing.value
    return names.filter { left.contains($0.value.number) }.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { ($0.key, $0.value.name) }
  }
}

extension FieldNames {
  /// Notes the names that a record has.
  @inline(__always)
  func note(_ present: NameMask) { wanted.note(present) }

  /// The fields whose names the user gave and no record has had, with those names.
  package var unmatched: [(field: RecordField, name: String)] { wanted.all }
}
