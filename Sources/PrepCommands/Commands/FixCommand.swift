import PrepBytes
import PrepFixing
import PrepJobs
import PrepOptions

/// `prep fix`: repairs records by name.
struct FixCommand: StageCommand {
  static let name = "fix"
  static let abstract = "Repairs records: JSON that is nearly JSON, roles, keys, duplicates"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep fix train.jsonl | prep tokenize -o train.tokens",
        "Repair what is safe to repair, and tokenize the rest"),
      CommandExample("prep fix --apply safe,json --diff train.jsonl", "See what the repairs of nearly-JSON would do"),
    ]
  }

  var options = FixJob.Options()
  var files = InputFiles()
  var list = false
  var output = RecordOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<FixCommand> {
    OptionTable(
      FixCommand(), operand: .inputs(\.files.paths),
      FixJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      [
        .flag("list", \.list, "List the repairs")
      ],
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  private var target: JobOutput {
    get throws { options.showsChanges ? try output.text(for: "--diff") : try output.records(of: files.splits) }
  }

  func execute(_ session: Session) throws {
    if list { return try printList() }
    session.say(try session.run(FixJob(options, inputs: try files.inputs(), output: try target)))
  }

  private func printList() throws {
    let sink = FileByteSink.standardOutput()
    try sink.write(Repair.list)
    try sink.finish()
  }
}
