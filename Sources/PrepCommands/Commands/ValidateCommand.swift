import PrepBytes
import PrepJobs
import PrepOptions

/// `prep validate`: what is wrong with a set of examples, and who will refuse it.
struct ValidateCommand: StageCommand {
  static let name = "validate"
  static let abstract = "Find problems in training data before you train or upload"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep validate --target openai-chat,together train.jsonl", "Check a file against two services"),
      CommandExample(
        "prep validate --tokenizer tokenizer.json --template chatml --target trl-sft chats.jsonl",
        "Check what the trainer will see, rendered and encoded"),
    ]
  }

  var options = ValidateJob.Options()
  var files = InputFiles()
  var companions = ValidateJob.Companions()
  var explained: String?
  var listsRules = false
  var listsTargets = false
  var output = RecordOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<ValidateCommand> {
    OptionTable(
      ValidateCommand(), operand: .inputs(\.files.paths), ValidateJob.Options.definitions.at(\.options),
      InputFiles.definitions.at(\.files), ValidateJob.Companions.definitions.at(\.companions),
      [
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
    try options.check(hasPrices: companions.prices != nil)
    if companions.rejects != nil, !companions.passes { throw UsageError("--rejects needs --pass") }
  }

  func execute(_ session: Session) throws {
    if listsRules || listsTargets || explained != nil { return try printReference() }
    var options = options
    options.writesSummary = !runOptions.quiet
    var job = ValidateJob(
      options, inputs: try files.inputs(),
      findings: companions.passes ? JobOutput(StandardErrorSink()) : try output.text(for: "validate without --pass"))
    companions.apply(to: &job)
    if companions.passes { job.passed = try output.records(of: files.splits) }
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
