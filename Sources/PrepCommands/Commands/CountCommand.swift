import ArgumentParser
import PrepBytes
import PrepTokenizers

/// `prep count`: how many tokens texts or records have.
struct CountCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Counts tokens, as wc counts words.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions
  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let tokenizer = try tokenizerOptions.load(session)
    let sink = try output.open()
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    var run = DocumentRun(
      session: session, text: text, maxLine: input.maxLine.value, invalid: invalid)
    run.cutsTexts = tokenizer.cutsByPatternAlone && (text.bytes || invalidOptions.stopsAtOnce)
    session.progress.totalBytes = input.totalBytes
    tokenizer.expect(bytes: input.totalBytes ?? 0)
    var total = 0
    var documents = 0
    for path in input.paths {
      var count = 0
      documents += try run.process(path, tokenizer: tokenizer, initial: 0) { encoder, text, count in
        count += encoder.count(text)
      } deliver: { count += $0 }
      try sink.write(input.files.isEmpty ? "\(count)\n" : "\(count)\t\(path)\n")
      total += count
    }
    if input.files.count > 1 { try sink.write("\(total)\ttotal\n") }
    try invalid.finish()
    try sink.finish()
    session.report["tokens"] = .integer(total)
    session.summarize("\(Counted(documents, "document")), \(Counted(total, "token")) by \(tokenizer.name)")
  }
}
