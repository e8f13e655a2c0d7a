import PrepBytes
import PrepRecords
import PrepTokenizers

/// What is in a tokenizer, or what becomes of texts with it and others.
package struct ShowTokenizerJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// The tokenizer; without a name the bundled one.
    package var tokenizer = TokenizerOptions()
    /// Tokenizers beside it, where texts are given.
    package var others: [String] = []
    /// Whether a JSON object is written; else lines for people.
    package var writesJSON = false
    /// How inputs are read.
    package var reading = InputOptions()
    /// How inputs are cut into documents.
    package var text = TextOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()

    /// The defaults.
    package init() {}
  }

  /// How it is done.
  package var options: Options
  /// The texts to compare on; without any, the tokenizer itself is described.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws {
    try options.text.check()
    try options.invalid.check()
    if inputs.isEmpty, !options.others.isEmpty {
      throw JobFailure("option-needs-another", "--against needs --on, the text to compare on")
    }
    let name = options.tokenizer.name ?? Tokenizer.bundledDefaultName
    let pattern = options.tokenizer.pattern
    let sink: any ByteSink
    if inputs.isEmpty {
      let description = TokenizerDescription(try NamedTokenizer.load(name, pattern: pattern, context))
      sink = try output.open()
      try sink.write(options.writesJSON ? description.json : description.text)
    } else {
      // Of several tokenizers, a pattern is for those that hold none.
      let tokenizers = try ([name] + options.others).map { name in
        if !options.others.isEmpty, let tokenizer = try? Tokenizer.resolve(name) { return tokenizer }
        return try NamedTokenizer.load(name, pattern: pattern, context)
      }
      sink = try output.open()
      let comparison = try compare(tokenizers, context)
      if options.writesJSON {
        var writer = JSONWriter()
        comparison.write(to: &writer)
        writer.newline()
        try sink.write(writer.take())
      } else {
        try sink.write(comparison.text())
      }
    }
    try sink.finish()
  }

  private func compare(_ tokenizers: [Tokenizer], _ context: JobContext) throws -> VocabularyComparison {
    let invalid = try InvalidRecords(options.invalid, context)
    var run = DocumentRun(context: context, text: options.text, reading: options.reading, invalid: invalid)
    run.tellsReading = false
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let counter = VocabularyUseCounter(tokenizers)
    var documents = 0
    for input in inputs {
      documents += try run.process(
        input, initial: (), makeState: { counter.makeWorker() }, work: { worker, text, _ in worker.add(text) },
        deliver: { _ in })
      counter.recycle()
    }
    try invalid.finish()
    return VocabularyComparison(tokenizers: tokenizers, uses: counter.result(), documents: documents)
  }
}
