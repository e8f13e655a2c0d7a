/// What a vocabulary of scored pieces is to be.
package struct UnigramOptions: Sendable, Equatable {
  /// How many pieces there are.
  package var size: Int
  /// The most characters of a piece.
  package var longestPiece = 16
  /// How many pieces are tried at first.
  package var seedSize = 1_000_000
  /// How many different characters are pieces; the rarest are left out of the words. Nil is all.
  package var alphabetLimit: Int?
  /// Characters that are pieces in any case.
  package var initialAlphabet: Set<UInt32> = []

  package init(size: Int) { self.size = size }
}

/// A piece and the logarithm of its probability.
package struct ScoredPiece: Sendable, Equatable {
  package var text: [UInt8]
  package var score: Double
}
