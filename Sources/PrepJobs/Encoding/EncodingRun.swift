import PrepBytes
import PrepTokenizers

/// A run over the texts of inputs with a tokenizer, whatever is made of their tokens.
struct EncodingRun {
  let tokenizer: Tokenizer
  /// What becomes of special tokens in the texts.
  let specialTokens: SpecialTokenPolicy
  private let options: EncodingOptions
  private let context: JobContext
  private let invalid: InvalidRecords
  private var documents: DocumentRun
  /// What was counted so far.
  var total: TokenCount

  /// Loads the tokenizer, and opens what takes bad records.
  ///
  /// - Throws: ``JobFailure`` for options that make no sense, `TokenizerFailure`, and what opening throws.
  init(_ options: EncodingOptions, _ context: JobContext) throws {
    try options.check()
    self.options = options
    self.context = context
    tokenizer = try options.dropout.apply(to: options.tokenizer.load(context))
    specialTokens = options.allowsSpecialTokens ? .allowAll : .asText
    invalid = try InvalidRecords(options.invalid, context)
    documents = DocumentRun(context: context, text: options.text, reading: options.reading, invalid: invalid)
    total = TokenCount(tokenizer: tokenizer.name)
  }

  /// Allows that a text is given to the work in parts, where the tokens of its parts are those of the whole.
  mutating func cutTexts() {
    documents.cutsTexts =
      specialTokens == .asText && tokenizer.cutsByPatternAlone && !options.isStrict
      && (options.text.acceptsBytes || options.invalid.stopsAtOnce)
  }

  /// What is read of inputs: all of them, or the part that the run does; says how much that is.
  ///
  /// - Throws: As ``DocumentRun/part(of:)``.
  func expected(_ inputs: [JobInput]) throws -> [JobInput] {
    let stored = JobInput.storedBytes(of: inputs)
    context.expect(bytes: stored)
    tokenizer.expect(bytes: stored ?? 0)
    return try documents.part(of: inputs)
  }

  /// Does the work for one input.
  ///
  /// - Parameters:
  ///   - work: Runs on a worker, for each document of a chunk; adds to the chunk's result.
  ///   - deliver: Runs on the caller's thread, once a chunk, in order; also gets the total so far.
  mutating func process<Result: Sendable>(
    _ input: JobInput, initial: Result,
    work: @escaping @Sendable (Encoder, UnsafeBufferPointer<UInt8>, inout Result) throws -> Void,
    deliver: (Result, inout TokenCount) throws -> Void
  ) throws {
    let objection = NamedTokenizer.objection(
      options.isStrict, tokenizer, allowsSpecialTokens: options.allowsSpecialTokens)
    var total = total
    total.documents += try documents.process(
      input, tokenizer: tokenizer, initial: initial, objection: objection, work: work
    ) { try deliver($0, &total) }
    self.total = total
  }

  /// Ends the run: what was bad, what had no token, and the count are told.
  func finish(_ sink: any ByteSink) throws -> TokenCount {
    try invalid.finish()
    try sink.finish()
    if !options.isStrict { NamedTokenizer.tellLostText(tokenizer, context) }
    context.report["tokens"] = .integer(total.tokens)
    return total
  }
}

/// How many tokens there were, and by which tokenizer.
package struct TokenCount: Sendable {
  /// How many documents there are.
  package var documents = 0
  /// How many tokens there are.
  package var tokens = 0
  /// The name of the tokenizer.
  package var tokenizer: String
}
