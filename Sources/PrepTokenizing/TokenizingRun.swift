import PrepConcurrency
import PrepExamples
import PrepTokenizers
import PrepTokens

/// Turns the examples of an input into token sequences on all threads, and gives them in order: the one such run there
/// is.
package final class TokenizingRun<Input: ExampleInput>: TokenSequenceSource {
  package let header: TokenStreamHeader
  /// What has been counted so far.
  package private(set) var counts = TokenizingCounts()
  /// How many records were read, bad ones included.
  package private(set) var records = 0
  package let input: Input
  /// Whether the run began at the first record, and not where another was interrupted.
  package private(set) var isFromStart = true
  private let pool: OrderedWorkerPool<ExampleTokenizer, DocumentChunk, TokenizedChunk>
  private var chunk: TokenizedChunk?
  /// The number of the first record of the chunk, which numbers its documents.
  private var firstRecord: UInt64
  /// Where another run could go on, which then skips the sequences that were given since.
  private var restart = Restart()
  private var isAtEnd = false

  /// - Parameters:
  ///   - reader: How records are read; it says the shape of all of them.
  ///   - documents: How plain text and lines are read.
  ///   - header: What the sequences have in common.
  ///   - firstDocument: The number of the first document.
  ///   - threads: How many threads tokenize; the sequences never depend on it.
  ///   - ahead: How many chunks may be under way.
  package init(
    _ input: Input, tokenizer: Tokenizer, options: TokenizingOptions, reader: ExampleReader, documents: DocumentOptions,
    header: TokenStreamHeader, firstDocument: UInt64 = 0, threads: Int, ahead: Int
  ) {
    self.input = input
    self.header = header
    firstRecord = firstDocument
    let shape = reader.shape
    pool = OrderedWorkerPool(
      threads: threads, ahead: ahead, budget: 8 << 20, cost: { $0.byteCount },
      makeState: { ExampleTokenizer(tokenizer, options: options, shape: shape) }, produce: { try input.next() },
      transform: { try TokenizedChunk($1, reader, $0, documents) })
  }

  package func next() throws -> TokenSequence? {
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
        restart = Restart(
          place: place, firstRecord: firstRecord, counts: counts, records: records, invalid: input.invalidCount)
      }
      counts += chunk.counts
      records += chunk.findings.records
      try input.settle(chunk.findings, byteCount: chunk.byteCount)
    }
  }

  /// The start of a line, and what had been counted there.
  private struct Restart {
    var place = DocumentChunk.Place()
    var firstRecord: UInt64?
    var counts = TokenizingCounts()
    var records = 0
    var invalid = 0
    /// The sequences given since.
    var given = 0
  }
}

extension TokenizingRun: ResumableSource where Input: SeekableExampleInput {
  package func save(to state: inout StageState) {
    state.put(isAtEnd ? 1 : 0, as: "is at end")
    state.put(restart.place.piece, as: "piece")
    state.put(restart.place.offset, as: "offset")
    state.put(restart.place.line, as: "line")
    state.put(Int(restart.firstRecord ?? firstRecord), as: "first record")
    state.put(isAtEnd ? records : restart.records, as: "records")
    state.put(isAtEnd ? input.invalidCount : restart.invalid, as: "invalid records")
    state.put(restart.given, as: "sequences given since")
    state.put(as: "counts") { (isAtEnd ? counts : restart.counts).save(to: &$0) }
  }

  package func restore(from state: StageState) throws {
    isFromStart = false
    counts = try TokenizingCounts(state.stage("counts"))
    guard let first = UInt64(exactly: try state.number("first record")) else {
      throw StageState.damaged("records are numbered from 0 on")
    }
    firstRecord = first
    records = try state.number("records")
    input.restore(records: records, invalid: try state.number("invalid records"))
    if try state.number("is at end") == 1 { return input.seekToEnd() }
    try input.seek(
      to: DocumentChunk.Place(piece: state.number("piece"), offset: state.number("offset"), line: state.number("line")))
    let given = try state.number("sequences given since")
    for _ in 0..<max(0, given) where try next() == nil { throw StageState.damaged("the inputs end before its place") }
  }
}
