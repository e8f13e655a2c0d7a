import PrepBytes
import PrepTokenizers
import PrepTokens

/// Token ids, or a token stream, back to text.
package struct DecodeJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// The tokenizer.
    package var tokenizer = TokenizerOptions()
    /// Whether the text of special tokens is written too; else they give nothing.
    package var writesSpecialTokens = false

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
    let tokenizer = try options.tokenizer.load(context)
    let sink = try output.open()
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    var summary = TokenCount(tokenizer: tokenizer.name)
    let special = Set(tokenizer.specialTokens.entries.map(\.id))
    for input in inputs {
      let opened = try DecoderInput(input)
      if let stream = opened.stream {
        summary.tokens += try decode(stream, tokenizer, sink, context)
        continue
      }
      var reader = TokenTextReader(
        source: opened.source, largestPart: tokenizer.decodesTokensAlone ? TokenTextReader.usualPart : .max)
      while let tokens = try reader.next() {
        for (index, token) in tokens.enumerated() where tokenizer.decode(token) == nil && !special.contains(token) {
          throw reader.unknownToken(token, at: index, tokenizer.name)
        }
        try sink.write(tokenizer.decodeBytes(tokens, skipSpecialTokens: !options.writesSpecialTokens))
        summary.tokens += tokens.count
        try context.advance(bytes: reader.takeByteCount(), records: 1)
      }
    }
    try sink.finish()
    context.report["tokens"] = .integer(summary.tokens)
    return summary
  }

  /// Writes the text of a token stream's documents, without padding.
  private func decode(
    _ stream: TokenStreamReader, _ tokenizer: Tokenizer, _ sink: any ByteSink, _ context: JobContext
  ) throws -> Int {
    guard stream.header.fingerprint.isEmpty || stream.header.fingerprint == tokenizer.fingerprint else {
      throw JobFailure(
        "other-tokenizer",
        "this token stream was made with \(stream.header.tokenizer), not \(tokenizer.name); set --tokenizer")
    }
    var total = 0
    while let row = try stream.next() {
      for segment in 0..<row.segmentCount {
        let tokens = Array(row.tokens[row.range(ofSegment: segment)])
        try sink.write(tokenizer.decodeBytes(tokens, skipSpecialTokens: !options.writesSpecialTokens))
        total += tokens.count
      }
      try context.advance(bytes: 0, records: row.segmentCount)
    }
    return total
  }
}
