public import PrepExamples
public import PrepTokenizers
public import PrepTokens

/// Turns examples into token sequences with their loss, on one thread.
///
/// Its results never depend on what it has tokenized before. It must not be used by two threads at a time.
public final class ExampleTokenizer {
  private let encoder: Encoder
  private let options: TokenizingOptions
  private let policy: SpecialTokenPolicy
  private var counts = TokenizingCounts()
  private var ends: [Int] = []
  private var joined: [UInt8] = []

  public init(_ tokenizer: Tokenizer, options: TokenizingOptions) {
    encoder = tokenizer.makeEncoder()
    self.options = options
    policy = options.allowsSpecialTokens ? .allowAll : .asText
  }

  /// The kind of loss that the sequences of a shape carry; nil for shapes that need a template.
  public static func lossKind(of shape: ExampleShape) -> TokenLoss.Kind? {
    switch shape {
    case .text: .all
    case .promptCompletion: .mask
    default: nil
    }
  }

  /// The sequence of an example, as document number 0.
  ///
  /// - Throws: ``TokenizingFault``: `straddling-token` under the boundary `strict`, `nothing-to-learn`, `needs-template`.
  public func tokenize(_ example: Example) throws(TokenizingFault) -> TokenSequence {
    var tokens: [UInt32] = []
    let loss: TokenLoss
    switch example {
    case .text(let text):
      begin(&tokens)
      encode(text, into: &tokens)
      end(&tokens)
      loss = .all
    case .promptCompletion(.text(let prompt), .text(let completion)):
      begin(&tokens)
      let context = try encode(prompt, completion, into: &tokens)
      end(&tokens)
      var mask = [UInt8](repeating: 1, count: tokens.count)
      for index in 0..<context { mask[index] = 0 }
      loss = .mask(mask)
    default:
      throw TokenizingFault("needs-template", "an example with messages needs a template")
    }
    let sequence = TokenSequence(document: tokens, loss: loss, id: 0)
    let trained = sequence.trainedTokenCount
    guard trained > 0 else {
      throw TokenizingFault("nothing-to-learn", "the example has no token to learn")
    }
    counts.examples += 1
    counts.tokens += tokens.count
    counts.trainedTokens += trained
    return sequence
  }

  /// What was counted since the last call.
  public func takeCounts() -> TokenizingCounts {
    defer { counts = TokenizingCounts() }
    return counts
  }

  private func begin(_ tokens: inout [UInt32]) {
    if let id = options.beginOfText { tokens.append(id) }
  }

  private func end(_ tokens: inout [UInt32]) {
    if let id = options.endOfText { tokens.append(id) }
  }

  private func encode(_ text: [UInt8], into tokens: inout [UInt32]) {
    // Encoding fails only under the policy that refuses special tokens, which is never used here.
    text.withUnsafeBufferPointer { text in _ = try? encoder.encode(text, specialTokens: policy, into: &tokens) }
  }

  /// Appends the tokens of both, and returns how many of all tokens are context.
  private func encode(_ prompt: [UInt8], _ completion: [UInt8], into tokens: inout [UInt32]) throws(TokenizingFault) -> Int {
    if options.boundary == .split {
      encode(prompt, into: &tokens)
      let context = tokens.count
      encode(completion, into: &tokens)
      return context
    }
    joined.removeAll(keepingCapacity: true)
    joined += prompt
    joined += completion
    ends.removeAll(keepingCapacity: true)
    let first = tokens.count
    joined.withUnsafeBufferPointer { text in
      if options.allowsSpecialTokens {
        encoder.encodeAllowingSpecialTokens(text, into: &tokens, ends: &ends)
      } else {
        encoder.encode(text, into: &tokens, ends: &ends)
      }
    }
    // A token is context when it starts in the prompt.
    var context = 0
    var start = 0
    while context < ends.count, start < prompt.count {
      start = ends[context]
      context += 1
    }
    if start > prompt.count {
      guard options.boundary != .strict else {
        throw TokenizingFault(
          "straddling-token",
          "a token holds the end of the prompt and the start of the completion; move the space between them, or use --boundary split")
      }
      counts.straddlingTokens += 1
    }
    return first + context
  }
}
