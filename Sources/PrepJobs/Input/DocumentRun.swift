import PrepBytes
import PrepConcurrency
import PrepExamples
import PrepImporting
import PrepRecords
import PrepShapes
import PrepTokenizers

/// Runs a piece of work over the documents of an input on all threads, and gives the results in order.
struct DocumentRun {
  let context: JobContext
  let text: TextOptions
  let reading: InputOptions
  let invalid: InvalidRecords
  let opening: RecordOpening
  private let names: FieldNames

  /// Whether the work may be done for parts of a text, which add up to the whole: see ``TextCut``.
  var cutsTexts = false

  /// Whether it is told that a text of several lines is one document.
  var tellsReading = true

  init(context: JobContext, text: TextOptions, reading: InputOptions, invalid: InvalidRecords) {
    self.context = context
    self.text = text
    var reading = reading
    if let pointer = text.records, !pointer.text.isEmpty { reading.importing.pointer = pointer }
    self.reading = reading
    self.invalid = invalid
    opening = context.opening(reading, mapping: text.mapping)
    names = FieldNames(text.mapping)
  }

  /// What the run reads of its inputs: all of them, or the part that it does.
  ///
  /// - Throws: As ``RecordOpening/part(of:_:)``.
  func part(of inputs: [JobInput]) throws -> [JobInput] { try opening.part(of: inputs, text) }

  /// Does the work for one input with an encoder.
  ///
  /// - Parameters:
  ///   - objection: What is wrong with a document, if something is; then it is bad data.
  ///   - work: Runs on a worker, for each document of a chunk; adds to the chunk's result.
  ///   - deliver: Runs on the caller's thread, once a chunk, in order.
  /// - Returns: How many documents there were.
  @discardableResult func process<Result: Sendable>(
    _ input: JobInput, tokenizer: Tokenizer, initial: Result,
    objection: (@Sendable (Encoder, UnsafeBufferPointer<UInt8>) -> DocumentObjection?)? = nil,
    work: @escaping @Sendable (Encoder, UnsafeBufferPointer<UInt8>, inout Result) throws -> Void,
    deliver: (Result) throws -> Void
  ) throws -> Int {
    try process(
      input, initial: initial, makeState: { tokenizer.makeEncoder() }, objection: objection, work: work,
      deliver: deliver)
  }

  /// Does the work for one input with a state that each worker has of its own.
  ///
  /// - Parameters:
  ///   - objection: What is wrong with a document, if something is; then it is bad data.
  ///   - work: Runs on a worker, for each document of a chunk; adds to the chunk's result.
  ///   - finish: Runs on a worker at the end of a chunk.
  ///   - deliver: Runs on the caller's thread, once a chunk, in order.
  /// - Returns: How many documents there were.
  @discardableResult func process<State, Result: Sendable>(
    _ input: JobInput, initial: Result, makeState: @escaping @Sendable () -> State,
    objection: (@Sendable (State, UnsafeBufferPointer<UInt8>) -> DocumentObjection?)? = nil,
    work: @escaping @Sendable (State, UnsafeBufferPointer<UInt8>, inout Result) throws -> Void,
    finish: @escaping @Sendable (State, inout Result) -> Void = { _, _ in },
    deliver: (Result) throws -> Void
  ) throws -> Int {
    let options = DocumentOptions(
      fields: text.fields, names: names, acceptsBytes: text.acceptsBytes, maxLine: reading.longestLine)
    // Each input is a set.
    var set = SetShape(text.shape)
    let content = try opening.content(of: input, text)
    if input.range != nil, content == .records {
      set = try opening.setShape(of: [input], names, told: text.shape, maxLine: reading.longestLine)
    }
    let reader = try DocumentReader(
      input, content: content, opening: opening, maxLine: reading.longestLine,
      cutsTexts: cutsTexts, refusing: !text.acceptsBytes, tells: tellsReading && !text.asksForPlainText)
    let pool = OrderedWorkerPool<State, (DocumentChunk, SetShape), (Result, DocumentFindings, Int)>(
      threads: context.threads, ahead: context.chunksAhead, budget: 8 << 20, cost: { $0.0.byteCount },
      makeState: makeState,
      produce: { [names, reading] in
        guard let chunk = try reader.next() else { return nil }
        if case .records(let lines) = chunk.content {
          set.look(at: lines.parse(LineChunk.Options(maxLine: reading.longestLine)), names)
        }
        return (chunk, set)
      },
      transform: { state, chunkOfSet in
        let (chunk, set) = chunkOfSet
        var options = options
        options.set = set
        var result = initial
        let findings = try chunk.forEachDocument(
          options, objection: { objection?(state, $0) }
        ) { try work(state, $0, &result) }
        finish(state, &result)
        return (result, findings, chunk.byteCount)
      })
    var documents = 0
    while let (result, findings, byteCount) = try pool.next() {
      try deliver(result)
      try settle(findings)
      documents += findings.documents
      try context.advance(bytes: byteCount, records: findings.records)
    }
    return documents
  }

  private func settle(_ findings: DocumentFindings) throws {
    context.report.add(findings.records, to: "records")
    context.report.add(findings.documents, to: "documents")
    try invalid.settle(findings)
  }
}
