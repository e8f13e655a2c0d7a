import PrepBytes
import PrepContents
import PrepDecontaminating
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Finds records in which items of evaluations stand, and drops, marks or reports them.
package struct DecontaminateJob: Job {
  /// What becomes of a record that has an item.
  package enum Action: String, Sendable, CaseIterable {
    /// Nothing: the hits are written, and no records.
    case report
    /// It is left out.
    case drop
    /// It gets a field that says so.
    case mark
  }

  /// What becomes of a record that has an item with other numbers.
  package enum Variants: String, Sendable, CaseIterable { case keep, drop }

  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    package var action: Action = .report
    package var variants: Variants = .keep
    /// The evaluations.
    package var evaluations: [JobInput] = []
    /// Takes a line for each hit where records are written.
    package var hits: JobOutput?
    /// Takes the records left out, as they were read.
    package var removed: JobOutput?
    /// Takes the items that stand in no record, as they were read.
    package var cleanEvaluations: JobOutput?

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
      if evaluations.isEmpty { throw JobFailure("missing-option", "--against FILE names the evaluations") }
      if action == .report, hits != nil {
        throw JobFailure("needs-action", "--hits needs --action drop or mark; without it the hits are the output")
      }
      if action != .drop, removed != nil { throw JobFailure("needs-action", "--removed needs --action drop") }
    }
  }

  /// What one set of evaluations lost.
  package struct SetSummary: Sendable, Equatable {
    package var name: String
    package var items: Int
    /// Items that stand in some record, and that do so with other numbers alone.
    package var itemsHit = 0
    package var variants = 0
  }

  /// What was found.
  package struct Summary: Sendable {
    package var records: Int
    /// Records that have an item, and those that have a variant alone.
    package var hit: Int
    package var variants: Int
    package var invalid: Int
    /// Records that were left out, by reason; nil where records are only reported.
    package var dropped: [(reason: String, count: Int)]?
    package var sets: [SetSummary]
    /// Items of too few words that have no answer.
    package var unusable: Int
  }

  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where hits or records go.
  package var output: JobOutput
  /// Where the records of each source go instead; all are scanned together.
  package var sources: SourcedOutput?

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    if options.action == .report, sources != nil {
      throw JobFailure("needs-action", "sources have outputs of their own with --action drop or mark")
    }
    return try Decontamination(self, context).run()
  }
}
