internal import PrepBytePairEncoding

extension Tokenizer {
  /// The bytes of a `tokenizer.json` that gives equal ids in Hugging Face `tokenizers`: its own file where it comes
  /// from one.
  ///
  /// - Throws: ``TokenizerFailure`` with code `unsupported` when the form cannot say what the tokenizer does.
  package func tokenizerJSON() throws(TokenizerFailure) -> [UInt8] {
    if let origin = storage.jsonOrigin { return try origin.bytes() }
    return try vocabularyContents().writeTokenizerJSON()
  }

  /// What the tokenizer is, in the form that trainers make.
  ///
  /// - Throws: ``TokenizerFailure`` with code `unsupported` when the form cannot say what the tokenizer does.
  package func vocabularyContents() throws(TokenizerFailure) -> VocabularyContents {
    if let subwords = storage.subwords {
      throw unsupported("its model is \(subwords.kind), and only byte-level BPE can be written")
    }
    if let preparation = storage.preparation,
      !preparation.onlyNormalizesAndAdds || !preparation.normalizers.isEmpty && normalization == nil
    {
      throw unsupported(
        "what it does to texts before they are cut cannot be written with another pattern or other special tokens"
      )
    }
    return writtenContents
  }

  /// What the tokenizer is, as far as the form can say it.
  var writtenContents: VocabularyContents {
    var contents = contents
    contents.addedTokens = addedTokens
    contents.takesWholePieces = storage.table.takesWholePieces
    contents.normalization = normalization?.name ?? ""
    contents.merges =
      storage.table.mergesByRank
      ? recoveredMerges().map { ($0.left, $0.right) } : storage.table.list.map { ($0.left, $0.right) }
    return contents
  }

  /// The only normalization there is; nil when there is none or more.
  private var normalization: UnicodeForm? {
    guard let normalizers = storage.preparation?.normalizers, normalizers.count == 1,
      case .unicode(let form) = normalizers[0]
    else { return nil }
    return form
  }

  /// The bytes of a `.tiktoken` file that gives equal ids with the same pattern, normalization and special tokens, none
  /// of which it holds.
  ///
  /// - Throws: ``TokenizerFailure`` with code `unsupported` when ranks cannot say what the tokenizer does.
  package func tiktoken() throws(TokenizerFailure) -> [UInt8] {
    if let subwords = storage.subwords { throw unsupported("its model is \(subwords.kind), which ranks cannot say") }
    if let preparation = storage.preparation,
      !preparation.onlyNormalizesAndAdds
        || !preparation.normalizers.isEmpty && preparation.normalizers != [.unicode(.nfc)]
    {
      throw unsupported("ranks cannot say what it does to texts before they are cut")
    }
    if !storage.table.mergesByRank { try checkRanks() }
    return try contents.writeTiktoken()
  }

  /// The added tokens, special ones and others.
  var addedTokens: [AddedToken] {
    storage.preparation.map { ($0.rawTokens.all + $0.normalizedTokens.all).sorted { $0.id < $1.id } } ?? []
  }

  private var contents: VocabularyContents {
    let index = storage.table.index.tokens
    var tokens: [[UInt8]] = []
    for id in 0..<Token(index.count) { tokens.append(isSpecial(id) ? [] : index.bytes(of: id).map { Array($0) } ?? []) }
    return VocabularyContents(
      tokens: tokens, merges: [], pattern: patternDescription,
      specialTokens: specialTokens.entries.map { ($0.name, $0.id) })
  }

  private func recoveredMerges() -> [(left: Token, right: Token, token: Token)] {
    var recovery = MergeRecovery(storage.table.index)
    return (0..<Token(storage.table.index.tokens.count)).compactMap { token in
      recovery.merge(of: token).map { ($0.left, $0.right, token) }
    }
  }

  /// Throws why ranks would give other ids than the list of merges.
  private func checkRanks() throws(TokenizerFailure) {
    let table = storage.table
    if table.marksWordEnds { throw unsupported("its words end in a suffix, which ranks cannot say") }
    for byte in UInt8.min...UInt8.max where !table.index.hasSingle(byte) {
      throw unsupported("the byte 0x\(String(byte, radix: 16)) has no token")
    }
    var listed = Set<UInt64>()
    var last: Token = 0
    for merge in table.list {
      if merge.token < last {
        throw unsupported(
          "its ids do not follow the order of its merges (\(shown(merge.token)) is made after \(shown(last)))")
      }
      last = merge.token
      listed.insert(UInt64(merge.left) << 32 | UInt64(merge.right))
    }
    var recovery = MergeRecovery(table.index)
    for token in 0..<Token(table.index.tokens.count) where table.index.tokens.length(of: token) > 1 && !isSpecial(token)
    {
      guard let merge = recovery.merge(of: token) else {
        if table.takesWholePieces { continue }
        throw unsupported(
          "the token \(shown(token)) is made by no merge, and ranks would take it where it is a whole piece")
      }
      if !listed.contains(UInt64(merge.left) << 32 | UInt64(merge.right)) {
        throw unsupported(
          "ranks would make the token \(shown(token)) of \(shown(merge.left)) and \(shown(merge.right)), which its merges do not"
        )
      }
    }
  }

  private func shown(_ token: Token) -> String {
    "\(token) \"\(String(decoding: storage.tokens.bytes(of: token).map { Array($0) } ?? [], as: UTF8.self))\""
  }

  func unsupported(_ message: String) -> TokenizerFailure {
    TokenizerFailure(.unsupported, message, path: name)
  }
}
