import PrepBytes
import PrepDiagnostics
import PrepTokenizers

/// A tokenizer without the tokens that some texts have no use for.
package struct PruneTokenizerJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// The tokenizer, which has a name.
    package var tokenizer = TokenizerOptions()
    /// How inputs are read.
    package var reading = InputOptions()
    /// How inputs are cut into documents.
    package var text = TextOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try text.check()
      try invalid.check()
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// How many ids there were, and are.
    package var before: Int
    package var after: Int
    /// How many ids the texts have.
    package var used: Int
  }

  /// How it is done.
  package var options: Options
  /// The texts whose tokens stay.
  package var inputs: [JobInput]
  /// Where the tokenizer goes.
  package var output: JobOutput
  /// Where the ids go that the tokens had: a line for each that they have now.
  package var map: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput, map: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
    self.map = map
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let tokenizer = try NamedTokenizer.load(
      options.tokenizer.name ?? Tokenizer.bundledDefaultName, pattern: options.tokenizer.pattern, context)
    if inputs.contains(where: { $0.path == "-" }) {
      throw JobFailure("no-file", "--keep-on takes files, which are read twice")
    }
    let sink = try output.open()
    let mapSink = try map.open()
    var used: Set<UInt32> = []
    try read(context) {
      let encoder = tokenizer.makeEncoder()
      encoder.notesTriedTokens()
      return encoder
    } work: { (encoder: Encoder, text, found: inout Set<UInt32>) in
      var tokens: [UInt32] = []
      try encoder.encode(text, into: &tokens)
      found.formUnion(tokens)
      found.formUnion(encoder.triedTokens)
    } deliver: {
      used.formUnion($0)
    }
    let pruned = try PrunedTokenizer(tokenizer, keeping: used)
    try verify(pruned, tokenizer, context)
    try sink.write(pruned.file)
    try mapSink.write(pruned.oldIDs.map { "\($0)\n" }.joined())
    try sink.finish()
    try mapSink.finish()
    context.report.add(pruned.oldIDs.count, to: "vocabulary_size")
    return Summary(before: tokenizer.vocabularySize, after: pruned.oldIDs.count, used: used.count)
  }

  /// Encodes all texts anew, which have to have the same tokens under their new ids.
  private func verify(_ pruned: PrunedTokenizer, _ tokenizer: Tokenizer, _ context: JobContext) throws {
    let small = try Tokenizer(tokenizerJSON: pruned.file, name: tokenizer.name)
    let old = pruned.oldIDs
    var differing = 0
    try read(context) {
      (tokenizer.makeEncoder(), small.makeEncoder())
    } work: { (encoders: (Encoder, Encoder), text, count: inout Set<Int>) in
      var tokens: [UInt32] = []
      var again: [UInt32] = []
      try encoders.0.encode(text, into: &tokens)
      try encoders.1.encode(text, into: &again)
      if again.map({ old[Int($0)] }) != tokens { count.insert(count.count) }
    } deliver: {
      differing += $0.count
    }
    if differing > 0 {
      throw JobFailure(
        "not-the-same", "\(Counted(differing, "text")) would have other tokens without those that are not used")
    }
  }

  /// Does something with every text.
  private func read<State, Element: Sendable & Hashable>(
    _ context: JobContext, makeState: @escaping @Sendable () -> State,
    work: @escaping @Sendable (State, UnsafeBufferPointer<UInt8>, inout Set<Element>) throws -> Void,
    deliver: (Set<Element>) -> Void
  ) throws {
    let invalid = try InvalidRecords(options.invalid, context)
    var run = DocumentRun(context: context, text: options.text, reading: options.reading, invalid: invalid)
    run.tellsReading = false
    for input in inputs {
      try run.process(input, initial: Set<Element>(), makeState: makeState, work: work, deliver: deliver)
    }
    try invalid.finish()
  }
}
