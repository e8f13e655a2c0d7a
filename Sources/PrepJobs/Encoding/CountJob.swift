import PrepBytes
import PrepDiagnostics
import PrepTokenizers

/// How many tokens texts or records have.
package struct CountJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// The tokenizer.
    package var tokenizer = TokenizerOptions()
    /// Merges that are left out by chance.
    package var dropout = DropoutOptions()
    /// How inputs are cut into documents.
    package var text = TextOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// Whether special tokens in the text count as one; else they are text.
    package var allowsSpecialTokens = false
    /// Whether texts with something that has no token are bad data; else it is left out.
    package var isStrict = false
    /// Whether each count stands beside the name of its input, with a total below several.
    package var namesInputs = true

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try text.check()
      try invalid.check()
    }
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> TokenCount {
    try options.check()
    let tokenizer = try options.dropout.apply(to: options.tokenizer.load(context))
    let sink = try output.open()
    let invalid = try InvalidRecords(options.invalid, context)
    var run = DocumentRun(context: context, text: options.text, reading: options.reading, invalid: invalid)
    let policy: SpecialTokenPolicy = options.allowsSpecialTokens ? .allowAll : .asText
    run.cutsTexts =
      policy == .asText && tokenizer.cutsByPatternAlone && !options.isStrict
      && (options.text.acceptsBytes || options.invalid.stopsAtOnce)
    let stored = JobInput.storedBytes(of: inputs)
    context.expect(bytes: stored)
    tokenizer.expect(bytes: stored ?? 0)
    var summary = TokenCount(tokenizer: tokenizer.name)
    let objection = NamedTokenizer.objection(
      options.isStrict, tokenizer, allowsSpecialTokens: options.allowsSpecialTokens)
    let inputs = try run.part(of: inputs)
    for input in inputs {
      var count = 0
      summary.documents += try run.process(input, tokenizer: tokenizer, initial: 0, objection: objection) {
        encoder, text, count in
        count += try encoder.count(text, specialTokens: policy)
      } deliver: {
        count += $0
      }
      try sink.write(options.namesInputs ? "\(count)\t\(input.path.printable)\n" : "\(count)\n")
      summary.tokens += count
    }
    if options.namesInputs, inputs.count > 1 { try sink.write("\(summary.tokens)\ttotal\n") }
    try invalid.finish()
    try sink.finish()
    if !options.isStrict { NamedTokenizer.tellLostText(tokenizer, context) }
    context.report["tokens"] = .integer(summary.tokens)
    return summary
  }
}

/// How many tokens there were, and by which tokenizer.
package struct TokenCount: Sendable {
  /// How many documents there are.
  package var documents = 0
  /// How many tokens there are.
  package var tokens = 0
  /// The name of the tokenizer.
  package var tokenizer: String
}
