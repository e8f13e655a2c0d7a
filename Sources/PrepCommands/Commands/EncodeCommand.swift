import ArgumentParser
import PrepBytes
import PrepTokenizers

/// `prep encode`: text to token ids, a document a line.
struct EncodeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Turns text into token ids, a document a line.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions
  @OptionGroup(title: "Text") var text: TextOptions

  @Flag(help: "Write a JSON object a document.")
  var json = false

  @Flag(help: "Show the text of each token; without --json a token a line.")
  var pieces = false

  @Flag(help: "Show the bytes of the document each token covers; without --json a token a line.")
  var offsets = false

  @Flag(help: "Let special tokens in the text become their ids (default: they are text).")
  var allowSpecial = false

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let tokenizer = try tokenizerOptions.load(session)
    let sink = try output.open()
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    let run = DocumentRun(
      session: session, text: text, maxLine: input.maxLine.value, invalid: invalid)
    session.progress.totalBytes = input.totalBytes
    let form = EncodedForm(json: json, pieces: pieces, offsets: offsets)
    let policy: SpecialTokenPolicy = allowSpecial ? .allowAll : .asText
    var total = 0
    var documents = 0
    for path in input.paths {
      documents += try run.process(path, tokenizer: tokenizer, initial: EncodedText()) { encoder, text, result in
        try result.append(text, encoder, policy, form)
      } deliver: { result in
        total += result.count
        try sink.write(result.bytes)
      }
    }
    try invalid.finish()
    try sink.finish()
    session.report["tokens"] = .integer(total)
    session.summarize("\(Counted(documents, "document")), \(Counted(total, "token")) by \(tokenizer.name)")
  }
}
