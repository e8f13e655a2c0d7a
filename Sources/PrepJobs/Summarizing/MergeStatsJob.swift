import PrepBytes
import PrepDiagnostics
import PrepSummarizing

/// The statistics of several parts of a set, or of several sets, added up.
package struct MergeStatsJob: Job {
  /// How they are shown.
  package var view: StatsView
  /// Statistics as JSON, in any order.
  package var inputs: [JobInput]
  /// Where the report goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ view: StatsView, inputs: [JobInput], output: JobOutput) {
    self.view = view
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> SetSummary {
    guard !inputs.isEmpty else { throw JobFailure("no-input", "there are no statistics to add up") }
    let writing = try StatsWriting(view, output)
    var whole: SetSummary?
    for input in inputs {
      try context.check()
      guard let summary = SetSummary(json: try input.open(refusing: false).readAll(limit: 1 << 31)) else {
        throw Diagnostic(
          "not-statistics", "the file does not hold the statistics that prep stats --json writes",
          at: SourceLocation(file: input.name))
      }
      guard var sum = whole else {
        whole = summary
        continue
      }
      do throws(SetSummary.Mismatch) { try sum.add(summary) } catch {
        throw Diagnostic(
          "other-statistics", "these statistics cannot be added to those before: \(error)",
          at: SourceLocation(file: input.name))
      }
      whole = sum
    }
    guard let summary = whole else { return SetSummary() }
    context.report.add(inputs.count, to: "parts")
    context.report.add(summary.records.count, to: "records")
    try writing.write(summary, of: inputs)
    return summary
  }
}
