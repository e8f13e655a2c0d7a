import PrepJobs
import PrepOptions

/// `prep sniff`: what inputs are made of.
struct SniffCommand: StageCommand {
  static let name = "sniff"
  static let abstract = "Detect file format, text encoding, record shape, roles and fields"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep sniff train.jsonl", "Look at a file")
    ]
  }

  var options = SniffJob.Options()
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<SniffCommand> {
    OptionTable(
      SniffCommand(), operand: .inputs(\.files.paths),
      SniffJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let (folders, inputs) = try files.sniffed(readsAll: options.readsAll)
    try session.run(SniffJob(options, folders: folders, inputs: inputs, output: output.text))
  }
}
