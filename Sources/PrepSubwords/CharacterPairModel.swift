package import PrepBytePairEncoding

/// Byte pair encoding over characters, as Hugging Face `tokenizers` has it (`models/bpe`): a symbol a character, which
/// merge by a list. A character without a token becomes the tokens of its bytes where all have one, else the unknown
/// token.
///
/// SAFETY of `@unchecked Sendable`: nothing in it changes once it is made; what a call needs is its own.
package final class CharacterPairModel: PairModel, @unchecked Sendable {
  /// What distinguishes models.
  package struct Options: Sendable {
    /// What unknown characters become; nil leaves them out.
    package var unknown: Token?
    /// Whether unknown neighbours are one token.
    package var joinsUnknown = false
    /// The tokens of bytes, or nil for those that have none; empty without byte fallback.
    package var bytes: [Token?] = []
    /// What stands before symbols that do not begin a piece, in how tokens are written.
    package var prefix: [UInt8] = []
    /// What stands behind the last symbol of a piece.
    package var suffix: [UInt8] = []
    /// Whether a piece that is a token becomes it before anything is merged.
    package var takesWholePieces = false
    /// How probable it is that a merge is left out.
    package var dropout = 0.0

    package init() {}
  }

  private let trie: TokenTrie
  private let pairs: PairTable
  private let options: Options
  /// Whether how a symbol is written depends on where it stands.
  private let marksPlaces: Bool

  package init(
    _ entries: [(text: [UInt8], token: Token)], merges: [(left: Token, right: Token, token: Token)], _ options: Options
  ) {
    trie = TokenTrie(entries)
    pairs = PairTable(merges)
    self.options = options
    marksPlaces = !options.prefix.isEmpty || !options.suffix.isEmpty
  }

  private init(_ other: CharacterPairModel, _ options: Options, _ trie: TokenTrie? = nil) {
    self.trie = trie ?? other.trie
    pairs = other.pairs
    self.options = options
    marksPlaces = other.marksPlaces
  }

  package var unknownToken: Token? { options.unknown }

  package func forMuch() -> any SubwordModel { CharacterPairModel(self, options, trie.compacted()) }

  package func dropping(_ probability: Double) -> any SubwordModel {
    var options = options
    options.dropout = probability
    options.takesWholePieces = false
    return CharacterPairModel(self, options)
  }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    if piece.isEmpty { return }
    if options.takesWholePieces, let whole = trie.token(for: piece) { return output.append(whole, 0..<piece.count) }
    var symbols = SymbolMerge()
    swap(&symbols, &output.symbols)
    symbols.removeAll()
    collect(piece, into: &symbols) { output.leaveOut(piece, $0) }
    symbols.run(dropping: options.dropout, &output.chance, pairs)
    symbols.forEach { output.append($0.token, $0.start..<$0.end) }
    swap(&symbols, &output.symbols)
  }

  /// The symbols of a piece. What is unknown is written when a known character or the end comes, behind bytes that
  /// stand after it.
  private func collect(
    _ piece: UnsafeBufferPointer<UInt8>, into symbols: inout SymbolMerge, leaveOut: (Range<Int>) -> Void
  ) {
    var pending: Range<Int>?
    var position = 0
    // Where what is written next lies: as there, offsets are added up.
    var place = 0
    func append(_ token: Token, _ length: Int) {
      symbols.append(token, place, place + length)
      place += length
    }
    while position < piece.count {
      let width = TextCharacters.width(piece, position)
      let end = position + width
      defer { position = end }
      if let token = token(piece, position, end) {
        if let unknown = options.unknown, let range = pending { append(unknown, range.count) }
        pending = nil
        append(token, width)
        continue
      }
      if !options.bytes.isEmpty {
        // The bytes of the symbol as it is written: marks of its place are spelled too.
        let before = position > 0 ? options.prefix : []
        let after = end == piece.count ? options.suffix : []
        func hasToken(_ byte: UInt8) -> Bool { options.bytes[Int(byte)] != nil }
        if before.allSatisfy(hasToken), piece[position..<end].allSatisfy(hasToken), after.allSatisfy(hasToken) {
          for byte in before { if let token = options.bytes[Int(byte)] { append(token, 0) } }
          for byte in piece[position..<end] { if let token = options.bytes[Int(byte)] { append(token, 1) } }
          for byte in after { if let token = options.bytes[Int(byte)] { append(token, 0) } }
          continue
        }
      }
      guard let unknown = options.unknown else {
        leaveOut(position..<end)
        place += width
        continue
      }
      if let range = pending {
        if options.joinsUnknown {
          pending = range.lowerBound..<range.upperBound + width
        } else {
          append(unknown, range.count)
          pending = 0..<width
        }
      } else {
        pending = 0..<width
      }
    }
    if let unknown = options.unknown, let range = pending { append(unknown, range.count) }
  }

  @inline(__always)
  private func token(_ piece: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Token? {
    if !marksPlaces { return trie.find(piece, start, end) }
    var text = start > 0 ? options.prefix : []
    text += piece[start..<end]
    if end == piece.count { text += options.suffix }
    return trie.token(for: text)
  }
}
