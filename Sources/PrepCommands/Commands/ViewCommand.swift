import ArgumentParser
import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepTokenizers
import PrepTokens

/// `prep view`: a token stream or a shard set as JSON Lines.
struct ViewCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "view", abstract: "Shows a token stream or a shard set as JSON Lines.")

  @Argument(help: ArgumentHelp("Token streams or shard sets (directories); none or '-' is standard input.", valueName: "FILE"))
  var paths: [String] = []

  @Flag(help: "Add the text of every document, and which parts of it are learnt.")
  var decode = false

  @Flag(help: "Add labels: the ids of what is learnt, and -100 for everything else.")
  var labels = false

  @Option(help: ArgumentHelp("Also write the rows as a page for a browser, every token with its weight.", valueName: "FILE"))
  var html: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("The records that the tokens were made from: say which line each document is. May be given several times.", valueName: "FILE"))
  var source: [String] = []

  @Option(help: ArgumentHelp("The most rows to show.", valueName: "N"))
  var limit: Quantity?

  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let sink = try output.open()
    let lines = source.isEmpty ? nil : try SourceLines(source)
    let page = try html.map { try TokenPage(OutputFile.open($0), lines) }
    var left = limit?.value ?? .max
    var rows = 0
    for path in paths.isEmpty ? ["-"] : paths {
      let source = try TokenSources.open(path)
      let tokenizer = html != nil || decode ? try tokenizer(for: source.header) : nil
      let decoder = decode ? tokenizer.map { DocumentDecoder($0, header: source.header, lines: lines) } : nil
      let screen = decode && showsOnTerminal ? tokenizer.map { TokenScreen($0, lines) } : nil
      var writer = JSONWriter()
      var isFirst = true
      while left > 0, let row = try source.next() {
        left -= 1
        rows += 1
        if let tokenizer { try page?.add(row, header: source.header, tokenizer) }
        if let screen {
          try sink.write(screen.text(of: row))
          continue
        }
        writer.beginObject()
        TokenSequenceJSON.writeMembers(of: row, to: &writer)
        if labels { TokenSequenceJSON.writeLabels(of: row, to: &writer) }
        if let decoder {
          decoder.writeMembers(of: row, to: &writer)
        } else if isFirst {
          TokenSequenceJSON.writeMember(source.header, to: &writer)
        }
        writer.endObject()
        writer.newline()
        try sink.write(writer.bytes)
        writer.removeAll()
        isFirst = false
      }
    }
    try sink.finish()
    try page?.finish()
    session.report.add(rows, to: "rows")
    session.summarize(Counted(rows, "row").description)
  }

  /// Whether people look at the output, and want colours.
  private var showsOnTerminal: Bool { (output.output ?? "-") == "-" && Console.standardOutputTakesColor }

  /// The tokenizer asked for, or the one that the header names; either has to be the one the tokens are of.
  private func tokenizer(for header: TokenStreamHeader) throws -> Tokenizer {
    if header.tokenizer.isEmpty, tokenizerOptions.tokenizer == nil {
      throw UsageError("the tokens do not say which tokenizer they are of: name it with --tokenizer")
    }
    let tokenizer =
      try tokenizerOptions.tokenizer.map { try Tokenizer.resolve($0, pattern: tokenizerOptions.pattern) }
      ?? Tokenizer.named(header.tokenizer)
    guard header.fingerprint.isEmpty || tokenizer.fingerprint == header.fingerprint else {
      throw UsageError(
        "the tokens are of \(header.tokenizer), and \(tokenizer.name) has another fingerprint; name the right one with --tokenizer")
    }
    return tokenizer
  }
}
