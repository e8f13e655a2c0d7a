internal import PrepBytePairEncoding
internal import PrepSubwords

extension Tokenizer {
  /// The same vocabulary, whose merges are left out by chance, each with a probability: a text has other tokens for
  /// other seeds, and the same ones for the same seed, wherever it stands and on whatever thread it is encoded.
  ///
  /// - Parameter probability: From 0, which leaves none out, to 1.
  /// - Throws: ``TokenizerFailure`` with code `unsupported` where the model has no merges.
  package func droppingMerges(_ probability: Double, seed: UInt64) throws(TokenizerFailure) -> Tokenizer {
    if probability <= 0 { return self }
    guard let dropped = storage.droppingMerges(probability, seed: seed) else {
      throw TokenizerFailure(
        .unsupported,
        "its model is \(storage.subwords?.kind ?? ""), which has no merges to leave out (--dropout)", path: name)
    }
    var tokenizer = Tokenizer(name: name, storage: dropped)
    tokenizer.remarks = remarks
    return tokenizer
  }
}

extension TokenizerStorage {
  fileprivate func droppingMerges(_ probability: Double, seed: UInt64) -> TokenizerStorage? {
    var made: SubwordVocabulary
    if let subwords {
      guard let model = subwords.model as? any PairModel else { return nil }
      made = SubwordVocabulary(
        model: model.dropping(probability), kind: subwords.kind, reference: subwords.reference,
        decoder: subwords.decoder, description: subwords.description)
    } else {
      made = SubwordVocabulary(
        model: BytePairDropoutModel(
          table.mergesByRank ? .ranks(table.index) : .list(table.list), first: table.bytesInside,
          last: table.bytesAtEnds, probability: probability),
        kind: "byte-level BPE", reference: "Hugging Face tokenizers", decoder: [], description: [])
    }
    made.dropoutSeed = seed
    made.undropped = SubwordVocabulary.Undropped(
      preparation: preparation?.canonicalDescription, model: subwords?.description)
    var preparation = preparation ?? TextPreparation(addedTokens: controlTokens)
    if preparation.steps.isEmpty {
      preparation.steps = [SplitStep(.pattern(PatternMatcher(pattern), .isolated, isInverted: false))]
    }
    return copy(subwords: made, preparation: preparation)
  }

  /// The special tokens, for a tokenizer that finds them without preparing texts.
  private var controlTokens: [AddedToken] {
    specialTokens.entries.map { AddedToken(name: Array($0.name.utf8), id: $0.id, isSpecial: true) }
  }
}
