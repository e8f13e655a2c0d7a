import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep dedup`: leaves out records that say what others say.
struct DedupCommand: StageCommand {
  static let name = "dedup"
  static let abstract = "Remove duplicate records, and near-duplicates with --near"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep dedup train.jsonl -o unique.jsonl", "Each record once"),
      CommandExample(
        "prep dedup --by prompt --keep last train.jsonl | prep tokenize -o train.tokens",
        "One answer per question: the last one"),
    ]
  }

  var options = DedupJob.Options()
  var files = InputFiles()
  var output = RecordOutputOptions()
  var inPlace = InPlaceOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DedupCommand> {
    OptionTable(
      DedupCommand(), operand: .inputs(\.files.paths),
      DedupJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      InPlaceOptions.definitions.at(\.inPlace, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws {
    try options.check()
    try inPlace.check(output.file, files, options.reading, ["output-format": output.format != nil])
  }

  func execute(_ session: Session) throws {
    guard inPlace.isAsked else {
      let sourced = try SourcedFiles(files, output)
      var job = DedupJob(options, inputs: sourced.inputs, output: try output.records(of: files.splits))
      job.sources = sourced.output
      return say(try session.run(job), session)
    }
    let inputs = try files.inputs()
    var options = options
    let rejects = options.invalid.rejects.map { SharedOutput($0) }
    let removed = options.removed.map { SharedOutput($0) }
    options.invalid.rejects = rejects?.output
    options.removed = removed?.output
    try session.replace(inputs, options.reading, sharing: [rejects, removed]) {
      DedupJob(options, inputs: [$0], output: $1)
    } say: {
      say($0, session)
    }
  }

  private func say(_ done: DedupJob.Summary, _ session: Session) {
    if let repeats = done.repeats {
      session.summarize(
        "\(Counted(repeats.stretches, "repeat")) of \(Counted(repeats.bytes, "byte")) in "
          + "\(Counted(repeats.records, "record")), \(Counted(repeats.cut, "byte")) cut")
    }
    session.summarize(
      "\(Counted(done.written, "record")) written, \(Counted(done.duplicates, "duplicate")) removed, \(Counted.grouped(done.invalid)) invalid"
    )
    if done.skipped > 0 {
      session.summarize(
        "warning: too many records share the same passages, so not all pairs were compared: near-duplicates may be left"
      )
    }
  }
}
