import PrepDiagnostics
import PrepExporting
import PrepTokens

/// Shard sets and token streams in the formats of other trainers.
package struct ExportJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// The format.
    package var format: ExportFormat
    /// What the names of the files begin with.
    package var prefix: String
    /// The type of the ids; nil is what the format's own tools would take.
    package var idType: ExportedIDType?
    /// Whose columns are written; nil where the format has its own words.
    package var trainer: ExportTrainer?
    /// The most tokens of a file, where a format has a limit.
    package var fileTokens = (1 << 31) - 1
    /// Whether masks, weights and labels that the format cannot say are left out, and parts of documents that stand
    /// apart written as documents; else each is an error.
    package var allowsLoss = false

    /// The defaults, for a format.
    package init(format: ExportFormat, prefix: String) {
      self.format = format
      self.prefix = prefix
    }

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      if let idType, !format.idTypes.contains(idType) {
        throw JobFailure("other-id-type", "the format \(format.rawValue) has no ids of the type \(idType.rawValue)")
      }
      if trainer == nil, format.hasColumns {
        throw JobFailure(
          "option-needs-another", "--to \(format.rawValue) needs --for: the columns are those that a trainer reads")
      }
      if trainer != nil, !format.hasColumns, format != .jsonl {
        throw JobFailure(
          "options-exclude-each-other", "--for is for --to parquet, arrow and jsonl, whose columns it names")
      }
      if !(1..<1 << 31).contains(fileTokens) {
        throw JobFailure("out-of-range", "--file-tokens takes a number from 1 to 2147483647")
      }
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// All that was counted.
    package var counts: TokenExporter.Counts
    /// Parts of documents that became documents of their own.
    package var loneParts = 0
  }

  /// How it is done.
  package var options: Options
  /// Shard sets or token streams.
  package var inputs: [JobInput]

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput]) {
    self.options = options
    self.inputs = inputs
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    guard let firstInput = inputs.first else { throw JobFailure("no-input", "there is nothing to export") }
    var source = try TokenSources.open(firstInput)
    let first = source.header
    try check(first, nil, firstInput)
    var settings = TokenExporter.Options()
    settings.idType = options.idType
    settings.largestFile = options.fileTokens
    settings.trainer = options.trainer
    let exporter = try TokenExporter(options.format, prefix: options.prefix, header: first, options: settings)
    var joiner = DocumentJoiner(first, takesParts: options.allowsLoss)
    func write(_ document: TokenSequence) throws {
      try exporter.add(document)
      try refuseLoss(exporter.counts)
    }
    for (number, input) in inputs.enumerated() {
      if number > 0 {
        source = try TokenSources.open(input)
        try check(source.header, first, input)
        joiner.beginInput(source.header)
      }
      while let row = try source.next() {
        try context.advance(tokensOf: row)
        if exporter.takesRows {
          try write(row)
          continue
        }
        do { for segment in row.segments(first.columns) { try joiner.add(segment, write) } } catch let cut
          as CutDocument
        {
          throw Self.refusal(of: cut, input)
        }
      }
      do { try joiner.endInput(write) } catch let cut as CutDocument { throw Self.refusal(of: cut, input) }
    }
    try exporter.finish()
    count(exporter.counts, into: &context.report)
    if joiner.loneParts > 0 { context.report.add(joiner.loneParts, to: "lone_parts") }
    return Summary(counts: exporter.counts, loneParts: joiner.loneParts)
  }

  private static func refusal(of cut: CutDocument, _ input: JobInput) -> Diagnostic {
    var hint = ""
    if case .missing = cut.reason {
      hint = " (pack drops rows without trained tokens, unless --on-empty keep)"
    }
    return Diagnostic(
      "cut-documents",
      "document \(cut.documentID) \(cut.message)\(hint); export the tokens before they are packed, or take parts for documents "
        + "with --allow-loss",
      at: SourceLocation(file: input.name))
  }

  /// - Throws: ``JobFailure`` where the format cannot say what the tokens have.
  private func refuseLoss(_ counts: TokenExporter.Counts) throws(JobFailure) {
    if options.allowsLoss { return }
    let format = options.format.rawValue
    if counts.lostLoss > 0 {
      throw JobFailure(
        "loss-not-carried",
        "\(format) stores no loss mask or weights, and all tokens would be trained at full weight; "
          + "\(options.format.carriesMask ? "npy, raw and jsonl" : "npy, raw, datatrove and jsonl") can, and "
          + "--allow-loss leaves it out")
    }
    if counts.lostLabels > 0 {
      throw JobFailure(
        "labels-not-carried",
        "\(format) stores no desirable/undesirable labels; export to jsonl, or drop them with --allow-loss")
    }
  }

  /// Holds a stream against what the format can carry, and against the first one.
  private func check(_ header: TokenStreamHeader, _ first: TokenStreamHeader?, _ input: JobInput) throws {
    let format = options.format
    if header.hasRejected, !format.carriesPairs || options.trainer != nil {
      let place = options.trainer.map { "columns of \($0.rawValue) hold" } ?? "format \(format.rawValue) holds"
      throw JobFailure("pairs-not-carried", "the \(place) no preference pairs; jsonl without --for does")
    }
    if !header.columns.isEmpty, !format.carriesColumns(for: options.trainer), !options.allowsLoss {
      throw JobFailure(
        "columns-not-carried",
        "the tokens have columns besides (\(header.columns.map(\.name).joined(separator: ", "))), which would be lost; "
          + "--for transformers, npy, raw and jsonl without --for write them, and --allow-loss leaves them out")
    }
    let type = options.idType ?? format.idType(vocabularySize: header.vocabularySize)
    if !type.holds(vocabularySize: header.vocabularySize) {
      throw JobFailure(
        "other-id-type", "a vocabulary of \(header.vocabularySize) ids does not fit into \(type.rawValue)")
    }
    guard let first else { return }
    if header.fingerprint != first.fingerprint || header.vocabularySize != first.vocabularySize
      || header.loss != first.loss
      || header.hasRejected != first.hasRejected || header.hasDocumentLabels != first.hasDocumentLabels
      || header.columns != first.columns
    {
      throw Diagnostic(
        "other-token-stream", "the tokens are of another tokenizer or have other columns than those before",
        at: SourceLocation(file: input.name))
    }
  }

  private func count(_ counts: TokenExporter.Counts, into report: inout JobReport) {
    report.add(counts.documents, to: "documents")
    report.add(counts.tokens, to: "tokens")
    report.add(counts.lostLoss, to: "lost_loss_tokens")
    report.add(counts.emptyDocuments, to: "empty_documents")
    report.add(counts.lostLabels, to: "lost_labels")
  }
}
