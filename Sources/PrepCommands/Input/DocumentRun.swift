import PrepBytes
import PrepConcurrency
import PrepDiagnostics
import PrepTokenizers

/// Runs a piece of work over the documents of an input on all threads, and gives the results in order.
struct DocumentRun {
  let session: Session
  let text: TextOptions
  let maxLine: Int
  let invalid: InvalidRecords
  /// Whether a field may hold texts further inside, such as the messages of a conversation.
  var takesNestedTexts = false

  /// Whether the work may be done for parts of a text, which add up to the whole: see ``TextCut``.
  var cutsTexts = false

  /// Does the work for one input with an encoder.
  ///
  /// - Parameters:
  ///   - work: Runs on a worker, for each document of a chunk; adds to the chunk's result.
  ///   - deliver: Runs on the caller's thread, once a chunk, in order.
  /// - Returns: How many documents there were.
  @discardableResult func process<Result: Sendable>(
    _ path: String, tokenizer: Tokenizer, initial: Result,
    work: @escaping @Sendable (Encoder, UnsafeBufferPointer<UInt8>, inout Result) throws -> Void,
    deliver: (Result) throws -> Void
  ) throws -> Int {
    try process(path, initial: initial, makeState: { tokenizer.makeEncoder() }, work: work, deliver: deliver)
  }

  /// Does the work for one input with a state that each worker has of its own.
  ///
  /// - Parameters:
  ///   - work: Runs on a worker, for each document of a chunk; adds to the chunk's result.
  ///   - finish: Runs on a worker at the end of a chunk.
  ///   - deliver: Runs on the caller's thread, once a chunk, in order.
  /// - Returns: How many documents there were.
  @discardableResult func process<State, Result: Sendable>(
    _ path: String, initial: Result, makeState: @escaping @Sendable () -> State,
    work: @escaping @Sendable (State, UnsafeBufferPointer<UInt8>, inout Result) throws -> Void,
    finish: @escaping @Sendable (State, inout Result) -> Void = { _, _ in },
    deliver: (Result) throws -> Void
  ) throws -> Int {
    let options = DocumentOptions(
      fields: text.field, takesNestedTexts: takesNestedTexts, acceptsBytes: text.bytes, maxLine: maxLine)
    let reader = try DocumentReader(
      path: path, content: text.content(of: path), maxLine: maxLine, cutsTexts: cutsTexts, refusing: !text.bytes)
    let pool = OrderedWorkerPool<State, DocumentChunk, (Result, DocumentFindings, Int)>(
      threads: session.threads, ahead: session.chunksAhead, budget: 8 << 20, cost: { $0.byteCount },
      makeState: makeState, produce: { try reader.next() },
      transform: { state, chunk in
        var result = initial
        let findings = try chunk.forEachDocument(options) { try work(state, $0, &result) }
        finish(state, &result)
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
