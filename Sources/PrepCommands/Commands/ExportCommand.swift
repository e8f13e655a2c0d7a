import PrepExporting
import PrepJobs
import PrepOptions

/// `prep export`: shard sets and token streams in the formats of other trainers.
struct ExportCommand: StageCommand {
  static let name = "export"
  static let abstract = "Writes documents in the formats of other trainers"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenize --mask all train.jsonl | prep export --to megatron -o train_text_document",
        "For Megatron, without packing")
    ]
  }

  var options = ExportJob.Options.none
  var files: [String] = []
  var runOptions = RunOptions()

  static var table: OptionTable<ExportCommand> {
    OptionTable(
      ExportCommand(), operand: .tokenSets(\.files),
      ExportJob.Options.definitions.at(\.options),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    session.say(try session.run(ExportJob(options, inputs: JobInput.files(files))), options)
  }
}
