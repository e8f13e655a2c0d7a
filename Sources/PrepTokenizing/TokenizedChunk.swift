internal import PrepDiagnostics
import PrepExamples
internal import PrepRecords
import PrepTokens

/// What the examples of a chunk became.
struct TokenizedChunk: Sendable {
  /// One for each good record, the last one first once all are there; its document id counts the records of the chunk, bad
  /// ones included.
  private var sequences: [TokenSequence] = []
  private(set) var findings = DocumentFindings()
  private(set) var counts = TokenizingCounts()
  let byteCount: Int
  /// Where the chunk begins; nil inside a line.
  let place: DocumentChunk.Place?

  init(_ chunk: DocumentChunk, _ reader: ExampleReader, _ tokenizer: ExampleTokenizer, _ options: DocumentOptions)
    throws
  {
    place = chunk.place
    byteCount = chunk.byteCount
    switch chunk.content {
    case .records(let lines):
      for item in lines.parse(LineChunk.Options(maxLine: options.maxLine)) { take(item, reader, tokenizer) }
    case .text(let block):
      var faults: [(ordinal: Int, fault: TokenizingFault)] = []
      var texts: [TokenSequence] = []
      var ordinal = 0
      findings = try chunk.forEachDocument(options) { text in
        tokenizer.documentID = UInt64(ordinal)
        do throws(TokenizingFault) { try tokenizer.tokenize(.text(Array(text)), weight: nil, into: &texts) } catch {
          faults.append((ordinal, error))
        }
        ordinal += 1
      }
      sequences = texts
      for (ordinal, fault) in faults { reject(fault, ordinal, block) }
    }
    turnSequences()
    counts = tokenizer.takeCounts()
  }

  private mutating func reject(_ fault: TokenizingFault, _ ordinal: Int, _ block: TextBlock) {
    var place = block.place
    place.line += ordinal
    let message = fault.message.replacing("the example", with: "the text")
    findings.findings.append(
      .rejected(Diagnostic(.init(rawValue: fault.code), message, at: block.placed(place)), line: []))
  }

  private mutating func take(_ item: RecordBatch.Item, _ reader: ExampleReader, _ tokenizer: ExampleTokenizer) {
    let ordinal = findings.records
    guard let record = findings.record(of: item) else { return }
    do throws(Diagnostic) {
      tokenizer.documentID = UInt64(ordinal)
      try tokenizer.tokenize(record, reader, into: &sequences)
    } catch { findings.reject(record, error) }
  }

  /// The next sequence. It is not in the chunk any more, so that whoever changes it copies nothing.
  mutating func next() -> TokenSequence? {
    sequences.popLast()
  }

  /// Puts the last sequence first. Each is moved: `reverse()` makes copies of what it swaps.
  private mutating func turnSequences() {
    var turned: [TokenSequence] = []
    turned.reserveCapacity(sequences.count)
    while let sequence = sequences.popLast() { turned.append(sequence) }
    sequences = turned
  }
}
