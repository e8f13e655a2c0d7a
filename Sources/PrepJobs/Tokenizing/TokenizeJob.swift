import PrepExamples
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// Examples to a token stream.
public struct TokenizeJob: Job {
  /// How it is done; the defaults are those of the command.
  public struct Options: Sendable {
    public var reading = InputOptions()
    public var tokenizer = TokenizerOptions()
    public var examples = ExampleOptions()
    public var template = TemplateOptions()
    public var ends = SequenceEndOptions()
    public var learning = LearningOptions()
    /// What becomes of a token across the end of a prompt.
    public var boundary: TokenizingOptions.Boundary = .joint
    /// Whether special tokens in the text become their ids; else they are text.
    public var allowsSpecialTokens = false
    /// The part of a job that is done; nil is the whole. The inputs of a part are files.
    public var part: InputPart?
    public var invalid = InvalidOptions()

    public init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    public func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
    }
  }

  /// What was made.
  public struct Summary: Sendable {
    public var counts: TokenizingCounts
    /// The shape of the examples; text where there are none.
    public var shape: ExampleShape
    /// The name of the tokenizer.
    public var tokenizer: String
  }

  public var options: Options
  public var inputs: [JobInput]
  public var output: JobOutput
  /// Whether the text twin of the stream is written, JSON Lines.
  public var writesText: Bool

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
    let source = try TokenizedInputs(options, inputs, try options.tokenizer.load(context, fingerprintsEarly: true), invalid, context)
    let writer = try TokenSink.open(sink, header: source.run.header, isText: writesText)
    while let sequence = try source.run.next() { try writer.write(sequence) }
    try invalid.finish()
    try writer.finish()
    source.count(into: &context.report)
    return source.summary
  }
}
