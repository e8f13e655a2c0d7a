import PrepOptions
import PrepTokenizers

/// Merges that are left out by chance, so that a model sees words in several ways.
public struct DropoutOptions: Sendable, Hashable {
  /// How probable it is that a merge is left out, from 0 to 1.
  public var probability = 0.0
  /// Where chance starts.
  public var seed: UInt64 = 0

  /// None is left out.
  public init() {}

  /// The tokenizer with its merges left out.
  ///
  /// - Throws: `TokenizerFailure` where its model has none.
  func apply(to tokenizer: Tokenizer) throws(TokenizerFailure) -> Tokenizer {
    try tokenizer.droppingMerges(probability, seed: seed)
  }
}

extension DropoutOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<DropoutOptions>] {
    [
      .value(
        "dropout", "P", \.probability, probability,
        "BPE dropout: skip each merge with this probability, so that a word is tokenized in several ways"
      ).defaulting(to: "0"),
      .value("seed", "N", \.seed, .digits, "Random seed for --dropout and --mlm-probability"),
    ]
  }

  private static var probability: OptionSyntax<Double> {
    .reading(
      "a number from 0 to 1",
      { text in
        guard let number = Double(text), number >= 0, number <= 1 else { return nil }
        return number
      }, write: { "\(NumberText.text($0))" })
  }
}
