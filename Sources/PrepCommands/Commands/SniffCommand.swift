import PrepJobs
import PrepOptions

/// `prep sniff`: what inputs are made of.
struct SniffCommand: StageCommand {
  static let name = "sniff"
  static let abstract = "Says what files are made of: container, character set, shape, roles"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep sniff train.jsonl", "What is in a file")
    ]
  }

  var options = SniffJob.Options()
  var files: [String] = []
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<SniffCommand> {
    OptionTable(
      SniffCommand(), operand: .inputs(\.files),
      SniffJob.Options.definitions.at(\.options),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    try session.run(SniffJob(options, inputs: JobInput.files(files), output: output.text))
  }
}
