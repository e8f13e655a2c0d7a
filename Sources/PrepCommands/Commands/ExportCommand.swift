import ArgumentParser
import PrepDiagnostics
import PrepExporting
import PrepTokens

/// `prep export`: shard sets and token streams in the formats of other trainers.
struct ExportCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes documents in the formats of other trainers.")

  @Argument(help: ArgumentHelp("Shard sets (directories) or token streams; none or '-' is standard input.", valueName: "FILE"))
  var paths: [String] = []

  @Option(name: .customLong("to"), help: "The format.")
  var format: ExportFormat

  @Option(name: .shortAndLong, help: ArgumentHelp("What the names of the files begin with.", valueName: "PREFIX"))
  var output: String

  @Option(name: .customLong("dtype"), help: "The type of the ids (default: what the format's own tools would take).")
  var idType: ExportedIDType?

  @Option(help: ArgumentHelp("For llmc: the most tokens of a file.", valueName: "N"))
  var fileTokens: Quantity = Quantity((1 << 31) - 1)

  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws {
    if let idType, !format.idTypes.contains(idType) {
      throw ValidationError("the format \(format.rawValue) has no ids of the type \(idType.rawValue)")
    }
    if !(1..<1 << 31).contains(fileTokens.value) { throw ValidationError("--file-tokens takes a number from 1 to 2147483647") }
  }

  func execute(_ session: Session) throws {
    var exporter: TokenExporter?
    var first: TokenStreamHeader?
    for path in paths.isEmpty ? ["-"] : paths {
      let source = try TokenSources.open(path)
      try check(source.header, first, path)
      first = first ?? source.header
      if exporter == nil {
        var options = TokenExporter.Options()
        options.idType = idType
        options.largestFile = fileTokens.value
        exporter = try TokenExporter(format, prefix: output, header: source.header, options: options)
      }
      while let row = try source.next() { try exporter?.add(row) }
    }
    guard let exporter else { return }
    try exporter.finish()
    summarize(exporter.counts, session)
  }

  /// Holds a stream against what the format can carry, and against the first one.
  private func check(_ header: TokenStreamHeader, _ first: TokenStreamHeader?, _ path: String) throws {
    if header.hasRejected, !format.carriesPairs {
      throw UsageError("the format \(format.rawValue) holds no preference pairs; jsonl does")
    }
    let type = idType ?? format.idType(vocabularySize: header.vocabularySize)
    if !type.holds(vocabularySize: header.vocabularySize) {
      throw UsageError("a vocabulary of \(header.vocabularySize) ids does not fit into \(type.rawValue)")
    }
    guard let first else { return }
    if header.fingerprint != first.fingerprint || header.vocabularySize != first.vocabularySize || header.loss != first.loss
      || header.hasRejected != first.hasRejected || header.hasDocumentLabels != first.hasDocumentLabels
    {
      throw Diagnostic(
        "other-token-stream", "the tokens are of another tokenizer or have other columns than those before",
        at: SourceLocation(file: path == "-" ? "<stdin>" : path))
    }
  }

  private func summarize(_ counts: TokenExporter.Counts, _ session: Session) {
    session.report.add(counts.documents, to: "documents")
    session.report.add(counts.tokens, to: "tokens")
    session.report.add(counts.lostLoss, to: "lost_loss_tokens")
    session.report.add(counts.emptyDocuments, to: "empty_documents")
    if counts.lostLoss > 0 {
      session.console.say(
        "\(Counted(counts.lostLoss, "token")) that \(counts.lostLoss == 1 ? "is" : "are") not learnt, or with a weight, will be learnt like all others: the format \(format.rawValue) cannot say so")
    }
    session.report.add(counts.lostLabels, to: "lost_labels")
    if counts.lostLabels > 0 {
      session.console.say(
        "whether \(Counted(counts.lostLabels, "document")) \(counts.lostLabels == 1 ? "was" : "were") liked is left out: the format \(format.rawValue) cannot say so")
    }
    var line = "\(Counted(counts.documents, "document")), \(Counted(counts.tokens, "token")) as \(format.rawValue) in \(output)"
    if counts.emptyDocuments > 0 { line += "; \(Counted(counts.emptyDocuments, "empty document")) left out" }
    session.summarize(line)
  }
}

extension ExportFormat: ExpressibleByArgument {}
extension ExportedIDType: ExpressibleByArgument {}
