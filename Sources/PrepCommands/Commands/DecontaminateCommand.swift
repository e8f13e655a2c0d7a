import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep decontaminate`: finds items of evaluations in records.
struct DecontaminateCommand: StageCommand {
  static let name = "decontaminate"
  static let abstract = "Find evaluation items in training records; report, mark or drop the records"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep decontaminate --against evals/ train.jsonl", "Report which records contain which items"),
      CommandExample(
        "prep decontaminate --against gsm8k.jsonl --action drop train.jsonl -o clean.jsonl --hits hits.jsonl",
        "Remove the records that contain one"),
    ]
  }

  var options = DecontaminateJob.Options()
  var evaluations = EvaluationFiles()
  var files = InputFiles()
  var threshold: Diagnostic.Severity? = .error
  var output = RecordOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DecontaminateCommand> {
    OptionTable(
      DecontaminateCommand(), operand: .inputs(\.files.paths),
      EvaluationFiles.definitions.at(\.evaluations),
      DecontaminateJob.Options.definitions.at(\.options),
      [
        .value(
          "fail-on", "LEVEL", \.threshold, .threshold,
          "Exit with 1 if there are findings of this severity or higher")
      ],
      InputFiles.definitions.at(\.files),
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    var options = options
    options.evaluations = try evaluations.inputs()
    let isReport = options.action == .report
    let target = isReport ? output.file.text : try output.records(of: files.splits)
    let sourced = try SourcedFiles(files, output)
    var job = DecontaminateJob(options, inputs: sourced.inputs, output: target)
    job.sources = sourced.output
    let found = try session.run(job)
    for set in found.sets {
      session.summarize(
        "\(set.name): \(Counted.grouped(set.itemsHit)) of \(Counted(set.items, "item")) found, \(Counted.grouped(set.variants)) more only with other numbers"
      )
    }
    if found.unusable > 0 {
      session.console.note(
        "\(Counted(found.unusable, "item")) cannot be found: a question of few words without an answer")
    }
    session.summarize(
      "\(Counted.grouped(found.hit)) of \(Counted(found.records, "record")) contaminated, \(Counted.grouped(found.variants)) more with items in other numbers, \(Counted.grouped(found.invalid)) invalid"
    )
    let worst: Diagnostic.Severity? = found.hit > 0 ? .error : found.variants > 0 ? .info : nil
    if isReport, let worst, let threshold, worst >= threshold { throw ExitStatus.findings }
  }
}
