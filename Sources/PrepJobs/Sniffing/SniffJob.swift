import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepFolders
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
  /// The folders with data sets, of which is said what is in them.
  package var folders: [DatasetFolder] = []
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, folders: [DatasetFolder] = [], inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.folders = folders
    self.inputs = inputs
    self.output = output
  }

  /// - Throws: A `Diagnostic` `refused-container`, once all is written, when an input is of a container that no job
  ///   reads; what is wrong with the files of a folder.
  package func execute(_ context: JobContext) throws {
    try options.reading.check()
    let sink = try output.open()
    var refusal: Diagnostic?
    let longestLine = options.reading.longestLine
    for folder in folders {
      let found = try SniffedFolder(
        folder, opening: RecordOpening(options.reading), readsAll: options.readsAll, longestLine: longestLine
      ) { try context.check() }
      try sink.write(options.writesJSON ? FolderReport.json(found) : Array(FolderReport.text(found).utf8))
      if refusal == nil { refusal = found.fault }
    }
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
