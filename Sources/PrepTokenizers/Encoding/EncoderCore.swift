internal import PrepBytePairEncoding
internal import PrepBytes
internal import PrepSubwords

extension Encoder {
  /// What an encoder is made of, without the tokenizer it keeps alive: the choice of a way for each call. The ways
  /// themselves are in its extensions: special tokens between plain text, text that is prepared first, chunks that are
  /// remembered, the ranges that tokens came from, and places of cuts.
  // SAFETY: a core belongs to one encoder, or to one call that has borrowed it, at a time.
  final class Core: @unchecked Sendable {
    unowned let storage: TokenizerStorage
    let pairs: BytePairEncoder
    /// Whether texts are changed or cut before they are encoded.
    let changesPlainText: Bool
    let lengths: TokenBytes
    var scratch: [Token] = []
    let model: (any SubwordModel)?
    var output = SubwordTokens()
    lazy var rules: ChunkRules? = storage.chunkRules
    lazy var cuts: StepCuts? = storage.stepCuts
    /// Finds the pieces that tokens are part of.
    lazy var wordSplitter = TextSplitter(storage.pattern)
    /// Takes white space off the places that are shown.
    var trimming: PlaceTrimming { PlaceTrimming(storage) }
    /// Which of the tokens that were encoded last with their ranges were found in the text as added tokens.
    var foundTokens: [Int] = []
    /// Encodes units of texts; made when one is.
    var units: UnitEncoder?
    /// The running sum of scores; made when there is one.
    var chain: UnigramChain?
    var preparedBytes = 0
    /// What was left out for want of a token: since somebody asked, and what the tokenizer has been told of; and how
    /// often that happened.
    var lost = LostText()
    var told = LostText()
    var losses = 0
    /// What finds the special tokens that were allowed last.
    var allowed: (names: Set<String>, matcher: SpecialTokenMatcher)?

    init(_ storage: TokenizerStorage) {
      self.storage = storage
      model = storage.subwords?.model
      changesPlainText = storage.preparation?.changesPlainText ?? false
      lengths = storage.table.index.tokens
      pairs = BytePairEncoder(
        table: storage.table, splitter: TextSplitter(storage.pattern),
        boundaries: { [unowned storage] in storage.boundaries },
        pieces: storage.pieces)
    }

    /// Appends the tokens of a text.
    ///
    /// - Throws: `specialToken` where the policy refuses what the text holds, and when the split pattern cannot be used.
    func encode(_ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy, into tokens: inout [Token])
      throws(TokenizerFailure)
    {
      try refuse(text, specialTokens)
      let takesNone = specialTokens == .asText || specialTokens == .refuse
      if let preparation = storage.shared {
        if takesNone, !changesPlainText {
          pairs.encode(text, into: &tokens)
        } else {
          encodePrepared(text, preparation, specialTokens, into: &tokens)
        }
      } else if takesNone {
        pairs.encode(text, into: &tokens)
      } else {
        encodeAroundSpecialTokens(text, matcher(specialTokens), into: &tokens)
      }
      try checkPattern()
    }

    /// - Throws: `specialToken` where the policy refuses what the text holds.
    func refuse(_ text: UnsafeBufferPointer<UInt8>, _ policy: SpecialTokenPolicy) throws(TokenizerFailure) {
      guard policy == .refuse, let found = storage.specialMatcher.first(in: text, from: 0) else { return }
      let name = String(decoding: found.name.bytes, as: UTF8.self)
      throw TokenizerFailure(
        .specialToken, "the text holds the special token \(name) at byte \(found.range.lowerBound)")
    }

    /// - Throws: when the split pattern took more than it is given in a text since the last call, so that its tokens
    ///   are not right.
    @inline(__always)
    func checkPattern() throws(TokenizerFailure) {
      if let failure = pairs.takeFailure() {
        throw TokenizerFailure(.unsupported, "the split pattern cannot be used: \(failure)")
      }
    }

    /// Writes the tokens of a text that is not changed before it is encoded, special tokens being text, and returns
    /// their number. There is room for a token a byte and `BytePairEncoder.spareRoom` more.
    func write(_ text: UnsafeBufferPointer<UInt8>, to place: UnsafeMutablePointer<Token>) -> Int {
      pairs.encode(text, to: place)
    }

    /// Appends the tokens of a text, special tokens being text: for callers with memory of their own.
    func append(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout PlainList<Token>) {
      if changesPlainText {
        scratch.removeAll(keepingCapacity: true)
        try? encode(text, specialTokens: .asText, into: &scratch)
        tokens.append(contentsOf: scratch)
      } else {
        pairs.encode(text) { room, write in tokens.append(upTo: room, write) }
      }
    }

    /// Appends the tokens of one piece, which no pattern cuts.
    func encodePiece(_ piece: UnsafeBufferPointer<UInt8>, into tokens: inout [Token]) {
      if let model {
        output.removeAll()
        model.encode(piece, into: &output)
        noteLeftOut()
        tokens += output.tokens
        return
      }
      pairs.encode(piece: piece, into: &tokens)
    }

    /// How many tokens a text has, or a number above the limit.
    func count(_ text: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> Int {
      guard let preparation = storage.shared, changesPlainText else {
        return pairs.count(text, limit: limit)
      }
      scratch.removeAll(keepingCapacity: true)
      encodePrepared(text, preparation, .asText, into: &scratch)
      return scratch.count
    }
  }
}
