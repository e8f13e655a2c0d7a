import PrepDiagnostics
import PrepPacking
import PrepTokens

/// Packs the sequences of a source into rows, one after the other.
final class PackingRun: SavableStage {
  let header: TokenStreamHeader
  private let rows: PackedSequences
  private let session: Session

  /// - Throws: ``UsageError`` when rows are to be padded and nobody says with what, and when pairs would be cut.
  init(source: any TokenSequenceSource, options: PackingOptions, session: Session) throws {
    self.session = session
    var header = source.header
    let plan = try options.plan(for: header)
    header.packedLength = plan.length
    if let padding = plan.padding { header.padding = padding.id }
    if plan.needsMask, header.loss == .all { header.loss = .mask }
    header.provenance.append("\(Version.text) pack: \(options.words)")
    self.header = header
    let job = PackingJob(plan)
    rows = PackedSequences(source, header: header, job: job)
  }

  func next() throws -> TokenSequence? {
    do { return try rows.next() } catch let overlong as OverlongDocument {
      throw Diagnostic("overlong-document", overlong.message, at: SourceLocation(file: "document \(overlong.documentID)"))
    }
  }

  func saveStage(to state: inout StageState) { rows.saveStage(to: &state) }

  func restoreStage(from state: StageState) throws { try rows.restoreStage(from: state) }

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
    if counts.repeatedTokens > 0 { session.report.add(counts.repeatedTokens, to: "repeated_tokens") }
    if counts.fillingTokens > 0 { session.report.add(counts.fillingTokens, to: "filling_tokens") }
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
