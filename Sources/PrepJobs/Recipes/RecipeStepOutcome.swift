import PrepRecords

/// What became of the records of one step of a recipe.
public struct RecipeStepOutcome {
  /// The step: its number, name, and source or part.
  package var id: String
  /// Records that were read, bad ones too.
  package var read: Int
  /// Records that were written and were not read, by reason.
  package var added: [(reason: String, count: Int)]
  /// Records that were written, by part.
  package var written: [(part: String, count: Int)]
  /// Records that were read and are not written, by reason.
  package var dropped: [(reason: String, count: Int)]
  /// All that the job counted.
  var counts: JobReport

  /// Records that were written to all parts.
  package var total: Int { Self.sum(written.map(\.count)) }

  /// Whether nothing was lost or made without a reason.
  var addsUp: Bool { read + Self.sum(added.map(\.count)) == total + Self.sum(dropped.map(\.count)) }

  private static func sum(_ counts: [Int]) -> Int { counts.reduce(0, +) }

  init(
    id: String, read: Int, changes: RecordChanges, invalid: Int, written: [(part: String, count: Int)],
    counts: JobReport
  ) {
    self.id = id
    self.read = read
    self.written = written
    self.counts = counts
    added = changes.added
    dropped = changes.dropped + (invalid > 0 ? [(reason: "invalid", count: invalid)] : [])
  }

  /// The outcome as a report has it: `{"in":…,"added":{…},"out":…,"dropped":{…},"counts":{…}}`.
  var report: JobReport {
    var report = JobReport()
    report["in"] = .integer(read)
    report["added"] = .object(JobReport.object(added))
    report["out"] = .integer(total)
    report["dropped"] = .object(JobReport.object(dropped))
    if written.count > 1 || written.first?.part != "" {
      report["parts"] = .object(JobReport.object(written.map { (reason: $0.part, count: $0.count) }))
    }
    report["counts"] = .object(counts)
    return report
  }

  /// The outcome that a report has.
  init?(id: String, _ report: JobReport) {
    guard case .integer(let read)? = report["in"], case .integer(let out)? = report["out"],
      case .object(let added)? = report["added"], case .object(let dropped)? = report["dropped"],
      case .object(let counts)? = report["counts"]
    else { return nil }
    self.id = id
    self.read = read
    self.counts = counts
    self.added = added.integers.map { (reason: $0.name, count: $0.value) }
    self.dropped = dropped.integers.map { (reason: $0.name, count: $0.value) }
    if case .object(let parts)? = report["parts"] {
      written = parts.integers.map { (part: $0.name, count: $0.value) }
    } else {
      written = [(part: "", count: out)]
    }
  }
}

extension JobReport {
  /// The numbers of the report, in order.
  var integers: [(name: String, value: Int)] {
    values.compactMap { name, value in if case .integer(let number) = value { (name, number) } else { nil } }
  }

  /// A report that was written as JSON; what is none of its kinds of values is left out.
  init(_ object: JSONView) {
    self.init()
    object.forEachMember { key, view in
      guard let name = try? key.string() else { return }
      switch view.kind {
      case .number: if let number = view.int { self[name] = .integer(number) }
      case .string: if let text = try? view.string() { self[name] = .text(text) }
      case .array: self[name] = .list(view.elements.compactMap { try? $0.string() })
      case .object: self[name] = .object(JobReport(view))
      default: break
      }
    }
  }
}
