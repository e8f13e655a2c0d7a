import PrepBytes
import PrepConcurrency
import PrepDiagnostics
import PrepTokenizers

/// Runs a piece of work over the documents of an input on all threads, and gives the results in order.
struct DocumentRun {
  let session: Session
  let tokenizer: Tokenizer
  let text: TextOptions
  let maxLine: Int
  let invalid: InvalidRecords

  /// Does the work for one input.
  ///
  /// - Parameters:
  ///   - work: Runs on a worker, for each document of a chunk; adds to the chunk's result.
  ///   - deliver: Runs on the caller's thread, once a chunk, in order.
  /// - Returns: How many documents there were.
  @discardableResult func process<Result: Sendable>(
    _ path: String, initial: Result,
    work: @escaping @Sendable (Encoder, UnsafeBufferPointer<UInt8>, inout Result) throws -> Void,
    deliver: (Result) throws -> Void
  ) throws -> Int {
    let options = DocumentOptions(fields: text.field, acceptsBytes: text.bytes, maxLine: maxLine)
    let reader = try DocumentReader(path: path, content: text.content(of: path), maxLine: maxLine)
    let tokenizer = tokenizer
    let pool = OrderedWorkerPool<Encoder, DocumentChunk, (Result, DocumentFindings, Int)>(
      threads: session.threads, budget: 8 << 20, cost: { $0.byteCount },
      makeState: { tokenizer.makeEncoder() }, produce: { try reader.next() },
      transform: { encoder, chunk in
        var result = initial
        let findings = try chunk.forEachDocument(options) { try work(encoder, $0, &result) }
        return (result, findings, chunk.byteCount)
      })
    var documents = 0
    while let (result, findings, byteCount) = try pool.next() {
      try deliver(result)
      try settle(findings)
      documents += findings.documents
      session.progress.advance(bytes: byteCount, records: findings.records)
    }
    return documents
  }

  private func settle(_ findings: DocumentFindings) throws {
    session.report.add(findings.records, to: "records")
    session.report.add(findings.documents, to: "documents")
    try invalid.settle(findings)
  }
}
