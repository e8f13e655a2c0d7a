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
    let tokenizer = settings.tokenizer
    var options = settings.options
    options.usesWeights = try options.usesWeights || input.hasFractionalWeights(shape)
    guard let loss = ExampleTokenizer.lossKind(of: shape, options) else {
      throw UsageError("examples of the shape \(shape.rawValue) cannot be tokenized without a template: name one with --template")
    }
    header = TokenStreamHeader(
      tokenizer: tokenizer, options: options, shape: shape, loss: loss,
      provenance: "\(Version.text) tokenize: \(shape.rawValue), boundary \(options.boundary.rawValue)")
    let reader = ExampleReader(shape: shape, mapping: settings.mapping)
    let documents = settings.documents
    pool = OrderedWorkerPool(
      threads: session.threads, budget: 8 << 20, cost: { $0.byteCount },
      makeState: { [options, shape] in ExampleTokenizer(tokenizer, options: options, shape: shape) }, produce: { try input.next() },
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
    if counts.droppedExamples > 0 { session.report.add(counts.droppedExamples, to: "dropped_examples") }
    if counts.cutExamples > 0 { session.report.add(counts.cutExamples, to: "cut_examples") }
    add(counts.tokensByRole, "tokens_by_role")
    add(counts.trainedTokensByRole, "trained_tokens_by_role")
    if counts.lostTokensByRole.total > 0 { add(counts.lostTokensByRole, "lost_tokens_by_role") }
    var line = "\(Counted(counts.examples, "example")) (\(shape.rawValue)), \(Counted(counts.tokens, "token"))"
    line += ", \(Counted.grouped(counts.trainedTokens)) trained, by \(header.tokenizer)"
    if counts.straddlingTokens > 0 {
      line += "; \(Counted(counts.straddlingTokens, "token")) across the end of a prompt, not trained"
    }
    let lost = counts.lostTokensByRole
    if lost.total > 0 {
      let roles = TokenRole.allCases.filter { lost[$0] > 0 }.map { "\(Counted.grouped(lost[$0])) \($0.name)" }
      line += "; \(Counted(lost.total, "token")) lost to --max-tokens (\(roles.joined(separator: ", ")))"
    }
    if counts.droppedExamples > 0 { line += "; \(Counted(counts.droppedExamples, "example")) left out" }
    session.summarize(line)
  }

  private func add(_ numbers: RoleCounts, _ name: String) {
    var object = RunReport()
    for role in TokenRole.allCases where numbers[role] > 0 { object.add(numbers[role], to: role.name) }
    session.report[name] = .object(object)
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

  /// Whether the first records have weights that a mask cannot say.
  func hasFractionalWeights(_ shape: ExampleShape) throws -> Bool {
    if ahead.isEmpty, let chunk = try read() { ahead.append(chunk) }
    guard case .records(let lines)? = ahead.first else { return false }
    let reader = ExampleReader(shape: shape, mapping: settings.mapping)
    var left = 100
    for case .record(let record) in lines.parse(LineChunk.Options(maxLine: settings.documents.maxLine)) {
      if let weight = try? reader.weight(of: record), weight != 0, weight != 1 { return true }
      if shape == .chat, case .chat(let chat)? = try? reader.read(record) {
        if chat.messages.contains(where: { ($0.weight ?? 1) != 1 && $0.weight != 0 }) { return true }
      }
      left -= 1
      if left == 0 { break }
    }
    return false
  }

  private func read() throws -> DocumentChunk? {
    while true {
      if let chunk = try reader?.next() { return chunk }
      guard let path = waiting.popFirst() else { return nil }
      reader = try DocumentReader(path: path, content: settings.content(path), maxLine: settings.documents.maxLine)
    }
  }
}
