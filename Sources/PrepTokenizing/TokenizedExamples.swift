internal import PrepDiagnostics
public import PrepExamples
internal import PrepRecords
public import PrepTokenizers
public import PrepTokens

/// The token sequences of examples, made on several threads and given in order.
///
/// What is wrong with a record is handed over before the sequences of the records around it are given.
public final class TokenizedExamples: TokenSequenceSource {
  private let run: TokenizingRun<ExampleLines>

  public var header: TokenStreamHeader { run.header }
  /// What has been counted so far.
  public var counts: TokenizingCounts { run.counts }

  init(_ examples: ExampleSource, tokenizer: Tokenizer, options: TokenizingOptions, loss: TokenLoss.Kind, threads: Int)
  {
    let shape = examples.reader.shape
    let header = TokenStreamHeader(
      tokenizer: tokenizer, options: options, shape: shape, loss: loss,
      provenance: "tokenize: \(shape.rawValue), boundary \(options.boundary.rawValue)")
    run = TokenizingRun(
      ExampleLines(examples), tokenizer: tokenizer, options: options, reader: examples.reader,
      documents: DocumentOptions(maxLine: examples.longestLine), header: header, threads: threads,
      ahead: max(32, 2 * threads))
  }

  public func next() throws -> TokenSequence? { try run.next() }
}

/// JSON Lines as what a tokenizing run reads.
private final class ExampleLines: ExampleInput {
  let invalidCount = 0
  private let examples: ExampleSource

  init(_ examples: ExampleSource) { self.examples = examples }

  func next() throws -> DocumentChunk? { try examples.nextChunk().map { DocumentChunk(.records($0)) } }

  func settle(_ findings: DocumentFindings, byteCount: Int) throws {
    for case .rejected(let diagnostic, _) in findings.findings { try examples.report(diagnostic) }
  }
}

extension TokenStreamHeader {
  /// The header of a stream that a tokenizer makes.
  ///
  /// - Parameter holdsSeveral: Whether a record may hold several examples.
  package init(
    tokenizer: Tokenizer, options: TokenizingOptions, shape: ExampleShape, loss: TokenLoss.Kind, provenance: String,
    holdsSeveral: Bool = false
  ) {
    let makesWindows =
      shape == .tokenClassification || shape == .questionAnswering || shape == .text && options.tasks.masksWords
    self.init(
      tokenizer: tokenizer.name, fingerprint: tokenizer.fingerprint, vocabularySize: tokenizer.vocabularySize,
      beginOfText: options.beginOfText, endOfText: options.endOfText, padding: tokenizer.specialTokens.pad,
      maskPolicy: options.policyDescription(shape), loss: loss, hasRejected: shape == .preference,
      hasDocumentLabels: shape == .unpairedPreference
        || shape == .classification && options.classes != nil && options.tasks.labelType == .class,
      provenance: [
        provenance + (holdsSeveral || options.splitsTurns || makesWindows ? TokenStreamHeader.severalWords : "")
      ])
    columns = ExampleTokenizer.columns(for: shape, tokenizer, options)
  }
}

extension ExampleSource {
  /// The token sequences of the examples.
  ///
  /// - Parameters:
  ///   - options: How; nil is what the tokenizer suggests.
  ///   - threads: How many threads tokenize; the sequences never depend on it.
  /// - Throws: ``TokenizingFault`` with code `needs-template` for a shape that needs one.
  /// - Precondition: No example was taken before.
  public func tokenized(by tokenizer: Tokenizer, options: TokenizingOptions? = nil, threads: Int = 1)
    throws(TokenizingFault)
    -> TokenizedExamples
  {
    let options = options ?? TokenizingOptions(for: tokenizer)
    guard let loss = ExampleTokenizer.lossKind(of: reader.shape, options) else {
      throw TokenizingFault("needs-template", "examples of the shape \(reader.shape.rawValue) need a template")
    }
    return TokenizedExamples(self, tokenizer: tokenizer, options: options, loss: loss, threads: threads)
  }
}
