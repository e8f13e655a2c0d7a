/// The bytes of a text that lie wherever its owner has them.
///
/// SAFETY of `@unchecked Sendable`: whoever hands it out keeps the bytes there and unchanged until the call returns.
package struct TextBytes: @unchecked Sendable {
  /// The first byte; nil only where there is none.
  package var base: UnsafePointer<UInt8>?
  /// How many bytes there are, below 2 GiB.
  package var count: Int

  /// Bytes at a place.
  package init(base: UnsafePointer<UInt8>?, count: Int) {
    self.base = base
    self.count = count
  }

  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: base == nil ? 0 : count) }
}

/// What is made of texts besides their tokens.
package struct RowOptions: Sendable {
  /// What the place of a token in its text is counted in.
  package enum Places: Sendable { case bytes, characters }

  /// What happens to special tokens in the texts.
  package var specialTokens = SpecialTokenPolicy.asText
  /// Whether each row has the tokens that the vocabulary puts around a text.
  package var wraps = false
  /// The most tokens of a row, of which the last of the text are left out; nil is any number.
  package var longest: Int?
  /// What places are counted in; nil where nobody asks for them.
  package var places: Places?
  /// Whether it is told which piece of its text each token is part of.
  package var hasWords = false
  /// How many threads encode; the rows never depend on it.
  package var threads = 1

  /// Tokens alone, on one thread.
  package init() {}

  /// Whether nothing but tokens is asked for, and special tokens are text.
  var isPlain: Bool { specialTokens == .asText && places == nil && !hasWords }
}

/// Why rows could not be made of texts: the failure, and the number of the text.
package struct RowFailure: Error, Sendable {
  /// What went wrong.
  package var failure: TokenizerFailure
  /// The number of the text, from 0.
  package var text: Int
}
