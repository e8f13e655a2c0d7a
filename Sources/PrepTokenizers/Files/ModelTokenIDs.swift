internal import PrepBytePairEncoding
internal import PrepSubwords

/// Finds the ids of a model's tokens by how its file writes them.
struct ModelTokenIDs {
  private let index: TokenIndex
  /// The tokens as they are written, where words end in a suffix; then bytes alone do not tell tokens apart.
  private let written: TokenIndex?
  private let foreign: [[UInt8]: Token]
  /// How many tokens the model has.
  let count: Int
  /// The tokens of a model whose file writes them as texts.
  private let texts: TokenTrie?

  /// The tokens of a model whose file writes them as texts.
  init(texts: TokenTrie, count: Int) {
    index = TokenIndex(TokenBytesBuilder(tokenCapacity: 0, textCapacity: 0).build())
    written = nil
    foreign = [:]
    self.texts = texts
    self.count = count
  }

  init(vocabulary: VocabularyReader.Vocabulary, index: TokenIndex, written: TokenIndex?) {
    self.index = index
    self.written = written
    foreign = Dictionary(vocabulary.foreign.map { ($0.text, $0.id) }, uniquingKeysWith: { first, _ in first })
    count = vocabulary.count
    texts = nil
  }

  /// The id of the token that is written so.
  func id(of text: [UInt8]) -> Token? {
    if let texts { return texts.token(for: text) }
    if let written { return text.withUnsafeBufferPointer { written.id(of: $0) } }
    var bytes: [UInt8] = []
    guard text.withUnsafeBufferPointer({ ByteAlphabet.appendBytes(of: $0, to: &bytes) }) else { return foreign[text] }
    return bytes.withUnsafeBufferPointer { index.id(of: $0) }
  }

  /// The token of each byte, written with a suffix; ``TokenIndex/none`` where there is none.
  func byteTokens(suffix: [UInt8]) -> [Token] {
    written == nil && suffix.isEmpty
      ? index.byteTokens : (0..<256).map { id(of: ByteAlphabet.text(of: [UInt8($0)]) + suffix) ?? TokenIndex.none }
  }
}
