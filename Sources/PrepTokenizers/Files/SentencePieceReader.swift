internal import PrepBytePairEncoding
internal import PrepSubwords

/// Makes a tokenizer of a SentencePiece model, which encodes as SentencePiece 0.2.3 does.
struct SentencePieceReader {
  let path: String
  let name: String
  /// The tokens around a text.
  var template = TextTemplate()
  /// Tokens that files beside it add.
  var more: [AddedToken] = []

  func read(_ file: SentencePieceFile) throws(TokenizerFailure) -> Tokenizer {
    guard file.modelType == 1 || file.modelType == 2 else {
      throw TokenizerFailure(
        .unsupported,
        "is a SentencePiece model of \(file.modelType == 3 ? "words" : "characters"), which is not supported",
        path: path)
    }
    guard let map = CharacterMap(file.map) else {
      throw TokenizerFailure(.damaged, "the map of characters is damaged", path: path)
    }
    var builder = TokenBytesBuilder(tokenCapacity: file.pieces.count, textCapacity: file.pieces.count * 8)
    for (id, piece) in file.pieces.enumerated() { _ = builder.add(Token(id), piece.text) }
    let unknown = Token(file.pieces.firstIndex { $0.kind == .unknown } ?? 0)
    var bytes: [Token?] = []
    if file.fallsBackToBytes {
      bytes = [Token?](repeating: nil, count: 256)
      for (id, piece) in file.pieces.enumerated() where piece.kind == .byte {
        if let byte = TextDecoder.byte(piece.text) { bytes[Int(byte)] = Token(id) }
      }
    }
    let symbols = entries(file) { $0.kind == .userDefined }
    let model = file.modelType == 1 ? unigram(file, unknown, bytes) : pairs(file, symbols, unknown, bytes)
    let added = added(file, &builder)
    var preparation = TextPreparation(addedTokens: added, steps: [SplitStep(.whole)])
    preparation.sentencePiece = SentencePieceNormalizer(
      map: map, symbols: TokenTrie(symbols), symbolTexts: symbols.map(\.text), addsDummyPrefix: file.addsDummyPrefix,
      removesExtraSpaces: file.removesExtraSpaces,
      escapesSpaces: file.escapesSpaces, takesSpaceAsSuffix: file.takesSpaceAsSuffix)
    guard let denormalizing = CharacterMap(file.denormalizingMap) else {
      throw TokenizerFailure(.damaged, "the map of characters for decoding is damaged", path: path)
    }
    let decoding = SentencePieceDecoding(
      controls: Set(file.pieces.lazy.filter { $0.kind == .control }.map(\.text)),
      unknown: file.pieces[Int(unknown)].text,
      unknownText: file.unknownText, bytes: file.fallsBackToBytes, addsDummyPrefix: file.addsDummyPrefix,
      removesExtraSpaces: file.removesExtraSpaces, takesSpaceAsSuffix: file.takesSpaceAsSuffix,
      denormalizing: denormalizing)
    let tokens = builder.build()
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(ranks: TokenIndex(tokens)),
        subwords: SubwordVocabulary(
          model: model, kind: file.modelType == 1 ? "SentencePiece Unigram" : "SentencePiece BPE",
          reference: "SentencePiece",
          decoder: [.sentencePiece(decoding)], description: description(file, map),
          cutting: cutting(file, symbols, unknown, bytes)),
        tokens: tokens, pattern: .byteLevel, patternDescription: "SentencePiece", specialTokens: specials(file, added),
        preparation: preparation, template: template))
  }

  private func entries(_ file: SentencePieceFile, where isWanted: (SentencePieceFile.Piece) -> Bool) -> [(
    text: [UInt8], token: Token
  )] {
    file.pieces.enumerated().compactMap { id, piece in
      // A zero byte ends texts in SentencePiece: beside byte fallback such a piece does not exist.
      if piece.text.isEmpty || file.fallsBackToBytes && piece.text == [0] { return nil }
      return isWanted(piece) ? (piece.text, Token(id)) : nil
    }
  }

  private func unigram(_ file: SentencePieceFile, _ unknown: Token, _ bytes: [Token?]) -> any SubwordModel {
    let least = file.pieces.lazy.filter { $0.kind == .normal }.map(\.score).min() ?? 0
    let scores = file.pieces.map { Double($0.kind == .userDefined ? Float($0.text.count - 1) * 0.1 : $0.score) }
    return UnigramModel(
      entries(file) { $0.kind == .normal || $0.kind == .userDefined }, scores: scores, engine: .sentencePiece,
      unknown: unknown,
      unknownScore: Double(least - 10), bytes: bytes)
  }

  private func pairs(
    _ file: SentencePieceFile, _ symbols: [(text: [UInt8], token: Token)], _ unknown: Token, _ bytes: [Token?]
  ) -> any SubwordModel {
    let pieces = entries(file) { $0.kind == .normal || $0.kind == .userDefined || $0.kind == .unused }
    return SentencePiecePairModel(
      pieces.map { ($0.text, $0.token, file.pieces[Int($0.token)].score) }, count: file.pieces.count,
      unused: Set(pieces.lazy.filter { file.pieces[Int($0.token)].kind == .unused }.map(\.token)), frozen: symbols,
      unknown: unknown, bytes: bytes)
  }

  /// Texts may be cut before marks. What unknown characters become in a Unigram model is told behind cuts.
  private func cutting(
    _ file: SentencePieceFile, _ symbols: [(text: [UInt8], token: Token)], _ unknown: Token, _ bytes: [Token?]
  ) -> SubwordVocabulary.Cutting? {
    let isUnigram = file.modelType == 1
    @Sendable func pieces() -> [(text: [UInt8], token: Token)] {
      entries(file) { $0.kind == .normal || $0.kind == .userDefined || $0.kind == .unused && !isUnigram }
    }
    let mark = Array("▁".utf8)
    return SubwordVocabulary.Cutting(
      isExact: file.pieces.contains {
        $0.text == mark && ($0.kind == .normal || $0.kind == .userDefined || $0.kind == .unused && !isUnigram)
      },
      joinedBefore: { SubwordVocabulary.Cutting.joined(pieces().lazy.map(\.text)) },
      texts: { pieces().compactMap { SubwordVocabulary.Cutting.spaced($0.text) } },
      partsUnknown: isUnigram || !bytes.isEmpty && bytes.allSatisfy { $0 != nil })
  }

  /// Pieces of control, which text becomes only where the caller allows it.
  private func added(_ file: SentencePieceFile, _ builder: inout TokenBytesBuilder) -> [AddedToken] {
    var added = file.pieces.enumerated().compactMap { id, piece -> AddedToken? in
      guard piece.kind == .control || piece.kind == .unknown, !piece.text.isEmpty else { return nil }
      _ = builder.markSpecial(Token(id))
      return AddedToken(name: piece.text, id: Token(id), isSpecial: true)
    }
    // Those that are no pieces follow them, whatever ids the files give them.
    let known = more.isEmpty ? [] : Set(file.pieces.map(\.text))
    for token in more where !known.contains(token.name) {
      var token = token
      token.id = Token(builder.count)
      token.isNormalized = false
      _ = builder.add(token.id, token.name, isSpecial: token.isSpecial)
      added.append(token)
    }
    return added
  }

  private func specials(_ file: SentencePieceFile, _ added: [AddedToken]) -> SpecialTokens {
    let entries = added.filter(\.isSpecial).map {
      SpecialTokens.Entry(name: String(decoding: $0.name, as: UTF8.self), id: $0.id)
    }
    func control(_ id: Int) -> Token? {
      file.pieces.indices.contains(id) && file.pieces[id].kind == .control ? Token(id) : nil
    }
    return SpecialTokens(
      entries, beginOfText: template.prefix.first, endOfText: control(file.endID), pad: control(file.padID))
  }

  private func description(_ file: SentencePieceFile, _ map: CharacterMap) -> [UInt8] {
    var text = Array(
      "SentencePiece \(file.modelType) \(file.takesSpaceAsSuffix) \(file.fallsBackToBytes) \(file.addsDummyPrefix) \(file.removesExtraSpaces) \(file.escapesSpaces) \(map.digest)"
        .utf8)
    for piece in file.pieces {
      text.append(UInt8(piece.kind.rawValue))
      withUnsafeBytes(of: piece.score.bitPattern.littleEndian) { text += $0 }
    }
    return text
  }
}
