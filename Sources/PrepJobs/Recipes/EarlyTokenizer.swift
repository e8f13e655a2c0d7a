import PrepConcurrency
import PrepTokenizers

/// The tokenizer that a recipe names, which another thread loads while the stages are still told their options.
package struct EarlyTokenizer {
  private let name: String
  private let pattern: String?
  private let tokenizer: BackgroundValue<Tokenizer>

  /// Begins to load it; nil when the recipe names none.
  package init?(_ recipe: Recipe) {
    guard let name = recipe.text(of: "tokenizer", in: "tokenize") else { return nil }
    let pattern = recipe.text(of: "pattern", in: "tokenize")
    self.name = name
    self.pattern = pattern
    tokenizer = BackgroundValue { try Tokenizer.resolve(name, pattern: pattern, fingerprintsEarly: true) }
  }

  /// The tokenizer, when the options that the stage has in the end ask for this one.
  ///
  /// - Throws: `TokenizerFailure`.
  func load(for options: TokenizerOptions) throws -> Tokenizer? {
    options.name == name && options.pattern == pattern ? try tokenizer.get() : nil
  }
}
