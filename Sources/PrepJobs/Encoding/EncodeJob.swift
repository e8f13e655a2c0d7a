import PrepBytes
import PrepTokenizers

/// Text to token ids, a document a line.
package struct EncodeJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How texts become tokens.
    package var encoding = EncodingOptions()
    /// How a document is written.
    package var form = EncodedForm()

    /// The defaults.
    package init() {}
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
    var run = try EncodingRun(options.encoding, context)
    let sink = try output.open()
    let (form, policy) = (options.form, run.specialTokens)
    for input in try run.expected(inputs) {
      try run.process(input, initial: EncodedText()) { encoder, text, result in
        try result.append(text, encoder, policy, form)
      } deliver: { result, total in
        total.tokens += result.count
        try sink.write(result.bytes)
      }
    }
    return try run.finish(sink)
  }
}
