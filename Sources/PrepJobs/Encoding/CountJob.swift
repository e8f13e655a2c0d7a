import PrepBytes
import PrepDiagnostics
import PrepTokenizers

/// How many tokens texts or records have.
package struct CountJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How texts become tokens.
    package var encoding = EncodingOptions()
    /// Whether each count stands beside the name of its input, with a total below several.
    package var namesInputs = true

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
    run.cutTexts()
    let sink = try output.open()
    let policy = run.specialTokens
    let inputs = try run.expected(inputs)
    for input in inputs {
      let before = run.total.tokens
      try run.process(input, initial: 0) { encoder, text, count in
        count += try encoder.count(text, specialTokens: policy)
      } deliver: { count, total in
        total.tokens += count
      }
      let count = run.total.tokens - before
      try sink.write(options.namesInputs ? "\(count)\t\(input.path.printable)\n" : "\(count)\n")
    }
    if options.namesInputs, inputs.count > 1 { try sink.write("\(run.total.tokens)\ttotal\n") }
    return try run.finish(sink)
  }
}
