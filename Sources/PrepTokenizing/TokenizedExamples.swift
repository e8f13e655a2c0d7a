import PrepConcurrency
internal import PrepDiagnostics
public import PrepExamples
internal import PrepRecords
public import PrepTokenizers
public import PrepTokens

/// The token sequences of examples, made on several threads and given in order.
public final class TokenizedExamples: TokenSequenceSource {
  /// What a batch of records became: sequences, and bad records by how many sequences come before them.
  private struct Batch: Sendable {
    var sequences: [TokenSequence] = []
    var findings: [(before: Int, diagnostic: Diagnostic)] = []
    var counts = TokenizingCounts()
    var records = 0
  }

  public let header: TokenStreamHeader
  /// What has been counted so far.
  public private(set) var counts = TokenizingCounts()
  private let examples: ExampleSource
  private let pool: OrderedWorkerPool<ExampleTokenizer, RecordBatch, Batch>
  private var batch = Batch()
  private var position = 0
  private var firstRecord: UInt64 = 0

  init(_ examples: ExampleSource, tokenizer: Tokenizer, options: TokenizingOptions, loss: TokenLoss.Kind, threads: Int) {
    self.examples = examples
    header = TokenStreamHeader(
      tokenizer: tokenizer, options: options, shape: examples.reader.shape, loss: loss,
      provenance: "tokenize: \(examples.reader.shape.rawValue), boundary \(options.boundary.rawValue)")
    let reader = examples.reader
    pool = OrderedWorkerPool(
      threads: threads, makeState: { ExampleTokenizer(tokenizer, options: options, shape: reader.shape) },
      produce: { try examples.nextBatch() }, transform: { Self.tokenize($1, reader, $0) })
  }

  public func next() throws -> TokenSequence? {
    while true {
      if let finding = batch.findings.first, finding.before == position {
        batch.findings.removeFirst()
        try examples.report(finding.diagnostic)
        continue
      }
      if position < batch.sequences.count {
        // Taken out of the batch, so that changing it copies nothing.
        var sequence = TokenSequence.empty
        swap(&sequence, &batch.sequences[position])
        sequence.documentIDs[0] += firstRecord
        position += 1
        return sequence
      }
      firstRecord += UInt64(batch.records)
      position = 0
      batch = Batch()
      guard let next = try pool.next() else { return nil }
      batch = next
      counts += next.counts
    }
  }

  private static func tokenize(_ records: RecordBatch, _ reader: ExampleReader, _ tokenizer: ExampleTokenizer) -> Batch {
    var batch = Batch()
    for item in records {
      switch item {
      case .record(let record):
        do throws(Diagnostic) {
          tokenizer.documentID = UInt64(batch.records)
          try tokenizer.tokenize(record, reader, into: &batch.sequences)
        } catch { batch.findings.append((batch.sequences.count, error)) }
        batch.records += 1
      case .invalid(let diagnostic, _):
        batch.findings.append((batch.sequences.count, diagnostic))
        batch.records += 1
      case .continuation, .note: continue
      }
    }
    batch.counts = tokenizer.takeCounts()
    return batch
  }
}

extension TokenStreamHeader {
  /// The header of a stream that a tokenizer makes.
  package init(tokenizer: Tokenizer, options: TokenizingOptions, shape: ExampleShape, loss: TokenLoss.Kind, provenance: String) {
    self.init(
      tokenizer: tokenizer.name, fingerprint: tokenizer.fingerprint, vocabularySize: tokenizer.vocabularySize,
      beginOfText: options.beginOfText, endOfText: options.endOfText, padding: tokenizer.specialTokens.pad,
      maskPolicy: options.policyDescription(shape), loss: loss, hasRejected: shape == .preference,
      hasDocumentLabels: shape == .unpairedPreference, provenance: [provenance])
  }
}

extension ExampleSource {
  /// The token sequences of the examples.
  ///
  /// - Parameters:
  ///   - options: How; nil is what the tokenizer suggests.
  ///   - threads: How many threads tokenize; the sequences never depend on it.
  /// - Throws: ``TokenizingFault`` with code `needs-template` for a shape that needs one.
  public func tokenized(by tokenizer: Tokenizer, options: TokenizingOptions? = nil, threads: Int = 1) throws(TokenizingFault)
    -> TokenizedExamples
  {
    let options = options ?? TokenizingOptions(for: tokenizer)
    guard let loss = ExampleTokenizer.lossKind(of: reader.shape, options) else {
      throw TokenizingFault("needs-template", "examples of the shape \(reader.shape.rawValue) need a template")
    }
    return TokenizedExamples(self, tokenizer: tokenizer, options: options, loss: loss, threads: threads)
  }
}
