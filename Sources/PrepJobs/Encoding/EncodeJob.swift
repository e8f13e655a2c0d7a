import PrepBytes
import PrepTokenizers

/// Text to token ids, a document a line.
package struct EncodeJob: Job {
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
    /// How a document is written.
    package var form = EncodedForm()
    /// Whether special tokens in the text become their ids; else they are text.
    package var allowsSpecialTokens = false
    /// Whether texts with something that has no token are bad data; else it is left out.
    package var isStrict = false

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
    let run = DocumentRun(context: context, text: options.text, reading: options.reading, invalid: invalid)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let form = options.form
    let policy: SpecialTokenPolicy = options.allowsSpecialTokens ? .allowAll : .asText
    var summary = TokenCount(tokenizer: tokenizer.name)
    let objection = NamedTokenizer.objection(
      options.isStrict, tokenizer, allowsSpecialTokens: options.allowsSpecialTokens)
    for input in try run.part(of: inputs) {
      summary.documents += try run.process(input, tokenizer: tokenizer, initial: EncodedText(), objection: objection) {
        encoder, text, result in
        try result.append(text, encoder, policy, form)
      } deliver: { result in
        summary.tokens += result.count
        try sink.write(result.bytes)
      }
    }
    try invalid.finish()
    try sink.finish()
    if !options.isStrict { NamedTokenizer.tellLostText(tokenizer, context) }
    context.report["tokens"] = .integer(summary.tokens)
    return summary
  }
}
