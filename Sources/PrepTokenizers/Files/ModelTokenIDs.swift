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
  /// Whether the file writes them as texts.
  private let areTexts: Bool
  /// These where two tokens have the same text, or two texts the same id.
  private let texts: TokenTrie?
  /// Whether two tokens have the same text, of which the last counts.
  var hasDuplicates: Bool { texts != nil }

  /// The tokens of a model whose file writes them as texts.
  init(texts index: TokenIndex, _ texts: TokenTrie?, count: Int) {
    self.index = index
    written = nil
    foreign = [:]
    areTexts = true
    self.texts = texts
    self.count = count
  }

  init(vocabulary: VocabularyReader.Vocabulary, index: TokenIndex, written: TokenIndex?) {
    self.index = index
    self.written = written
    foreign = Dictionary(vocabulary.foreign.map { ($0.text, $0.id) }, uniquingKeysWith: { first, _ in first })
    count = vocabulary.count
    areTexts = false
    texts = nil
  }

  /// The id of the token that is written so.
  func id(of text: [UInt8]) -> Token? {
    if let texts { return texts.token(for: text) }
    if areTexts { return text.withUnsafeBufferPointer { index.id(of: $0) } }
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
