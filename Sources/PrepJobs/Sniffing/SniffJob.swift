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

  /// - Throws: Once all is written, what is wrong with the last input or folder that is not read: a `Diagnostic`
  ///   `refused-container` when no job reads its container. What is wrong with those before is told as it is found.
  package func execute(_ context: JobContext) throws {
    try options.reading.check()
    let sink = try output.open()
    var refusal: (any Error)?
    func refuse(_ fault: any Error) {
      if let earlier = refusal { context.found(Self.finding(earlier)) }
      refusal = fault
    }
    let longestLine = options.reading.longestLine
    for folder in folders {
      let found = try SniffedFolder(
        folder, opening: RecordOpening(options.reading), readsAll: options.readsAll, longestLine: longestLine
      ) { try context.check() }
      try sink.write(options.writesJSON ? FolderReport.json(found) : Array(FolderReport.text(found).utf8))
      if let fault = found.fault { refuse(fault) }
    }
    for input in inputs {
      let found: SniffedInput
      do {
        found = try SniffedInput(
          input, importer: RecordOpening(options.reading).importer(for: input), readsAll: options.readsAll,
          longestLine: longestLine
        ) { try context.check() }
      } catch let fault as Diagnostic {
        refuse(fault)
        continue
      } catch let fault as IOFailure where fault.code == .cannotRead || fault.code == .damaged {
        refuse(fault)
        continue
      }
      if options.writesJSON { try sink.write(SniffReport.json(found)) } else { try sink.write(SniffReport.text(found)) }
      context.report.add(found.records, to: "records")
      context.report.add(found.invalid, to: "invalid")
      if case .refused(let container) = found.container {
        refuse(
          Diagnostic(
            "refused-container", "this is \(container.name), which is not read as records; \(container.remedy)",
            at: SourceLocation(file: found.name)))
      }
    }
    try sink.finish()
    if let refusal { throw refusal }
  }

  /// What is wrong with an input, as a finding about it.
  private static func finding(_ fault: any Error) -> Diagnostic {
    if let fault = fault as? Diagnostic { return fault }
    let failure = fault as? IOFailure
    let reason = failure?.errno.map { ": \($0)" } ?? ""
    return Diagnostic(
      "unreadable-input", (failure?.message ?? "\(fault)") + reason, at: SourceLocation(file: failure?.path ?? ""))
  }
}
