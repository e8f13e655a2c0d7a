import ArgumentParser
import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepJobs
import PrepTokenizing
import PrepValidating

/// `prep validate`: what is wrong with a set of examples, and who will refuse it.
struct ValidateCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Finds what is wrong with training data, and says which targets will refuse it.")

  /// `--fail-on`.
  enum Threshold: String, ExpressibleByArgument, CaseIterable, Sendable {
    case error, warn, info, never

    var severity: Diagnostic.Severity? {
      switch self {
      case .error: .error
      case .warn: .warning
      case .info: .info
      case .never: nil
      }
    }
  }

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tables and text") var importOptions: ImportOptions

  @Option(help: ArgumentHelp("What fields are called in the records: prompt=question,completion=answer.", valueName: "OURS=THEIRS,…"))
  var map: FieldMapping?

  @Option(help: ArgumentHelp("Judge for these targets, by name or as profile files (see --targets).", valueName: "NAME,…"))
  var target: [String] = []

  @Option(help: ArgumentHelp("Count tokens with this tokenizer, and run the rules about tokens.", valueName: "NAME"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("The split pattern, for a tokenizer's file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  @OptionGroup(title: "Conversations") var template: TemplateOptions

  @Option(
    help: ArgumentHelp("With --template: whose words are learnt, as in prep tokenize.", valueName: "completion|assistant|last|all|none"))
  var mask: TokenizingOptions.Mask?

  @Option(help: ArgumentHelp("With --template: the parts of a turn that are learnt, as in prep tokenize.", valueName: "PART,…"))
  var train: TurnParts?

  @Option(help: ArgumentHelp("The most tokens an example may have (default: what each target takes).", valueName: "N"))
  var maxTokens: Quantity?

  @Option(help: ArgumentHelp("The passes over the data that are paid for (default: what each target chooses).", valueName: "N"))
  var epochs: Int?

  @Option(help: ArgumentHelp("A file with the prices of tokens, for the summary.", valueName: "FILE"))
  var price: String?

  @Option(parsing: .singleValue, help: ArgumentHelp("Report examples that also stand in this file, such as a validation set.", valueName: "FILE"))
  var against: [String] = []

  @Option(help: ArgumentHelp("Run these rules alone: codes, ids, families, default, all.", valueName: "RULE,…"))
  var select: [String] = []

  @Option(help: ArgumentHelp("Leave these rules out.", valueName: "RULE,…"))
  var ignore: [String] = []

  @Option(help: "How findings are written.")
  var format: FindingFormat = .text

  @Option(help: "Exit with 1 when there are findings of this severity or a higher one.")
  var failOn: Threshold = .error

  @Option(help: ArgumentHelp("The most findings of a rule that are written; all are counted (default: 100, with json and sarif all).", valueName: "N"))
  var maxFindings: Quantity?

  @Option(help: ArgumentHelp("Leave out the findings of an earlier run, written with --format json.", valueName: "FILE"))
  var baseline: String?

  @Flag(help: "Write the records without findings at or above --fail-on to standard output, and the findings to standard error.")
  var pass = false

  @Option(help: ArgumentHelp("With --pass: write the other lines to a file, as they were read.", valueName: "FILE"))
  var rejects: String?

  @Option(help: ArgumentHelp("The most memory that the search for duplicates takes.", valueName: "SIZE"))
  var memory: Quantity = Quantity(96 << 20)

  @Option(help: ArgumentHelp("Explain a rule and show an example.", valueName: "CODE"))
  var explain: String?

  @Flag(help: "List the rules.")
  var rules = false

  @Flag(help: "List the targets.")
  var targets = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws {
    try checked { () throws(JobFailure) in try options.check(hasPrices: price != nil) }
    if rejects != nil, !pass { throw ValidationError("--rejects needs --pass") }
  }

  func execute(_ session: Session) throws {
    if rules || targets || explain != nil { return try printReference() }
    var job = ValidateJob(options, inputs: input.inputs, findings: pass ? JobOutput(StandardErrorSink()) : output.text)
    job.references = against.map { JobInput(path: $0) }
    job.prices = price.map { JobInput(path: $0) }
    job.baseline = baseline.map { JobInput(path: $0) }
    if pass { job.passed = output.text }
    job.rejects = rejects.map { JobOutput(path: $0) }
    let judged = try session.run(job)
    if !judged.areWritten { for line in judged.lines { session.summarize(line) } }
    if judged.fails { throw ExitStatus.findings }
  }

  private var options: ValidateJob.Options {
    var options = ValidateJob.Options()
    options.reading = input.values
    options.importing = importOptions.values
    options.mapping = map
    options.targets = target
    options.tokenizer = PrepJobs.TokenizerOptions(name: tokenizer, pattern: pattern)
    options.template = template.values
    options.mask = mask
    options.trainedParts = train?.parts
    options.maxTokens = maxTokens?.value
    options.epochs = epochs
    options.selected = select
    options.ignored = ignore
    options.format = format
    options.threshold = failOn.severity
    options.maxFindings = maxFindings?.value
    options.memory = memory.value
    options.writesSummary = !runOptions.quiet
    return options
  }

  private func printReference() throws {
    let sink = try output.text.open()
    if let explain { try sink.write(try RuleReference.explanation(explain)) }
    if rules { try sink.write(RuleReference.list) }
    if targets { try sink.write(try RuleReference.targets()) }
    try sink.finish()
  }
}

extension FindingFormat: ExpressibleByArgument {}
