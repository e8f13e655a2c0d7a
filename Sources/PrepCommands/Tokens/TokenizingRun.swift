import PrepConcurrency
import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
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
    /// What fields are called.
    var names: FieldNames
    var documents: DocumentOptions
    /// The part of a job that the run is, and nil for the whole.
    var part: InputPart?
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
  private let input: ChunkSequence
  private let pool: OrderedWorkerPool<ExampleTokenizer, PlacedChunk, TokenizedChunk>
  private var chunk: TokenizedChunk?
  /// The number of the first record of the chunk, which numbers its documents.
  private var firstRecord: UInt64 = 0
  /// Where another run could go on, which then skips the sequences that were given since.
  private var restart = Restart()
  private var isAtEnd = false

  /// Opens the inputs and looks at the first records for their shape.
  ///
  /// - Throws: ``UsageError`` for a shape that cannot be tokenized so, and what reading throws.
  init(paths: [String], settings: Settings, session: Session, invalid: InvalidRecords) throws {
    self.session = session
    self.invalid = invalid
    let input = try ChunkSequence(paths: paths, settings: settings)
    self.input = input
    // All parts of a job take what its first records say.
    var whole = settings
    whole.part = nil
    let first = settings.part == nil ? input : try ChunkSequence(paths: paths, settings: whole)
    shape = try first.shape(stopsAtInvalid: invalid.stops)
    session.tellNames(settings.names, of: paths)
    let tokenizer = settings.tokenizer
    var options = settings.options
    let needs = try first.lossOfFirst(shape)
    options.usesWeights = options.usesWeights || needs.hasFractions
    options.leavesOutParts = needs.leavesOutParts
    guard let loss = ExampleTokenizer.lossKind(of: shape, options) else {
      throw UsageError("examples of the shape \(shape.rawValue) cannot be tokenized without a template: name one with --template")
    }
    var header = TokenStreamHeader(
      tokenizer: tokenizer, options: options, shape: shape, loss: loss,
      provenance: "\(Version.text) tokenize: \(shape.rawValue), boundary \(options.boundary.rawValue)")
    header.part = settings.part?.header
    self.header = header
    // The documents of each part have numbers of their own.
    firstRecord = UInt64(settings.part?.index ?? 0) << 40
    let reader = ExampleReader(shape: shape, names: settings.names, isTold: settings.shape == nil)
    let documents = settings.documents
    pool = OrderedWorkerPool(
      threads: session.threads, ahead: session.chunksAhead, budget: 8 << 20, cost: { $0.chunk.byteCount },
      makeState: { [options, shape] in ExampleTokenizer(tokenizer, options: options, shape: shape) }, produce: { try input.next() },
      transform: { try TokenizedChunk($1, reader, $0, documents) })
  }

  func next() throws -> TokenSequence? {
    while true {
      if var sequence = chunk?.next() {
        sequence.documentIDs[0] += firstRecord
        restart.given += 1
        return sequence
      }
      if let chunk { firstRecord += UInt64(chunk.findings.records) }
      chunk = try pool.next()
      guard let chunk else {
        isAtEnd = true
        return nil
      }
      if let place = chunk.place {
        restart = Restart(place: place, firstRecord: firstRecord, counts: counts, records: records, invalid: invalid.count)
      }
      counts += chunk.counts
      records += chunk.findings.records
      session.report.add(chunk.findings.records, to: "records")
      try invalid.settle(input.placed(chunk.findings))
      session.progress.advance(bytes: chunk.byteCount, records: chunk.findings.records)
    }
  }

  /// The start of a line, and what had been counted there.
  private struct Restart {
    var place = PlacedChunk.Place()
    var firstRecord: UInt64?
    var counts = TokenizingCounts()
    var records = 0
    var invalid = 0
    /// The sequences given since.
    var given = 0
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

extension TokenizingRun: ResumableSource {
  func save(to state: inout StageState) {
    state.put([
      isAtEnd ? 1 : 0, restart.place.piece, restart.place.offset, restart.place.line, Int(restart.firstRecord ?? firstRecord),
      isAtEnd ? records : restart.records, isAtEnd ? invalid.count : restart.invalid, restart.given,
    ])
    state.put((isAtEnd ? counts : restart.counts).numbers)
  }

  func restore(from state: inout StageState) throws {
    let numbers = try state.takeNumbers()
    guard numbers.count == 8, let counts = TokenizingCounts(numbers: try state.takeNumbers()) else { throw StageState.damaged }
    self.counts = counts
    firstRecord = UInt64(numbers[4])
    records = numbers[5]
    session.report.add(records, to: "records")
    invalid.restore(numbers[6])
    if numbers[0] == 1 { return input.seekToEnd() }
    try input.seek(to: PlacedChunk.Place(piece: numbers[1], offset: numbers[2], line: numbers[3]))
    for _ in 0..<numbers[7] where try next() == nil { throw StageState.damaged }
  }
}
