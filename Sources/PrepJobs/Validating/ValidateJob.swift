import PrepDiagnostics
import PrepExamples
import PrepShapes
import PrepTokenizing
import PrepValidating

/// What is wrong with a set of examples, and who will refuse it.
package struct ValidateJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// The shape of the records; nil is what the first of them tell.
    package var shape: RecordShape?
    /// What fields are called in the records; nil is what they are usually called, and then columns without a name may
    /// get one.
    package var mapping = FieldMapping()
    /// Parts of an example that may be left out: keys of records, or our names of fields.
    package var omitted: [String] = []
    /// Targets to judge for, by name or as profile files; several may stand in one text, with commas between.
    package var targets: [String] = []
    /// Counts tokens and runs the rules about tokens; none when it has no name.
    package var tokenizer = TokenizerOptions()
    /// How conversations look.
    package var template = TemplateOptions()
    /// With a template: whose words are learnt, as in tokenizing.
    package var mask: TokenizingOptions.Mask?
    /// With a template: the parts of a turn that are learnt, as in tokenizing.
    package var trainedParts: Set<TokenizingOptions.TurnPart>?
    /// The most tokens an example may have; nil is what each target takes.
    package var maxTokens: Int?
    /// The passes over the data that are paid for; nil is what each target chooses.
    package var epochs: Int?
    /// Rules that run: codes, ids, families, `default`, `all`.
    package var selected: [String] = []
    /// Rules that do not run, named likewise.
    package var ignored: [String] = []
    /// How findings are written.
    package var format: FindingFormat = .text
    /// The least finding that makes the set fail; nil is none.
    package var threshold: Diagnostic.Severity? = .error
    /// The most findings that are written: of a kind where they are grouped, else of a rule; all are counted. nil is 5 of
    /// a kind, else all of them.
    package var maxFindings: Int?
    /// Whether findings are written as text one by one, as they come, instead of by kind.
    package var writesEach = false
    /// Whether findings that are no errors are counted alone.
    package var writesErrorsOnly = false
    /// The most memory that the search for duplicates takes, in bytes.
    package var memory = 96 << 20
    /// Whether the summary stands below findings that are written as text and not beside records.
    package var writesSummary = true

    /// The defaults.
    package init() {}

    /// - Parameters: What else is given to the job.
    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check(hasPrices: Bool = false) throws(JobFailure) {
      try reading.check()
      if tokenizer.name == nil, template.template != nil { throw need("--template needs --tokenizer") }
      if template.template == nil, mask != nil || trainedParts != nil {
        throw need("--mask and --train need --template")
      }
      if tokenizer.name == nil, tokenizer.pattern != nil || maxTokens != nil || epochs != nil || hasPrices {
        throw need("--pattern, --max-tokens, --epochs and --price need --tokenizer")
      }
      if let epochs, epochs < 1 { throw JobFailure("out-of-range", "--epochs takes at least 1") }
      if let maxFindings, maxFindings < 1 { throw JobFailure("out-of-range", "--max-findings takes at least 1") }
    }

    private func need(_ message: String) -> JobFailure { JobFailure("option-needs-another", message) }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// What there is to say, a line each.
    package var lines: [String]
    /// Whether the lines stand below the findings already.
    package var areWritten: Bool
    /// Whether there are findings at the threshold or above.
    package var fails: Bool
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Examples that may not also stand in the inputs, such as a validation set.
  package var references: [JobInput] = []
  /// The prices of tokens.
  package var prices: JobInput?
  /// The findings of an earlier run, as JSON Lines, which are left out.
  package var baseline: JobInput?
  /// Where the findings go.
  package var findings: JobOutput
  /// Takes the records without findings at the threshold or above.
  package var passed: JobOutput?
  /// With ``passed``: takes the other lines, as they were read.
  package var rejects: JobOutput?

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], findings: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.findings = findings
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check(hasPrices: prices != nil)
    if rejects != nil, passed == nil { throw JobFailure("option-needs-another", "--rejects needs --pass") }
    return try RecordValidation(self, context).run()
  }
}
