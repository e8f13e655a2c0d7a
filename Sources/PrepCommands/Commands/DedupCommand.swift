import PrepJobs
import PrepOptions

/// `prep dedup`: leaves out records that say what others say.
struct DedupCommand: StageCommand {
  static let name = "dedup"
  static let abstract = "Leaves out records that say what others say"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep dedup train.jsonl -o unique.jsonl", "Each record once"),
      CommandExample(
        "prep dedup --by prompt --keep last train.jsonl | prep tokenize -o train.tokens",
        "One answer to each question, the one that stands last"),
    ]
  }

  var options = DedupJob.Options()
  var files = InputFiles()
  var output = RecordOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DedupCommand> {
    OptionTable(
      DedupCommand(), operand: .inputs(\.files.paths),
      DedupJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    let done = try session.run(
      DedupJob(options, inputs: try files.inputs(), output: try output.records(of: files.splits)))
    session.summarize(
      "\(Counted(done.written, "record")) written, \(Counted(done.duplicates, "duplicate")) left out, \(done.invalid) invalid"
    )
  }
}
