import ArgumentParser
import PrepBytes
import PrepCodecs
import PrepTokenizers
import PrepTokens

/// `prep decode`: token ids back to text.
struct DecodeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Turns token ids, or a token stream, back into text.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions

  @Flag(help: "Write the text of special tokens too (default: they give nothing).")
  var special = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let tokenizer = try tokenizerOptions.load(session)
    let sink = try output.open()
    session.progress.totalBytes = input.totalBytes
    var total = 0
    for path in input.paths {
      let input = try DecoderInput(path: path)
      if let stream = input.stream {
        total += try decode(stream, tokenizer, sink, session)
        continue
      }
      var reader = TokenTextReader(source: input.source)
      while let tokens = try reader.next() {
        try check(tokens, tokenizer, reader)
        try sink.write(tokenizer.decodeBytes(tokens, skipSpecialTokens: !special))
        total += tokens.count
        session.progress.advance(bytes: reader.takeByteCount(), records: 1)
      }
    }
    try sink.finish()
    session.report["tokens"] = .integer(total)
    session.summarize("\(Counted(total, "token")) by \(tokenizer.name)")
  }

  /// Writes the text of a token stream's documents, without padding.
  private func decode(
    _ stream: TokenStreamReader, _ tokenizer: Tokenizer, _ sink: any ByteSink, _ session: Session
  ) throws -> Int {
    guard stream.header.fingerprint.isEmpty || stream.header.fingerprint == tokenizer.fingerprint else {
      throw UsageError("the token stream is of \(stream.header.tokenizer), not of \(tokenizer.name); name it with --tokenizer")
    }
    var total = 0
    while let row = try stream.next() {
      for segment in 0..<row.segmentCount {
        let tokens = Array(row.tokens[row.range(ofSegment: segment)])
        try sink.write(tokenizer.decodeBytes(tokens, skipSpecialTokens: !special))
        total += tokens.count
      }
      session.progress.advance(bytes: 0, records: row.segmentCount)
    }
    return total
  }

  private func check(_ tokens: [UInt32], _ tokenizer: Tokenizer, _ reader: TokenTextReader) throws {
    let special = Set(tokenizer.specialTokens.entries.map(\.id))
    for (index, token) in tokens.enumerated()
    where tokenizer.decode(token) == nil && !special.contains(token) {
      throw reader.unknownToken(token, at: index, tokenizer.name)
    }
  }
}
