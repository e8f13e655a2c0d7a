import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepImporting

/// What inputs are made of.
package struct SniffJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// Whether inputs are read to the end; else a thousand records.
    package var readsAll = false
    /// Whether a JSON object is written for each input; else lines for people.
    package var writesJSON = false

    /// The defaults.
    package init() {}
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  /// - Throws: A `Diagnostic` `refused-container`, once all is written, when an input is of a container that no job
  ///   reads.
  package func execute(_ context: JobContext) throws {
    try options.reading.check()
    let sink = try output.open()
    var refusal: Diagnostic?
    let longestLine = options.reading.longestLine
    for input in inputs {
      let found = try SniffedInput(
        input, importer: RecordOpening(options.reading).importer, readsAll: options.readsAll,
        longestLine: longestLine
      ) { try context.check() }
      if options.writesJSON { try sink.write(SniffReport.json(found)) } else { try sink.write(SniffReport.text(found)) }
      context.report.add(found.records, to: "records")
      context.report.add(found.invalid, to: "invalid")
      if case .refused(let container) = found.container, refusal == nil {
        refusal = Diagnostic(
          "refused-container", "this is \(container.name), which no command reads; \(container.remedy)",
          at: SourceLocation(file: found.name))
      }
    }
    try sink.finish()
    if let refusal { throw refusal }
  }
}
