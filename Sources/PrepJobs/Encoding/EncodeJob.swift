import PrepBytes
import PrepTokenizers

/// Text to token ids, a document a line.
package struct EncodeJob: Job {
  package struct Options: Sendable {
    package var reading = InputOptions()
    package var tokenizer = TokenizerOptions()
    package var text = TextOptions()
    package var invalid = InvalidOptions()
    /// How a document is written.
    package var form = EncodedForm()
    /// Whether special tokens in the text become their ids; else they are text.
    package var allowsSpecialTokens = false

    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try text.check()
      try invalid.check()
      if form.offsets || form.pieces, allowsSpecialTokens {
        throw JobFailure("options-exclude-each-other", "--allow-special cannot be combined with --pieces or --offsets")
      }
    }
  }

  package var options: Options
  package var inputs: [JobInput]
  package var output: JobOutput

  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> TokenCount {
    try options.check()
    let tokenizer = try options.tokenizer.load(context)
    let sink = try output.open()
    let invalid = try InvalidRecords(options.invalid, context)
    let run = DocumentRun(context: context, text: options.text, longestLine: options.reading.longestLine, invalid: invalid)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let form = options.form
    let policy: SpecialTokenPolicy = options.allowsSpecialTokens ? .allowAll : .asText
    var summary = TokenCount(tokenizer: tokenizer.name)
    for input in inputs {
      summary.documents += try run.process(input, tokenizer: tokenizer, initial: EncodedText()) { encoder, text, result in
        try result.append(text, encoder, policy, form)
      } deliver: { result in
        summary.tokens += result.count
        try sink.write(result.bytes)
      }
    }
    try invalid.finish()
    try sink.finish()
    context.report["tokens"] = .integer(summary.tokens)
    return summary
  }
}
