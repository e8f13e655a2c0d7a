// PrepTokenizers is a named, immutable tokenizer, the files it comes from, and where they are found. How pieces become
// tokens is in PrepBytePairEncoding; what texts are made of which records is not known here.

public import PrepBytePairEncoding

/// A vocabulary with what is done to texts and its special tokens, ready to encode and decode.
///
/// A tokenizer is an immutable value; threads share it. Each thread that encodes much makes its own ``Encoder``.
public struct Tokenizer: Sendable {
  /// The name it was asked for, or that its file suggests.
  public let name: String
  let storage: TokenizerStorage
  /// What whoever reads it ought to hear: which file was taken, and where files contradict each other.
  package internal(set) var remarks: [String] = []

  init(name: String, storage: TokenizerStorage) {
    self.name = name
    self.storage = storage
  }

  /// The largest id plus one, special tokens included.
  public var vocabularySize: Int { storage.tokens.count }
  /// The SHA-256 of vocabulary, merges, pattern and special tokens in a canonical form, in hexadecimal.
  public var fingerprint: String { storage.fingerprint }
  /// The name of the split pattern, or its regular expression.
  public var patternDescription: String { storage.patternDescription }
  /// What text becomes that the vocabulary does not know; nil where there is no such token.
  package var unknownToken: Token? { storage.subwords?.unknownToken }
  /// The special tokens.
  public var specialTokens: SpecialTokens { storage.specialTokens }

  /// Reserves space in the shared pre-token cache for about `bytes` more input. Affects speed only.
  package func expect(bytes: Int) {
    // For less it is not worth while to make what tells units.
    guard bytes >= 4 << 20, storage.preparation?.changesPlainText == true,
      let units = storage.chunkRules?.units ?? storage.stepCuts?.units
    else { return storage.pieces.expect(bytes: bytes) }
    units.expect(bytes: bytes)
  }

  /// A new encoder, to be used by one thread.
  public func makeEncoder() -> Encoder { Encoder(self) }

  // MARK: Encoding

  /// The tokens of a text.
  ///
  /// - Parameter specialTokens: What happens to special tokens in the text; as text is the default, so that no text
  ///   becomes a control token.
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  public func encode(_ text: String, specialTokens: SpecialTokenPolicy = .asText) throws(TokenizerFailure) -> [Token] {
    var text = text
    return try text.withUTF8 { buffer in
      Result { () throws(TokenizerFailure) in try encode(buffer, specialTokens: specialTokens) }
    }.get()
  }

  /// The tokens of a text given as UTF-8, which need not be valid.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  public func encode(_ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy = .asText)
    throws(TokenizerFailure) -> [Token]
  {
    let core = storage.borrowCore()
    defer { storage.giveBack(core) }
    var tokens: [Token] = []
    try core.encode(text, specialTokens: specialTokens, into: &tokens)
    return tokens
  }

  /// The tokens of a text given as UTF-8, which need not be valid.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  public func encode(_ text: Span<UInt8>, specialTokens: SpecialTokenPolicy = .asText) throws(TokenizerFailure)
    -> [Token]
  {
    var result: Result<[Token], TokenizerFailure> = .success([])
    text.withUnsafeBufferPointer { buffer in
      do throws(TokenizerFailure) { result = .success(try encode(buffer, specialTokens: specialTokens)) } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  /// The number of tokens of a text, special tokens being text.
  public func count(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { buffer in
      let core = storage.borrowCore()
      defer { storage.giveBack(core) }
      return core.count(buffer)
    }
  }

  /// The number of tokens of a text given as UTF-8, special tokens being text.
  public func count(_ text: Span<UInt8>) -> Int {
    text.withUnsafeBufferPointer { buffer in
      let core = storage.borrowCore()
      defer { storage.giveBack(core) }
      return core.count(buffer)
    }
  }

  /// The number of tokens of a text if it is at most `limit`; nil otherwise, found without encoding the rest.
  public func count(_ text: String, upTo limit: Int) -> Int? {
    var text = text
    return text.withUTF8 { buffer in
      let core = storage.borrowCore()
      defer { storage.giveBack(core) }
      let count = core.count(buffer, limit: limit)
      return count <= limit ? count : nil
    }
  }

  // MARK: Decoding

  /// The text of some tokens; bytes that are not UTF-8 become U+FFFD.
  public func decode(_ tokens: [Token]) -> String {
    String(decoding: decodeBytes(tokens), as: UTF8.self)
  }

  /// Whether a token is the same text whatever stands beside it, so that a sequence can be decoded in parts.
  package var decodesTokensAlone: Bool { storage.subwords == nil }

  /// The bytes of some tokens; ids outside the vocabulary give none.
  public func decodeBytes(_ tokens: [Token], skipSpecialTokens: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    tokens.withUnsafeBufferPointer { decode($0, skipSpecialTokens: skipSpecialTokens, into: &bytes) }
    return bytes
  }

  /// Appends the bytes of some tokens; ids outside the vocabulary give none.
  public func decode(_ tokens: UnsafeBufferPointer<Token>, skipSpecialTokens: Bool = false, into bytes: inout [UInt8]) {
    if let subwords = storage.subwords {
      // Added tokens are decoded as they stand in normalized text.
      let names = storage.preparation?.normalizedNames ?? [:]
      let texts = tokens.compactMap {
        !skipSpecialTokens || !isSpecial($0) ? names[$0] ?? storage.tokens.bytes(of: $0).map { Array($0) } : nil
      }
      bytes += TextDecoder.text(of: texts, subwords.decoder)
      return
    }
    let decoder = BytePairDecoder(storage.tokens)
    guard let names = storage.preparation?.normalizedNames, !names.isEmpty,
      tokens.contains(where: { names[$0] != nil })
    else { return decoder.decode(tokens, skipsSpecialTokens: skipSpecialTokens, into: &bytes) }
    for (index, token) in tokens.enumerated() {
      if let name = names[token], !skipSpecialTokens || !isSpecial(token) {
        bytes += name
      } else {
        decoder.decode(
          UnsafeBufferPointer(rebasing: tokens[index...index]), skipsSpecialTokens: skipSpecialTokens, into: &bytes)
      }
    }
  }

  /// The bytes of one token; nil when the vocabulary has no such id. Models that do not work on bytes give it as their
  /// file writes it.
  public func decode(_ token: Token) -> [UInt8]? { storage.tokens.bytes(of: token).map { Array($0) } }

  // MARK: Vocabulary

  /// The id of the token with exactly these bytes, special tokens aside; nil when there is none.
  public func token(for bytes: [UInt8]) -> Token? {
    bytes.withUnsafeBufferPointer { storage.table.index.id(of: $0) }
  }

  /// Whether an id is that of a special token.
  public func isSpecial(_ token: Token) -> Bool { storage.tokens.isSpecial(token) }

  /// The tokens that the vocabulary's post-processor puts around one text, such as `<s>` and `</s>`.
  package var template: TextTemplate { storage.template }
}
