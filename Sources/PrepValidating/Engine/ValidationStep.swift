import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Some findings as they come, and the records they are about.
package struct ValidationStep {
  package var findings: [Finding]
  package var byteCount: Int
  package var records: Int
  let verdict: BatchVerdict?

  /// Calls a closure with the bytes of each line, in order: whether it is a record, and the worst that was found about
  /// it. Only where the options keep lines.
  package func forEachLine(
    _ body: (_ text: UnsafeRawBufferPointer, _ isContinuation: Bool, _ isRecord: Bool, _ worst: Diagnostic.Severity?)
      throws -> Void
  ) throws {
    guard let verdict, let batch = verdict.batch else { return }
    let worst = Dictionary(uniqueKeysWithValues: verdict.worst.map { ($0.index, $0.severity) })
    for (index, item) in batch.enumerated() {
      switch item {
      case .record(let record):
        try record.withUnsafeBytes { try body($0, false, true, worst[index] ?? nil) }
      case .invalid(_, let line): try line.withUnsafeBytes { try body($0, false, false, .error) }
      case .continuation(let line): try line.withUnsafeBytes { try body($0, true, false, .error) }
      case .note: break
      }
    }
  }
}

/// What a validation found, in numbers.
package struct ValidationResult: Sendable {
  /// The targets by name, when some were named.
  package let profiles: [TargetProfile]
  package internal(set) var counts: FindingCounts
  package internal(set) var files: [FileFacts] = []
  /// What the examples come to in tokens, when a tokenizer was given.
  package internal(set) var tokens: TokenTotals?
  /// How many examples there are of each shape, by its name, and under `unknown` of none that is known.
  package internal(set) var shapes: [String: Int] = [:]
  /// What fields are called, where not by our names.
  var otherNames: [RecordField: String] = [:]
  /// The fields whose names the user gave and no record has had, with those names.
  package internal(set) var unmatchedNames: [(field: RecordField, name: String)] = []

  init(profiles: [TargetProfile], counts: FindingCounts) {
    self.profiles = profiles
    self.counts = counts
  }

  mutating func add(_ verdict: BatchVerdict) {
    for (shape, count) in zip(RecordShape.allCases.map(\.rawValue) + ["unknown"], verdict.shapes) where count > 0 {
      shapes[shape, default: 0] += count
    }
    otherNames.merge(verdict.otherNames) { first, _ in first }
  }

  package var records: Int { files.reduce(0) { $0 + $1.records } }
  package var invalid: Int { files.reduce(0) { $0 + $1.invalid } }
  package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
}

extension BatchVerdict {
  /// Makes a record's verdict worse, by its number among the records.
  func raise(_ record: Int, _ severity: Diagnostic.Severity?) {
    guard let severity else { return }
    if worst[record].severity.map({ $0 < severity }) ?? true { worst[record].severity = severity }
  }
}
