import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepTokenizing
import PrepTokens

/// What the examples of a chunk became.
struct TokenizedChunk: Sendable {
  /// One for each good record; its document id counts the records of the chunk, bad ones included.
  private(set) var sequences: [TokenSequence] = []
  private(set) var findings = DocumentFindings()
  private(set) var counts = TokenizingCounts()
  let byteCount: Int
  /// Where the chunk begins; nil inside a line.
  let place: PlacedChunk.Place?

  init(_ placed: PlacedChunk, _ reader: ExampleReader, _ tokenizer: ExampleTokenizer, _ options: DocumentOptions) throws {
    let chunk = placed.chunk
    place = placed.place
    byteCount = chunk.byteCount
    switch chunk {
    case .records(let lines):
      for item in lines.parse(LineChunk.Options(maxLine: options.maxLine)) { take(item, reader, tokenizer) }
    case .text(let block):
      var faults: [Int: TokenizingFault] = [:]
      var texts: [[TokenSequence]?] = []
      findings = try chunk.forEachDocument(options) { text in
        do throws(TokenizingFault) { texts.append(try tokenizer.tokenize(.text(Array(text)), weight: nil)) } catch {
          faults[texts.count] = error
          texts.append(nil)
        }
      }
      for (ordinal, sequences) in texts.enumerated() {
        for sequence in sequences ?? [] { append(sequence, ordinal) }
        if let fault = faults[ordinal] { reject(fault, ordinal, block) }
      }
    }
    counts = tokenizer.takeCounts()
  }

  private mutating func reject(_ fault: TokenizingFault, _ ordinal: Int, _ block: TextBlock) {
    var place = block.place
    place.line += ordinal
    let message = fault.message.replacing("the example", with: "the text")
    findings.findings.append(.rejected(.init(diagnostic: Diagnostic(.init(rawValue: fault.code), message, at: place), line: [])))
  }

  private mutating func take(_ item: RecordBatch.Item, _ reader: ExampleReader, _ tokenizer: ExampleTokenizer) {
    switch item {
    case .record(let record):
      let ordinal = findings.records
      findings.records += 1
      do throws(Diagnostic) {
        for sequence in try tokenizer.tokenize(record, reader) { append(sequence, ordinal) }
      } catch {
        findings.findings.append(.rejected(.init(diagnostic: error, line: record.withUnsafeBytes { Array($0) })))
      }
    case .invalid(let diagnostic, let line):
      findings.records += 1
      findings.findings.append(.rejected(.init(diagnostic: diagnostic, line: line.withUnsafeBytes { Array($0) })))
    case .continuation(let line): findings.findings.append(.continuation(line.withUnsafeBytes { Array($0) }))
    case .note(let diagnostic): findings.findings.append(.note(diagnostic))
    }
  }

  private mutating func append(_ sequence: TokenSequence, _ ordinal: Int) {
    sequences.append(sequence)
    sequences[sequences.count - 1].documentIDs[0] = UInt64(ordinal)
  }
}
