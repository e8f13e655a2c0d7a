import PrepDiagnostics
internal import PrepTokenizers

/// The tokens of characters that words begin as, of models whose symbols are characters.
///
/// After Hugging Face's `BpeTrainer`: special tokens, then characters by their code points, then, where a prefix marks
/// symbols that do not begin a word, these symbols. The order of the latter is left to chance there; here it is that of
/// their characters, behind those that are given.
struct CharacterSymbols {
  private(set) var first: [UInt32: UInt32] = [:]
  private(set) var later: [UInt32: UInt32] = [:]

  /// The tokens of a word, those of characters without one left out.
  func append(_ word: UnsafeBufferPointer<UInt8>, to tokens: inout [UInt32]) {
    var isFirst = true
    for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
      if let token = isFirst ? first[scalar.value] : later[scalar.value] { tokens.append(token) }
      isFirst = false
    }
  }

  /// Gives the characters of some words their ids, behind the special tokens of an alphabet.
  init(_ words: borrowing CountedWords, _ options: TrainingOptions, _ alphabet: inout TrainingAlphabet) {
    let rules = options.characters ?? TrainingOptions.Characters()
    var counts: [UInt32: Int] = [:]
    var later: Set<UInt32> = []
    words.forEach { word, count in
      var isFirst = true
      for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
        counts[scalar.value, default: 0] &+= count
        if !isFirst { later.insert(scalar.value) }
        isFirst = false
      }
    }
    for point in rules.initialAlphabet where counts[point] == nil { counts[point] = 0 }
    let kept = CharacterAlphabet.kept(counts, limit: options.alphabetLimit, initial: rules.initialAlphabet)
    for point in kept { first[point] = alphabet.add(Self.text(point)) }
    if rules.prefix.isEmpty {
      self.later = first
      return
    }
    let inside = kept.filter { later.contains($0) }
    let given = rules.order.filter { inside.contains($0) }
    for point in given + inside.filter({ !given.contains($0) }) {
      self.later[point] = alphabet.add(rules.prefix + Self.text(point))
    }
  }

  private static func text(_ point: UInt32) -> [UInt8] {
    Unicode.Scalar(point).map { Array(String($0).utf8) } ?? []
  }
}

extension BytePairTrainer {
  /// Trains on counted words, whose symbols are characters.
  ///
  /// - Parameters:
  ///   - words: Released by this function as soon as it is done with them, when nobody else holds them.
  ///   - progress: Told now and then how many tokens there are; false ends the training before its time.
  /// - Throws: ``TrainingFailure`` when there are more words than training can hold, or more characters than ids.
  package func trainCharacters(_ words: consuming CountedWords, progress: (Int) -> Bool = { _ in true })
    throws(TrainingFailure) -> TrainedVocabulary
  {
    var alphabet = TrainingAlphabet(specialTokens: options.specialTokens)
    let symbols = CharacterSymbols(words, options, &alphabet)
    if alphabet.tokens.count > options.vocabularySize {
      let bytes = options.specialTokens.count { $0.hasPrefix("<0x") && $0.hasSuffix(">") }
      throw TrainingFailure(
        "special tokens\(bytes > 0 ? ", \(Counted(bytes, "byte token"))" : "") and the characters of the texts are \(Counted(alphabet.tokens.count, "token")), more than --vocab-size "
          + "\(options.vocabularySize) has room for; leave out rare ones with --limit-alphabet")
    }
    let lengths = [UInt32](repeating: 1, count: alphabet.tokens.count)
    return try train(&words, alphabet, lengths: lengths, progress) { symbols.append($0, to: &$1) }
  }
}
