import PrepDiagnostics
import PrepJobs
import PrepOptions
import PrepSplitting

/// `prep split`: deals records out to parts, such as those to train and to validate with.
struct SplitCommand: StageCommand {
  static let name = "split"
  static let abstract = "Split records into train, validation and other sets"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep split -o 'train.{part}.jsonl' train.jsonl", "Hold out a tenth for validation")
    ]
  }

  var options = SplitJob.Options.standard
  var files = InputFiles()
  var output = ""
  var format: RecordFileFormat?
  var runOptions = RunOptions()

  static var table: OptionTable<SplitCommand> {
    OptionTable(
      SplitCommand(), operand: .inputs(\.files.paths),
      SplitJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      [
        .value(
          "output", short: "o", "PATTERN", \.output, .name("a name with {part} in it").completed(by: .file),
          "Output files: {part} is replaced by the split's name; a name ending in / writes a dataset folder"
        ).required(), RecordOutputOptions.formatDefinition(\.format),
      ],
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws {
    guard output.contains("{part}") || output.hasSuffix("/") else {
      throw UsageError("-o takes a name with {part} in it, such as train.{part}.jsonl, or of a folder, such as set/")
    }
    if format == nil { try RecordFileFormat.check(path: output) }
    try options.check()
  }

  func execute(_ session: Session) throws {
    let folder =
      output.contains("{part}")
      ? nil : try FolderOutput(output, format: format, splits: options.plan.parts.map(\.name))
    let dealt = try session.run(
      SplitJob(options, inputs: try files.inputs()) { [format] part in
        if let folder { return folder.output(part) }
        let path = path(of: part)
        return JobOutput(path: path).records(as: format ?? RecordFileFormat(path: path))
      })
    for part in dealt.parts {
      session.summarize("\(folder == nil ? path(of: part.name) : part.name): \(Counted(part.records, "record"))")
    }
    let total = dealt.parts.reduce(0) { $0 + $1.records }
    session.summarize(
      "\(Counted(total, "record")) in \(Counted(dealt.parts.count, "part")) by seed \(dealt.seed), \(dealt.invalid) invalid"
    )
  }

  private func path(of part: String) -> String {
    output.split(separator: "{part}", omittingEmptySubsequences: false).joined(separator: part)
  }
}
