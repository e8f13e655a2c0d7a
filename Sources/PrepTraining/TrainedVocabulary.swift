package import PrepTokenizers

/// What training makes: the tokens by id and the merges in order.
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

  /// The bytes of each token by id; those of special tokens are empty, unless a merge spells one.
  package var tokens: [[UInt8]]
  /// The merges in order. A merge may make a token that an earlier one made from other parts.
  package var merges: [Merge]
  /// The special tokens, whose ids follow each other.
  package var specialTokens: [String]
  /// The id of the first special token.
  package var firstSpecialID: UInt32 = 0

  /// Adds the special tokens where the rules put them.
  init(tokens: [[UInt8]], merges: [Merge], alphabet: TrainingAlphabet, options: TrainingOptions) {
    self.tokens = tokens
    self.merges = merges
    specialTokens = alphabet.specialTokens
    firstSpecialID = alphabet.firstSpecialID
    if options.ties == .rustbpe {
      specialTokens = options.specialTokens
      firstSpecialID = UInt32(tokens.count)
      self.tokens += specialTokens.map { _ in [] }
    }
  }

  /// The contents of a tokenizer file.
  ///
  /// Where several ids have the same bytes, which rustbpe's rules allow, the first stands for all.
  ///
  /// - Parameters:
  ///   - rules: How texts were split.
  ///   - base: The vocabulary that training went on from, whose merges and special tokens come first.
  package func contents(rules: CountingRules, continuing base: VocabularyContents? = nil) -> VocabularyContents {
    var tokens = tokens
    var first: [[UInt8]: Int] = [:]
    for (id, bytes) in tokens.enumerated() where !bytes.isEmpty {
      if first[bytes] == nil { first[bytes] = id } else { tokens[id] = [] }
    }
    func representative(_ id: UInt32) -> UInt32 { first[self.tokens[Int(id)]].map { UInt32($0) } ?? id }
    let newMerges = merges.map { (left: representative($0.left), right: representative($0.right)) }
    let newSpecials = specialTokens.enumerated().map { (name: $1, id: firstSpecialID + UInt32($0)) }
    if var contents = base {
      contents.tokens = tokens
      contents.merges += newMerges
      let known = Set(contents.specialTokens.map(\.name))
      contents.specialTokens += newSpecials.filter { !known.contains($0.name) }
      return contents
    }
    var contents = VocabularyContents(
      tokens: tokens, merges: newMerges, pattern: rules.pattern, specialTokens: newSpecials)
    contents.normalization = rules.normalization
    return contents
  }
}
