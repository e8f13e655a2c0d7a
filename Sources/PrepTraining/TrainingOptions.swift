/// What a vocabulary is to be.
package struct TrainingOptions: Sendable, Equatable {
  /// Whose rules decide between equally frequent pairs, and how ids are given.
  package enum Ties: String, Sendable, CaseIterable {
    /// Hugging Face's BpeTrainer: special tokens, then bytes by the code points that stand for them, then merges.
    case huggingface
    /// rustbpe: bytes by value, then merges, then special tokens; every merge has an id of its own.
    case rustbpe
  }

  /// Which bytes are tokens of their own even when no text has them.
  package enum InitialAlphabet: Sendable, Hashable {
    case all
    case only(Set<UInt8>)
  }

  /// How many ids there are in all, special tokens included.
  package var vocabularySize: Int
  /// Pairs that are rarer are not merged.
  package var minimumFrequency = 0
  /// The special tokens, in order.
  package var specialTokens: [String] = []
  package var ties = Ties.huggingface
  /// Pairs whose bytes are this many or more are not formed (Hugging Face's rule, so pairs of two bytes always are).
  package var maximumTokenLength: Int?
  /// How many different bytes may be tokens; the rarest are left out of the words.
  package var alphabetLimit: Int?
  package var initialAlphabet = InitialAlphabet.all
  /// What symbols are characters are like; nil where symbols are bytes.
  package var characters: Characters?

  /// Symbols that are characters.
  package struct Characters: Sendable, Equatable {
    /// What marks symbols that do not begin a word.
    package var prefix: [UInt8]
    /// Characters that are tokens even when no text has them.
    package var initialAlphabet: Set<UInt32>
    /// The characters whose marked symbols get their ids first, in order.
    package var order: [UInt32]

    package init(prefix: [UInt8] = [], initialAlphabet: Set<UInt32> = [], order: [UInt32] = []) {
      self.prefix = prefix
      self.initialAlphabet = initialAlphabet
      self.order = order
    }
  }

  package init(vocabularySize: Int) { self.vocabularySize = vocabularySize }
}
