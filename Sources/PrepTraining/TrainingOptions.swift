/// What a vocabulary is to be like.
package struct TrainingOptions: Sendable, Equatable {
  /// How many ids it has at most, special tokens and the 256 bytes included.
  package var vocabularySize: Int
  /// A pair that occurs less often is not merged.
  package var minimumFrequency = 0
  /// The special tokens; their ids come first, in this order.
  package var specialTokens: [String] = []
  /// No merge makes a token of this many bytes or more; nil sets no limit.
  package var maximumTokenLength: Int?

  package init(vocabularySize: Int) { self.vocabularySize = vocabularySize }
}

/// What training gives: each token's bytes and the merges that make them.
package struct TrainedVocabulary: Sendable, Equatable {
  /// A merge: the ids of the two tokens that become one.
  package struct Merge: Sendable, Hashable {
    package var left: UInt32
    package var right: UInt32

    package init(_ left: UInt32, _ right: UInt32) {
      self.left = left
      self.right = right
    }
  }

  /// The bytes of each token by id; those of special tokens are empty.
  package var tokens: [[UInt8]]
  /// The merges in order.
  package var merges: [Merge]
  /// The special tokens, whose ids are their positions.
  package var specialTokens: [String]
}
