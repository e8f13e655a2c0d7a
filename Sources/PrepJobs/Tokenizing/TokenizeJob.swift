import PrepExamples
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// Examples to a token stream.
public struct TokenizeJob: Job {
  /// How it is done; the defaults are those of the command.
  public struct Options: Sendable {
    /// How inputs are read.
    public var reading = InputOptions()
    /// The tokenizer.
    public var tokenizer = TokenizerOptions()
    /// Merges that are left out by chance.
    public var dropout = DropoutOptions()
    /// What the examples are.
    public var examples = ExampleOptions()
    /// How conversations look.
    public var template = TemplateOptions()
    /// The tokens that begin and end every example.
    public var ends = SequenceEndOptions()
    /// Which tokens are learnt.
    public var learning = LearningOptions()
    /// How classes become numbers.
    public var classes = ClassOptions()
    /// How words, stretches and answers become numbers.
    public var words = WordOptions()
    /// What becomes of a token across the end of a prompt.
    public var boundary: TokenizingOptions.Boundary = .joint
    /// Whether special tokens in the text become their ids; else they are text.
    public var allowsSpecialTokens = false
    /// Whether examples with text that has no token are bad data; else it is left out.
    public var isStrict = false
    /// Whether a column says which part of its turn each token is.
    public var tellsParts = false
    /// What becomes of bad records.
    public var invalid = InvalidOptions()

    /// The defaults.
    public init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    public func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
    }
  }

  /// What was made.
  public struct Summary: Sendable {
    /// All that was counted.
    public var counts: TokenizingCounts
    /// The shape of the examples; text where there are none.
    public var shape: ExampleShape
    /// The name of the tokenizer.
    public var tokenizer: String
  }

  /// How it is done.
  public var options: Options
  /// What is read, in order.
  public var inputs: [JobInput]
  /// Where the result goes.
  public var output: JobOutput
  /// Whether the text twin of the stream is written, JSON Lines.
  public var writesText: Bool

  /// A job, ready to be run.
  public init(_ options: Options, inputs: [JobInput], output: JobOutput, writesText: Bool = false) {
    self.options = options
    self.inputs = inputs
    self.output = output
    self.writesText = writesText
  }

  public func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let sink = try output.open()
    let invalid = try InvalidRecords(options.invalid, context)
    let source = try TokenizedInputs(
      options, inputs, try options.tokenizer.load(context, fingerprintsEarly: true), invalid, context)
    let writer = try TokenSink.open(sink, header: source.run.header, isText: writesText)
    while let sequence = try source.run.next() { try writer.write(sequence) }
    try invalid.finish()
    try source.refuseUnmatchedNames(options, inputs, context)
    try writer.finish()
    source.count(into: &context.report)
    source.tellLostText(context)
    return source.summary
  }
}
