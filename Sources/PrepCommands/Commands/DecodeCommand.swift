import ArgumentParser
import PrepBytes
import PrepCodecs
import PrepTokenizers

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
      var reader = TokenTextReader(source: try openInput(path: path))
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

  private func check(_ tokens: [UInt32], _ tokenizer: Tokenizer, _ reader: TokenTextReader) throws {
    let special = Set(tokenizer.specialTokens.entries.map(\.id))
    for (index, token) in tokens.enumerated()
    where tokenizer.decode(token) == nil && !special.contains(token) {
      throw reader.unknownToken(token, at: index, tokenizer.name)
    }
  }
}
