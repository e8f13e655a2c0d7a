/// How what a job writes differs from what it reads, by reasons.
struct RecordChanges {
  /// Records that are not written; those that were bad are not among them.
  var dropped: [(reason: String, count: Int)] = []
  /// Records that are written and were not read: copies, or several that were made of one.
  var added: [(reason: String, count: Int)] = []
  /// How many records the job says that it wrote.
  var written: Int

  /// What is left over, where a job does not say more: good records that are gone, or that came from others.
  init(read: Int, written: Int, gone: String, made: String) {
    self.written = written
    let left = read - written
    if left > 0 { dropped = [(gone, left)] }
    if left < 0 { added = [(made, -left)] }
  }

  init(written: Int, dropped: [(reason: String, count: Int)] = [], added: [(reason: String, count: Int)] = []) {
    self.written = written
    self.dropped = dropped.filter { $0.count > 0 }
    self.added = added.filter { $0.count > 0 }
  }
}

/// The summary of a job that reads records and writes records. A run puts into its report what became of each record, so
/// that `records + added = written + dropped`, where `dropped` has the invalid ones too; a step of a recipe says the same.
protocol RecordBalance {
  /// What became of the records; nil where none are written.
  var changes: RecordChanges? { get }
}

extension JobReport {
  /// Adds what became of the records.
  mutating func balance(_ changes: RecordChanges) {
    // The rows of tokens are no records.
    guard case .integer? = self["records"] else { return }
    self["written"] = .integer(changes.written)
    var dropped = changes.dropped
    if case .integer(let invalid)? = self["invalid"], invalid > 0 { dropped.append(("invalid", invalid)) }
    self["dropped"] = .object(Self.object(dropped))
    if !changes.added.isEmpty { self["added"] = .object(Self.object(changes.added)) }
  }

  /// An object of counts by reason.
  static func object(_ counts: [(reason: String, count: Int)]) -> JobReport {
    var object = JobReport()
    for (reason, count) in counts { object.add(count, to: reason) }
    return object
  }
}

extension ConvertJob.Summary: RecordBalance {
  var changes: RecordChanges? {
    RecordChanges(
      written: examples, dropped: [("without_example", records - invalid + extra - examples)],
      added: [("examples", extra)])
  }
}

extension FixJob.Summary: RecordBalance {
  var changes: RecordChanges? {
    guard case .repaired(let done) = self else { return nil }
    return RecordChanges(
      written: done.written, dropped: [("repairs", done.records - done.invalid + done.extra - done.written)],
      added: [("values", done.extra)])
  }
}

extension FormatJob.Summary: RecordBalance {
  var changes: RecordChanges? {
    switch self {
    case .formatted(let done): done.onlySuggests ? nil : RecordChanges(written: done.written)
    case .shown(let done): RecordChanges(written: done.written)
    }
  }
}

extension FilterJob.Summary: RecordBalance {
  var changes: RecordChanges? {
    // Where all rules are counted, a record counts for several.
    let rules = countsAll ? [] : rules.map { (reason: $0.name, count: $0.count) }
    return RecordChanges(written: written, dropped: rules.isEmpty ? [("removed", removed)] : rules)
  }
}

extension DedupJob.Summary: RecordBalance {
  var changes: RecordChanges? {
    RecordChanges(written: written, dropped: [("duplicates", duplicates), ("invalid_when_signed", invalidBefore)])
  }
}

extension DecontaminateJob.Summary: RecordBalance {
  var changes: RecordChanges? {
    guard let dropped else { return nil }
    return RecordChanges(written: records - dropped.reduce(0) { $0 + $1.count }, dropped: dropped)
  }
}

extension SampleJob.Summary: RecordBalance {
  var changes: RecordChanges? {
    RecordChanges(read: seen.records, written: taken.records, gone: "not_taken", made: "drawn_again")
  }
}

extension ShuffleJob.Summary: RecordBalance {
  var changes: RecordChanges? {
    tokens == nil
      ? RecordChanges(read: read, written: written, gone: "of_other_parts", made: "repeated") : nil
  }
}

extension MixturePlan: RecordBalance {
  var changes: RecordChanges? {
    guard tokens == nil, !isPlanOnly else { return nil }
    let given = sources.reduce(0) { $0 + $1.givenRecords }
    return RecordChanges(
      written: written,
      dropped: sources.map { ("not_wanted_of_\($0.name)", $0.records - $0.givenRecords) } + [
        ("of_other_parts", given - written)
      ],
      added: sources.map { ("repeated_of_\($0.name)", $0.givenRecords - $0.records) })
  }
}

extension SplitJob.Summary: RecordBalance {
  var changes: RecordChanges? { RecordChanges(written: parts.reduce(0) { $0 + $1.records }) }
}
