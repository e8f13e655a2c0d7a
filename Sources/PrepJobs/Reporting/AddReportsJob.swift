import PrepBytes
import PrepDiagnostics
import PrepRecords

/// The reports of several runs added up: those of the parts of a job become that of the whole.
package struct AddReportsJob: Job {
  /// What was added.
  package struct Summary: Sendable {
    /// How many reports.
    package var reports = 0
  }

  /// Reports, as `--report` writes them.
  package var inputs: [JobInput]
  /// Where the sum goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(inputs: [JobInput], output: JobOutput) {
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    let sink = try output.open()
    var sum = ReportSum()
    for input in inputs {
      try context.check()
      let place = SourceLocation(file: input.name)
      let document: JSONDocument
      do { document = try JSONDocument(reading: try input.open()) } catch let error as JSONError {
        throw Diagnostic("not-a-report", "is not a report of a run: \(error)", at: place)
      }
      do { try sum.add(document.root) } catch {
        throw Diagnostic(Diagnostic.Code(stringLiteral: error.code), error.message, at: place)
      }
    }
    if let missing = sum.missingParts { context.note(.missingReports(missing)) }
    try sink.write(sum.json + [0x0A])
    try sink.finish()
    return Summary(reports: inputs.count)
  }
}
