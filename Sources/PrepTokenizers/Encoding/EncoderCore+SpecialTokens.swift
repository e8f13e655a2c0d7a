internal import PrepBytePairEncoding
internal import PrepBytes

// Plain text between special tokens, each the token that its name says.

extension Encoder.Core {
  /// Finds the special tokens that a policy allows.
  func matcher(_ policy: SpecialTokenPolicy) -> SpecialTokenMatcher {
    guard case .allow(let names) = policy else { return storage.specialMatcher }
    if let allowed, allowed.names == names { return allowed.matcher }
    let wanted = Set(names.map { Array($0.utf8) })
    let all = storage.specialTokens.entries.enumerated().map {
      SpecialTokenMatcher.Name(bytes: Array($1.name.utf8), id: $1.id, ordinal: $0)
    }
    let made = SpecialTokenMatcher(all.filter { wanted.contains($0.bytes) })
    allowed = (names, made)
    return made
  }

  /// Appends the tokens of a text that is not changed, special tokens being themselves.
  func encodeAroundSpecialTokens(
    _ text: UnsafeBufferPointer<UInt8>, _ matcher: SpecialTokenMatcher, into tokens: inout [Token]
  ) {
    var position = 0
    while let found = matcher.first(in: text, from: position) {
      pairs.encode(UnsafeBufferPointer(rebasing: text[position..<found.range.lowerBound]), into: &tokens)
      tokens.append(found.name.id)
      position = found.range.upperBound
    }
    pairs.encode(UnsafeBufferPointer(rebasing: text[position...]), into: &tokens)
  }

  /// Whether an added token may be taken from text.
  func allows(_ policy: SpecialTokenPolicy) -> (AddedToken) -> Bool {
    switch policy {
    case .asText, .refuse: return { _ in false }
    case .allowAll: return { _ in true }
    case .allow(let names):
      let allowed = Set(names.map { Array($0.utf8) })
      return { allowed.contains($0.name) }
    }
  }
}
