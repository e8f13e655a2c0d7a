internal import PrepBytePairEncoding

/// Finds the merge that makes each token of a vocabulary of ranks.
///
/// A token is only ever made of the two tokens its own bytes have merged into by all smaller ranks: as long as no merge
/// has reached across its ends, what happens inside is what happens to its bytes alone. A token whose bytes never come
/// down to two is made by no merge; it is used where it is a whole piece.
struct MergeRecovery {
  /// The longest token that is looked at; real ones have at most some hundred bytes.
  static let longestToken = 4096

  private let index: TokenIndex
  private var parts: [Range<Int>] = []

  init(_ index: TokenIndex) { self.index = index }

  /// The two tokens that a token is made of; nil when no merge makes it.
  mutating func merge(of token: Token) -> (left: Token, right: Token)? {
    guard let bytes = index.tokens.bytes(of: token), bytes.count > 1, bytes.count <= Self.longestToken else {
      return nil
    }
    parts.removeAll(keepingCapacity: true)
    for position in bytes.indices { parts.append(position..<position + 1) }
    while parts.count > 2 {
      var best = token
      var place = -1
      for at in 0..<parts.count - 1 {
        guard
          let made = index.id(
            of: UnsafeBufferPointer(rebasing: bytes[parts[at].lowerBound..<parts[at + 1].upperBound])),
          made < best
        else { continue }
        best = made
        place = at
      }
      if place < 0 { return nil }
      parts[place] = parts[place].lowerBound..<parts[place + 1].upperBound
      parts.remove(at: place + 1)
    }
    guard let left = index.id(of: UnsafeBufferPointer(rebasing: bytes[parts[0]])),
      let right = index.id(of: UnsafeBufferPointer(rebasing: bytes[parts[1]])), left < token, right < token
    else { return nil }
    return (left, right)
  }
}
