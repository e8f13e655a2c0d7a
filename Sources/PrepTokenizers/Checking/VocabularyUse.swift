package import PrepBytePairEncoding
package import PrepUnicode

/// What becomes of some texts with a vocabulary: how far its tokens reach, and which of them are used.
package struct VocabularyUse: Sendable {
  /// Bytes of text and the tokens that cover them.
  package struct Share: Sendable, Equatable {
    package var bytes = 0
    package var tokens = 0

    /// How many bytes a token has on average; nil without tokens.
    package var bytesPerToken: Double? { tokens == 0 ? nil : Double(bytes) / Double(tokens) }
  }

  /// All texts.
  package private(set) var total = Share()
  /// The texts by what their tokens spell: a token belongs to the kind of its first letter; without one to that of its
  /// first digit, then of its first sign, then it is white space.
  package private(set) var shares: [CharacterKind: Share] = [:]
  /// Words, which are runs of letters and marks.
  package private(set) var words = 0
  /// Words in which no token ends before they do.
  package private(set) var singleTokenWords = 0
  /// The tokens that words are made of, those counted that reach into a word.
  package private(set) var wordTokens = 0
  /// How often each token occurs, by id.
  package private(set) var uses: [Int]

  package init(_ tokenizer: Tokenizer) { uses = [Int](repeating: 0, count: tokenizer.vocabularySize) }

  /// Adds a text.
  ///
  /// - Parameters:
  ///   - tokens: Its tokens.
  ///   - ends: Where each ends.
  ///   - kinds: What each byte of it is.
  package mutating func add(tokens: [Token], ends: [Int], kinds: [CharacterKind]) {
    var start = 0
    for (token, end) in zip(tokens, ends) {
      if Int(token) < uses.count { uses[Int(token)] += 1 }
      shares[Self.kind(kinds[start..<end]), default: Share()].bytes += end - start
      shares[Self.kind(kinds[start..<end]), default: Share()].tokens += 1
      start = end
    }
    total.bytes += kinds.count
    total.tokens += tokens.count
    addWords(ends, kinds)
  }

  private static func kind(_ kinds: ArraySlice<CharacterKind>) -> CharacterKind {
    var found: CharacterKind?
    for kind in kinds {
      if kind.isLetter { return kind }
      guard let before = found else {
        found = kind
        continue
      }
      if rank(kind) > rank(before) { found = kind }
    }
    return found ?? .whiteSpace
  }

  private static func rank(_ kind: CharacterKind) -> Int {
    switch kind {
    case .digit: 3
    case .punctuation: 2
    case .noCharacter: 1
    default: 0
    }
  }

  private mutating func addWords(_ ends: [Int], _ kinds: [CharacterKind]) {
    var position = 0
    var next = 0
    while position < kinds.count {
      guard kinds[position].isLetter else {
        position += 1
        continue
      }
      let start = position
      while position < kinds.count, kinds[position].isLetter { position += 1 }
      while next < ends.count, ends[next] <= start { next += 1 }
      var cuts = 0
      while next < ends.count, ends[next] < position {
        cuts += 1
        next += 1
      }
      words += 1
      wordTokens += cuts + 1
      if cuts == 0 { singleTokenWords += 1 }
    }
  }

  /// Adds what other texts came to.
  package mutating func add(_ other: VocabularyUse) {
    func add(_ share: inout Share, _ other: Share) {
      share.bytes += other.bytes
      share.tokens += other.tokens
    }
    add(&total, other.total)
    for (kind, share) in other.shares { add(&shares[kind, default: Share()], share) }
    words += other.words
    singleTokenWords += other.singleTokenWords
    wordTokens += other.wordTokens
    for id in uses.indices where id < other.uses.count { uses[id] += other.uses[id] }
  }

  /// The tokens with bytes of their own, special ones aside, that none of the texts has.
  package func unused(of tokenizer: Tokenizer) -> [Token] {
    tokenizer.textTokens.filter { uses[Int($0)] == 0 }
  }

  /// The longest tokens that the texts have, the longest first, of equals the one used more.
  package func longest(_ count: Int, of tokenizer: Tokenizer) -> [(token: Token, bytes: [UInt8], uses: Int)] {
    let used = uses.indices.lazy.filter { uses[$0] > 0 && !tokenizer.isSpecial(Token($0)) }.map { id in
      (token: Token(id), bytes: tokenizer.decode(Token(id)) ?? [], uses: uses[id])
    }
    return Array(
      used.sorted { ($1.bytes.count, $1.uses, $0.token) < ($0.bytes.count, $0.uses, $1.token) }.prefix(count))
  }
}

extension Tokenizer {
  /// The tokens that text becomes.
  package var textTokens: [Token] {
    (0..<Token(storage.table.index.tokens.count)).filter {
      storage.table.index.tokens.length(of: $0) > 0 && !isSpecial($0)
    }
  }
}
