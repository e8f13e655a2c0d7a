import PrepExamples
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// Examples to a token stream.
package struct TokenizeJob: Job {
  package struct Options: Sendable {
    package var reading = InputOptions()
    package var tokenizer = TokenizerOptions()
    package var examples = ExampleOptions()
    package var template = TemplateOptions()
    package var ends = SequenceEndOptions()
    package var learning = LearningOptions()
    /// What becomes of a token across the end of a prompt.
    package var boundary: TokenizingOptions.Boundary = .joint
    /// Whether special tokens in the text become their ids; else they are text.
    package var allowsSpecialTokens = false
    /// The part of a job that is done; nil is the whole. The inputs of a part are files.
    package var part: InputPart?
    package var invalid = InvalidOptions()

    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
    }
  }

  /// What was made.
  package struct Summary: Sendable {
    package var counts: TokenizingCounts
    /// The shape of the examples; text where there are none.
    package var shape: ExampleShape
    /// The name of the tokenizer.
    package var tokenizer: String
  }

  package var options: Options
  package var inputs: [JobInput]
  package var output: JobOutput
  /// Whether the text twin of the stream is written, JSON Lines.
  package var writesText: Bool

  package init(_ options: Options, inputs: [JobInput], output: JobOutput, writesText: Bool = false) {
    self.options = options
    self.inputs = inputs
    self.output = output
    self.writesText = writesText
  }

  package func execute(_ context: JobContext) throws -> Summary {
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
