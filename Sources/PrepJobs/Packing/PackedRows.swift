import PrepDiagnostics
import PrepPacking
import PrepTokens

/// The rows that the sequences of a source are packed into, one after the other.
final class PackedRows: SavableStage {
  let header: TokenStreamHeader
  private let rows: PackedSequences

  /// - Throws: ``JobFailure`` when rows are to be padded and nobody says with what, and when pairs would be cut.
  init(of source: any TokenSequenceSource, _ options: PackingOptions) throws {
    var header = source.header
    let plan = try options.plan(for: header)
    header.packedLength = plan.length
    if let id = plan.padding?.id ?? plan.documentMultiple?.id { header.padding = id }
    if plan.needsMask, header.loss == .all { header.loss = .mask }
    header.provenance.append("\(Version.text) pack: \(options.words)")
    self.header = header
    rows = PackedSequences(source, header: header, job: PackingJob(plan))
  }

  func next() throws -> TokenSequence? {
    do { return try rows.next() } catch let overlong as OverlongDocument {
      throw Diagnostic(
        "overlong-document", overlong.message, at: SourceLocation(file: "document \(overlong.documentID)"))
    }
  }

  func saveStage(to state: inout StageState) { rows.saveStage(to: &state) }

  func restoreStage(from state: StageState) throws { try rows.restoreStage(from: state) }

  var summary: PackJob.Summary { PackJob.Summary(counts: rows.counts) }

  /// Puts the counts into a report.
  func count(into report: inout JobReport) {
    report.add(rows.counts.documents, to: "documents")
    report.add(rows.counts.tokens, to: "tokens")
    report.add(rows.counts.rows, to: "rows")
    countFill(into: &report)
  }

  /// Puts into a report how full the rows are, and what became of documents that were too long.
  func countFill(into report: inout JobReport) {
    let counts = rows.counts
    report.add(counts.capacity, to: "capacity")
    report.add(counts.paddedTokens, to: "padding_tokens")
    report.add(counts.cutDocuments, to: "cut_documents")
    report.add(counts.droppedDocuments, to: "dropped_documents")
    report.add(counts.droppedTokens, to: "dropped_tokens")
    if counts.droppedRows > 0 { report.add(counts.droppedRows, to: "dropped_rows") }
    if counts.repeatedTokens > 0 { report.add(counts.repeatedTokens, to: "repeated_tokens") }
    if counts.fillingTokens > 0 { report.add(counts.fillingTokens, to: "filling_tokens") }
  }
}
