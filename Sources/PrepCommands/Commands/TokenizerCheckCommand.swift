import ArgumentParser
import PrepBytes
import PrepTokenizers

/// `prep tokenizer check`: a tokenizer held against itself.
struct TokenizerCheckCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks that a tokenizer gives texts back, and that every way to encode gives the same ids.")
  static let parentNames = ["tokenizer"]

  @Argument(help: ArgumentHelp("A tokenizer's name, file or folder, or VOCAB,MERGES (default: the bundled one).", valueName: "NAME"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("A file whose texts are encoded and decoded; may be given several times.", valueName: "FILE"))
  var text: [String] = []

  @Option(help: ArgumentHelp("The split pattern, by name or as a regular expression, for a file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  @OptionGroup(title: "Text") var textOptions: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  /// What a chunk of documents came to.
  struct Outcome: Sendable {
    var documents = 0
    var bytes = 0
    var tokens = 0
    /// Faults, with the number of the document in the chunk.
    var faults: [(document: Int, fault: TokenizerCheck.Fault)] = []
  }

  private static let mostShown = 20

  func execute(_ session: Session) throws {
    let tokenizer = try Tokenizer.resolve(tokenizer ?? Tokenizer.bundledDefaultName, pattern: pattern)
    let check = TokenizerCheck(tokenizer)
    let sink = try output.open()
    var faults = check.vocabularyFaults()
    for fault in faults.prefix(Self.mostShown) { try sink.write("\(tokenizer.name): \(fault.message) [\(fault.code)]\n") }
    var total = Outcome()
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    let run = DocumentRun(session: session, text: textOptions, maxLine: 64 << 20, invalid: invalid)
    session.progress.totalBytes = InputOptions.totalBytes(of: text)
    for path in text { try add(path, check, tokenizer, run, sink, to: &total) }
    try invalid.finish()
    faults += total.faults.map(\.fault)
    let unreachable = check.unreachableTokens()
    var lines = [
      "tokens\t\(tokenizer.summary.textTokens)", "special tokens\t\(tokenizer.summary.specialTokens)",
      "tokens no text becomes\t\(unreachable.count)" + (unreachable.isEmpty ? "" : "\tfirst \(unreachable[0])"),
    ]
    if !text.isEmpty { lines += ["documents\t\(total.documents)", "bytes\t\(total.bytes)", "tokens of these\t\(total.tokens)"] }
    lines.append("faults\t\(faults.count)")
    try sink.write(lines.map { $0 + "\n" }.joined())
    try sink.finish()
    session.report.add(faults.count, to: "faults")
    if !faults.isEmpty { throw ExitStatus.findings }
  }

  private func add(
    _ path: String, _ check: TokenizerCheck, _ tokenizer: Tokenizer, _ run: DocumentRun, _ sink: any ByteSink, to total: inout Outcome
  ) throws {
    let first = total.documents
    try run.process(path, tokenizer: tokenizer, initial: Outcome()) { encoder, text, outcome in
      outcome.documents += 1
      let (tokens, fault) = check.check(text, encoder)
      outcome.bytes += text.count
      outcome.tokens += tokens
      if let fault { outcome.faults.append((outcome.documents, fault)) }
    } deliver: { outcome in
      for (document, fault) in outcome.faults where total.faults.count < Self.mostShown {
        try sink.write("\(path): document \(total.documents - first + document): \(fault.message) [\(fault.code)]\n")
        total.faults.append((document, fault))
      }
      total.documents += outcome.documents
      total.bytes += outcome.bytes
      total.tokens += outcome.tokens
    }
  }
}
