import PrepDiagnostics
import PrepPacking
import PrepTokens

/// Packs the sequences of a source into rows, one after the other.
final class PackingRun: TokenSequenceSource {
  let header: TokenStreamHeader
  private let rows: PackedSequences
  private let session: Session

  /// - Throws: ``UsageError`` when rows are to be padded and nobody says with what, and when pairs would be cut.
  init(source: any TokenSequenceSource, options: PackingOptions, session: Session) throws {
    self.session = session
    let length = options.length.value
    var header = source.header
    if header.hasRejected, options.strategy == .wrap {
      throw UsageError("--strategy wrap cuts documents, and preference pairs cannot be cut; take another strategy")
    }
    header.packedLength = length
    if options.boundaryMask, header.loss == .all { header.loss = .mask }
    var words = "\(Version.text) pack: length \(length), \(options.strategy.rawValue), overflow \(options.overflow.rawValue)"
    var padding: (side: PaddingSide, id: UInt32)?
    if let side = options.pad {
      guard let id = options.padID ?? header.padding else {
        throw UsageError("the vocabulary has no token for padding: name one with --pad-id")
      }
      guard id < header.vocabularySize else {
        throw UsageError("--pad-id \(id) is beyond the vocabulary of \(header.vocabularySize) ids")
      }
      padding = (side, id)
      header.padding = id
      words += ", padded \(side.rawValue)"
    }
    if options.boundaryMask { words += ", boundaries masked" }
    if options.strategy == .window { words += ", seed \(options.seed)" }
    header.provenance.append(words)
    self.header = header
    let job = PackingJob(
      length: length, strategy: options.strategy, overflow: options.overflow, seed: options.seed, padding: padding,
      masksBoundaries: options.boundaryMask)
    rows = PackedSequences(source, header: header, job: job)
  }

  func next() throws -> TokenSequence? {
    do { return try rows.next() } catch let overlong as OverlongDocument {
      throw Diagnostic("overlong-document", overlong.message, at: SourceLocation(file: "document \(overlong.documentID)"))
    }
  }

  /// Puts the counts into the report and says them in a line.
  func summarize() {
    let counts = rows.counts
    session.report.add(counts.documents, to: "documents")
    session.report.add(counts.tokens, to: "tokens")
    session.report.add(counts.rows, to: "rows")
    session.report.add(counts.capacity, to: "capacity")
    session.report.add(counts.paddedTokens, to: "padding_tokens")
    session.report.add(counts.cutDocuments, to: "cut_documents")
    session.report.add(counts.droppedDocuments, to: "dropped_documents")
    session.report.add(counts.droppedTokens, to: "dropped_tokens")
    var line = "\(Counted(counts.documents, "document")), \(Counted(counts.tokens, "token")) in \(Counted(counts.rows, "row"))"
    line += ", \(Self.hundredths(counts.emptyPercent)) % empty"
    if counts.cutDocuments > 0 { line += ", \(Counted(counts.cutDocuments, "document")) cut" }
    if counts.droppedDocuments > 0 { line += ", \(Counted(counts.droppedDocuments, "document")) dropped" }
    if counts.droppedTokens > 0 { line += ", \(Counted(counts.droppedTokens, "token")) lost" }
    session.summarize(line)
  }

  private static func hundredths(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
