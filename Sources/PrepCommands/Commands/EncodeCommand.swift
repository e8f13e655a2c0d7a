import PrepJobs
import PrepOptions

/// `prep encode`: text to token ids, a document a line.
struct EncodeCommand: StageCommand {
  static let name = "encode"
  static let abstract = "Turn text into token IDs"
  static let group = CommandGroup.tokenizers
  static var examples: [CommandExample] {
    [
      CommandExample("echo \"one two\" | prep encode --pieces", "See how a sentence is split into tokens"),
      CommandExample("prep encode texts.jsonl -o ids.txt", "The IDs of every record"),
    ]
  }

  var options = EncodeJob.Options()
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<EncodeCommand> {
    OptionTable(
      EncodeCommand(), operand: .inputs(\.files.paths),
      EncodeJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.encoding.check() }

  func execute(_ session: Session) throws {
    session.say(try session.run(EncodeJob(options, inputs: try files.inputs(.texts), output: output.text)))
  }
}
