import PrepBytes
import PrepJobs
import PrepOptions

/// `prep validate`: what is wrong with a set of examples, and who will refuse it.
struct ValidateCommand: StageCommand {
  static let name = "validate"
  static let abstract = "Finds what is wrong with training data, and says which targets will refuse it"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep validate --target openai-chat,together train.jsonl", "Is a file fit for two services?"),
      CommandExample(
        "prep validate --tokenizer tokenizer.json --template chatml --target trl-sft chats.jsonl",
        "What will a trainer see, rendered and encoded?"),
    ]
  }

  var options = ValidateJob.Options()
  var files = InputFiles()
  var prices: String?
  var references: [String] = []
  var baseline: String?
  var passes = false
  var rejects: String?
  var explained: String?
  var listsRules = false
  var listsTargets = false
  var output = RecordOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<ValidateCommand> {
    OptionTable(
      ValidateCommand(), operand: .inputs(\.files.paths), ValidateJob.Options.definitions.at(\.options),
      InputFiles.definitions.at(\.files),
      [
        .value("price", "FILE", \.prices, .file, "A file with the prices of tokens, for the summary"),
        .repeated(
          "against", "FILE", \.references, .file,
          "Report examples that also stand in this file, such as a validation set"),
        .value(
          "baseline", "FILE", \.baseline, .file, "Leave out the findings of an earlier run, written with --format json"),
        .flag(
          "pass", \.passes,
          "Write the records without findings at or above --fail-on to standard output, and the findings to standard error"
        ),
        .value("rejects", "FILE", \.rejects, .file, "With --pass: write the other lines to a file, as they were read"),
        .value(
          "explain", "CODE", \.explained, .name("the name of a rule").completed(by: .words(RuleReference.names)),
          "Explain a rule and show an example"),
        .flag("rules", \.listsRules, "List the rules"), .flag("targets", \.listsTargets, "List the targets"),
      ],
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run")
    )
  }

  func check() throws {
    try options.check(hasPrices: prices != nil)
    if rejects != nil, !passes { throw UsageError("--rejects needs --pass") }
  }

  func execute(_ session: Session) throws {
    if listsRules || listsTargets || explained != nil { return try printReference() }
    var options = options
    options.writesSummary = !runOptions.quiet
    var job = ValidateJob(
      options, inputs: try files.inputs(),
      findings: passes ? JobOutput(StandardErrorSink()) : try output.text(for: "validate without --pass"))
    job.references = references.map { JobInput(path: $0) }
    job.prices = prices.map { JobInput(path: $0) }
    job.baseline = baseline.map { JobInput(path: $0) }
    if passes { job.passed = try output.records(of: files.splits) }
    job.rejects = rejects.map { .records(path: $0, lineField: InvalidOptions.lineField) }
    let judged = try session.run(job)
    if !judged.areWritten { for line in judged.lines { session.summarize(line) } }
    if judged.fails { throw ExitStatus.findings }
  }

  private func printReference() throws {
    let sink = try output.text(for: "a reference").open()
    if let explained { try sink.write(try RuleReference.explanation(explained)) }
    if listsRules { try sink.write(RuleReference.list) }
    if listsTargets { try sink.write(try RuleReference.targets()) }
    try sink.finish()
  }
}
