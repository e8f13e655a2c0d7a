import PrepBytes
import PrepDiagnostics
import PrepTokenizers

/// A tokenizer held against itself: whether it gives texts back, and whether every way to encode gives the same ids.
package struct CheckTokenizerJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// The tokenizer; without a name the bundled one.
    package var tokenizer = TokenizerOptions()
    /// How inputs are read.
    package var reading = InputOptions()
    /// How inputs are cut into documents.
    package var text = TextOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()

    /// The defaults.
    package init() {}
  }

  /// What was done.
  package struct Summary: Sendable {
    /// Faults that were found.
    package var faults: Int
  }

  /// What a chunk of documents came to.
  private struct Outcome: Sendable {
    var documents = 0
    var bytes = 0
    var tokens = 0
    /// Faults, with the number of the document in the chunk.
    var faults: [(document: Int, fault: TokenizerCheck.Fault)] = []
  }

  private static let mostShown = 20

  /// How it is done.
  package var options: Options
  /// Texts that are encoded and decoded.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.text.check()
    try options.invalid.check()
    let tokenizer = try NamedTokenizer.load(
      options.tokenizer.name ?? Tokenizer.bundledDefaultName, pattern: options.tokenizer.pattern, context)
    let check = TokenizerCheck(tokenizer)
    let sink = try output.open()
    var faults = check.vocabularyFaults()
    for fault in faults.prefix(Self.mostShown) {
      try sink.write("\(tokenizer.name): \(fault.message) [\(fault.code)]".printableAtLineStart + "\n")
    }
    var total = Outcome()
    let invalid = try InvalidRecords(options.invalid, context)
    var run = DocumentRun(context: context, text: options.text, reading: options.reading, invalid: invalid)
    run.tellsReading = false
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    for input in inputs { try add(input, check, tokenizer, run, sink, to: &total) }
    try invalid.finish()
    faults += total.faults.map(\.fault)
    let unreachable = check.unreachableTokens()
    var lines = [
      "tokens\t\(tokenizer.summary.textTokens)", "special tokens\t\(tokenizer.summary.specialTokens)",
      "tokens no text becomes\t\(unreachable.count)" + (unreachable.isEmpty ? "" : "\tfirst \(unreachable[0])"),
    ]
    if !inputs.isEmpty {
      lines += ["documents\t\(total.documents)", "bytes\t\(total.bytes)", "tokens of these\t\(total.tokens)"]
    }
    lines.append("faults\t\(faults.count)")
    try sink.write(lines.map { $0 + "\n" }.joined())
    try sink.finish()
    context.report.add(faults.count, to: "faults")
    return Summary(faults: faults.count)
  }

  private func add(
    _ input: JobInput, _ check: TokenizerCheck, _ tokenizer: Tokenizer, _ run: DocumentRun, _ sink: any ByteSink,
    to total: inout Outcome
  ) throws {
    let first = total.documents
    try run.process(input, tokenizer: tokenizer, initial: Outcome()) { encoder, text, outcome in
      outcome.documents += 1
      let (tokens, fault) = check.check(text, encoder)
      outcome.bytes += text.count
      outcome.tokens += tokens
      if let fault { outcome.faults.append((outcome.documents, fault)) }
    } deliver: { outcome in
      for (document, fault) in outcome.faults where total.faults.count < Self.mostShown {
        let place = "\(input.path): document \(total.documents - first + document)"
        try sink.write("\(place): \(fault.message) [\(fault.code)]".printableAtLineStart + "\n")
        total.faults.append((document, fault))
      }
      total.documents += outcome.documents
      total.bytes += outcome.bytes
      total.tokens += outcome.tokens
    }
  }
}
