import PrepConcurrency
import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// Turns the examples of inputs into token sequences on all threads, and gives them in order.
final class TokenizingRun: TokenSequenceSource {
  /// What a run needs to know.
  struct Settings {
    var tokenizer: Tokenizer
    var options: TokenizingOptions
    /// The shape of every record; nil takes that of the first record that tells one.
    var shape: ExampleShape?
    var mapping: FieldMapping
    var documents: DocumentOptions
    /// What an input holds, by its path.
    var content: (String) -> DocumentReader.Content
  }

  let header: TokenStreamHeader
  /// The shape of the examples; text where there are none.
  let shape: ExampleShape
  private(set) var counts = TokenizingCounts()
  private(set) var records = 0
  private let session: Session
  private let invalid: InvalidRecords
  private let pool: OrderedWorkerPool<ExampleTokenizer, DocumentChunk, TokenizedChunk>
  private var chunk: TokenizedChunk?
  private var position = 0
  /// The number of the first record of the chunk, which numbers its documents.
  private var firstRecord: UInt64 = 0

  /// Opens the inputs and looks at the first records for their shape.
  ///
  /// - Throws: ``UsageError`` for a shape that cannot be tokenized so, and what reading throws.
  init(paths: [String], settings: Settings, session: Session, invalid: InvalidRecords) throws {
    self.session = session
    self.invalid = invalid
    let input = ChunkSequence(paths: paths, settings: settings)
    shape = try input.shape()
    guard let loss = ExampleTokenizer.lossKind(of: shape) else {
      throw UsageError("examples of the shape \(shape.rawValue) cannot be tokenized without a template")
    }
    let tokenizer = settings.tokenizer
    let options = settings.options
    header = TokenStreamHeader(
      tokenizer: tokenizer, options: options, loss: loss,
      provenance: "\(Version.text) tokenize: \(shape.rawValue), boundary \(options.boundary.rawValue)")
    let reader = ExampleReader(shape: shape, mapping: settings.mapping)
    let documents = settings.documents
    pool = OrderedWorkerPool(
      threads: session.threads, budget: 8 << 20, cost: { $0.byteCount },
      makeState: { ExampleTokenizer(tokenizer, options: options) }, produce: { try input.next() },
      transform: { try TokenizedChunk($1, reader, $0, documents) })
  }

  func next() throws -> TokenSequence? {
    while true {
      if let current = chunk, position < current.sequences.count {
        var sequence = current.sequences[position]
        sequence.documentIDs[0] += firstRecord
        position += 1
        return sequence
      }
      if let chunk { firstRecord += UInt64(chunk.findings.records) }
      chunk = try pool.next()
      position = 0
      guard let chunk else { return nil }
      counts += chunk.counts
      records += chunk.findings.records
      session.report.add(chunk.findings.records, to: "records")
      try invalid.settle(chunk.findings)
      session.progress.advance(bytes: chunk.byteCount, records: chunk.findings.records)
    }
  }

  /// Puts the counts into the report and says them in a line.
  func summarize() {
    session.report.add(counts.examples, to: "examples")
    session.report.add(counts.tokens, to: "tokens")
    session.report.add(counts.trainedTokens, to: "trained_tokens")
    session.report.add(counts.straddlingTokens, to: "straddling_tokens")
    var line = "\(Counted(counts.examples, "example")) (\(shape.rawValue)), \(Counted(counts.tokens, "token"))"
    line += ", \(Counted.grouped(counts.trainedTokens)) trained, by \(header.tokenizer)"
    if counts.straddlingTokens > 0 {
      line += "; \(Counted(counts.straddlingTokens, "token")) across the end of a prompt, not trained"
    }
    session.summarize(line)
  }
}

/// The chunks of several inputs, and the shape that the first of them tells.
private final class ChunkSequence {
  private var waiting: ArraySlice<String>
  private let settings: TokenizingRun.Settings
  private var reader: DocumentReader?
  private var ahead: [DocumentChunk] = []

  init(paths: [String], settings: TokenizingRun.Settings) {
    waiting = paths[...]
    self.settings = settings
  }

  func next() throws -> DocumentChunk? { try ahead.isEmpty ? read() : ahead.removeFirst() }

  /// The shape asked for, or that of the first record that tells one; text where nothing does.
  func shape() throws -> ExampleShape {
    if waiting.contains(where: { settings.content($0) != .records }) {
      guard settings.shape ?? .text == .text else { throw UsageError("plain text has the shape text, not --shape \(settings.shape?.rawValue ?? "")") }
      return .text
    }
    if let shape = settings.shape { return shape }
    guard let chunk = try read() else { return .text }
    ahead.append(chunk)
    guard case .records(let lines) = chunk else { return .text }
    var first: Record?
    for case .record(let record) in lines.parse(LineChunk.Options(maxLine: settings.documents.maxLine)) {
      if let shape = ExampleShape(detecting: record.root, mapping: settings.mapping) { return shape }
      first = first ?? record
    }
    guard let first else { return .text }
    throw Diagnostic(
      "unknown-shape", "the record's fields tell no known shape; name it with --shape, or its fields with --map",
      at: first.location())
  }

  private func read() throws -> DocumentChunk? {
    while true {
      if let chunk = try reader?.next() { return chunk }
      guard let path = waiting.popFirst() else { return nil }
      reader = try DocumentReader(path: path, content: settings.content(path), maxLine: settings.documents.maxLine)
    }
  }
}
