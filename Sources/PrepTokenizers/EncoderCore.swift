internal import PrepBytePairEncoding
internal import PrepBytes
internal import PrepSubwords

extension Encoder {
  /// What an encoder is made of, without the tokenizer it keeps alive.
  ///
  /// SAFETY of `@unchecked Sendable`: one thread uses an encoder at a time; what several share is safe by itself.
  final class Core: @unchecked Sendable {
    private unowned let storage: TokenizerStorage
    private let pairs: BytePairEncoder
    /// Whether texts are changed or cut before they are encoded.
    let changesPlainText: Bool
    private let lengths: TokenBytes
    private var scratch: [Token] = []
    private let model: (any SubwordModel)?
    private var output = SubwordTokens()
    private lazy var rules: ChunkRules? = storage.chunkRules
    private var chunks = ChunkMemory()
    private var preparedBytes = 0

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

    func encode(_ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy, into tokens: inout [Token])
      throws(TokenizerFailure)
    {
      if specialTokens == .refuse, let found = storage.specialMatcher.first(in: text, from: 0) {
        let name = String(decoding: found.name.bytes, as: UTF8.self)
        throw TokenizerFailure(
          .specialToken, "the text holds the special token \(name) at byte \(found.range.lowerBound)")
      }
      let takesNone = specialTokens == .asText || specialTokens == .refuse
      if let preparation = storage.preparation {
        if takesNone, !preparation.changesPlainText {
          pairs.encode(text, into: &tokens)
        } else {
          encodePrepared(text, preparation, specialTokens, into: &tokens)
        }
      } else if takesNone {
        pairs.encode(text, into: &tokens)
      } else {
        encodeSegments(text, matcher(specialTokens), into: &tokens)
      }
      try checkPattern()
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
    func encode(_ text: UnsafeBufferPointer<UInt8>, to place: UnsafeMutablePointer<Token>) -> Int {
      pairs.encode(text, to: place)
    }

    private func matcher(_ policy: SpecialTokenPolicy) -> SpecialTokenMatcher {
      guard case .allow(let names) = policy else { return storage.specialMatcher }
      let allowed = Set(names.map { Array($0.utf8) })
      let all = storage.specialTokens.entries.enumerated().map {
        SpecialTokenMatcher.Name(bytes: Array($1.name.utf8), id: $1.id, ordinal: $0)
      }
      return SpecialTokenMatcher(all.filter { allowed.contains($0.bytes) })
    }

    private func encodeSegments(
      _ text: UnsafeBufferPointer<UInt8>, _ matcher: SpecialTokenMatcher, into tokens: inout [Token]
    ) {
      var position = 0
      while let found = matcher.first(in: text, from: position) {
        pairs.encode(UnsafeBufferPointer(rebasing: text[position..<found.range.lowerBound]), into: &tokens)
        tokens.append(found.name.id)
        position = found.range.upperBound
      }
      pairs.encode(UnsafeBufferPointer(rebasing: text[position...]), into: &tokens)
    }

    private func encodePrepared(
      _ text: UnsafeBufferPointer<UInt8>, _ preparation: TextPreparation, _ policy: SpecialTokenPolicy,
      into tokens: inout [Token]
    ) {
      preparedBytes += text.count
      if model != nil, policy == .asText || policy == .refuse, preparedBytes > Self.wholeBytes, let rules {
        preparation.forEachStretch(of: text, token: { tokens.append($0) }) {
          encodeChunks(text, $0, preparation, rules, into: &tokens)
        }
        return
      }
      preparation.forEachPart(of: text, allows: allows(policy), tracksEdits: false) { part in
        switch part {
        case .token(let id, _): tokens.append(id)
        case .text(let bytes, let place): encodePart(bytes, preparation, place, into: &tokens)
        }
      }
    }

    /// So many bytes are encoded before it is worth the time to find out where texts may be cut, which changes no
    /// token.
    private static let wholeBytes = 1 << 12

    /// Encodes a stretch without added tokens chunk by chunk; those that are met again are remembered.
    private func encodeChunks(
      _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: TextPreparation, _ rules: ChunkRules,
      into tokens: inout [Token]
    ) {
      let stretch = UnsafeBufferPointer(rebasing: text[range])
      guard let base = stretch.baseAddress else { return }
      // What the first chunk becomes depends on where it stands.
      var position = rules.end(of: stretch, from: 0)
      prepare(text, range.lowerBound..<range.lowerBound + position, preparation, into: &tokens)
      while position < stretch.count {
        let end = rules.end(of: stretch, from: position)
        let chunk = UnsafeBufferPointer(start: base + position, count: end - position)
        let isRemembered = chunk.count <= ChunkMemory.longest
        let hash = isRemembered ? ChunkMemory.hash(base + position, chunk.count) : 0
        if !isRemembered || !chunks.append(base + position, chunk.count, hash: hash, to: &tokens) {
          let first = tokens.count
          encodeNew(chunk, rules, into: &tokens)
          if isRemembered { chunks.insert(chunk, hash: hash, tokens[first...]) }
        }
        position = end
      }
    }

    private func encodeNew(_ chunk: UnsafeBufferPointer<UInt8>, _ rules: ChunkRules, into tokens: inout [Token]) {
      if let direct = rules.direct, rules.isPlain(chunk) {
        output.removeAll()
        direct.encode(rules.withoutExtraSpaces(chunk), into: &output)
        tokens += output.tokens
      } else {
        prepare(chunk, 0..<chunk.count, rules.inner, into: &tokens)
      }
    }

    private func prepare(
      _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: TextPreparation,
      into tokens: inout [Token]
    ) {
      preparation.stretch(text, range, { _ in false }, false) { part in
        switch part {
        case .token(let id, _): tokens.append(id)
        case .text(let bytes, let place): encodePart(bytes, preparation, place, into: &tokens)
        }
      }
    }

    private func allows(_ policy: SpecialTokenPolicy) -> (AddedToken) -> Bool {
      switch policy {
      case .asText, .refuse: return { _ in false }
      case .allowAll: return { _ in true }
      case .allow(let names):
        let allowed = Set(names.map { Array($0.utf8) })
        return { allowed.contains($0.name) }
      }
    }

    private func encodePart(
      _ bytes: UnsafeBufferPointer<UInt8>, _ preparation: TextPreparation, _ place: TextPreparation.Place,
      into tokens: inout [Token]
    ) {
      if let model {
        output.removeAll()
        if preparation.isOnePiece {
          model.encode(bytes, into: &output)
        } else {
          for piece in preparation.pieces(of: bytes, place) {
            piece.bytes.withUnsafeBufferPointer { model.encode($0, into: &output) }
          }
        }
        tokens += output.tokens
        return
      }
      if preparation.steps.isEmpty { return pairs.encode(bytes, into: &tokens) }
      for piece in preparation.pieces(of: bytes, place) {
        piece.bytes.withUnsafeBufferPointer { pairs.encode(piece: $0, into: &tokens) }
      }
    }

    /// As above, with the part of the text that each token came from.
    private func encodePart(
      _ bytes: UnsafeBufferPointer<UInt8>, _ preparation: TextPreparation, _ place: TextPreparation.Place,
      into tokens: inout [Token],
      _ ranges: inout [Range<Int>]
    ) {
      if let model {
        for piece in preparation.pieces(of: bytes, place) {
          output.removeAll()
          piece.bytes.withUnsafeBufferPointer { model.encode($0, into: &output) }
          tokens += output.tokens
          let start = piece.bytes.startIndex
          for range in output.ranges {
            let moved = range.lowerBound + start..<range.upperBound + start
            ranges.append(place.original(piece.alignment.isIdentity ? moved : piece.alignment.original(moved)))
          }
        }
        return
      }
      if preparation.steps.isEmpty {
        let first = tokens.count
        pairs.encode(bytes, into: &tokens)
        forEachRange(tokens[first...], from: 0, to: bytes.count) { ranges.append(place.original($0)) }
        return
      }
      for piece in preparation.pieces(of: bytes, place) {
        let first = tokens.count
        piece.bytes.withUnsafeBufferPointer { pairs.encode(piece: $0, into: &tokens) }
        forEachRange(tokens[first...], from: piece.bytes.startIndex, to: piece.bytes.endIndex) {
          ranges.append(place.original(piece.alignment.isIdentity ? $0 : piece.alignment.original($0)))
        }
      }
    }

    /// Appends the tokens of a text and the part of it that each came from: nothing of it lies between two where
    /// nothing was left out.
    func encode(
      _ text: UnsafeBufferPointer<UInt8>, allowsSpecialTokens: Bool, into tokens: inout [Token],
      ranges: inout [Range<Int>]
    ) {
      guard let preparation = storage.preparation, allowsSpecialTokens || preparation.changesPlainText else {
        return encodePlain(text, allowsSpecialTokens, into: &tokens, &ranges)
      }
      preparation.forEachPart(of: text, allows: { _ in allowsSpecialTokens }, tracksEdits: true) { part in
        switch part {
        case .token(let id, let range):
          tokens.append(id)
          ranges.append(range)
        case .text(let bytes, let place): encodePart(bytes, preparation, place, into: &tokens, &ranges)
        }
      }
    }

    private func encodePlain(
      _ text: UnsafeBufferPointer<UInt8>, _ allowsSpecialTokens: Bool, into tokens: inout [Token],
      _ ranges: inout [Range<Int>]
    ) {
      var position = 0
      func encode(upTo end: Int) {
        let first = tokens.count
        pairs.encode(UnsafeBufferPointer(rebasing: text[position..<end]), into: &tokens)
        forEachRange(tokens[first...], from: position, to: end) { ranges.append($0) }
      }
      while allowsSpecialTokens, let found = storage.specialMatcher.first(in: text, from: position) {
        encode(upTo: found.range.lowerBound)
        tokens.append(found.name.id)
        ranges.append(found.range)
        position = found.range.upperBound
      }
      encode(upTo: text.count)
    }

    func encodePiece(_ piece: UnsafeBufferPointer<UInt8>, into tokens: inout [Token]) {
      if let model {
        output.removeAll()
        model.encode(piece, into: &output)
        tokens += output.tokens
        return
      }
      pairs.encode(piece: piece, into: &tokens)
    }

    /// Hands over where each token lies in the bytes it was made from.
    private func forEachRange(_ tokens: ArraySlice<Token>, from start: Int, to limit: Int, _ body: (Range<Int>) -> Void)
    {
      var start = start
      for token in tokens {
        let end = min(limit, start + lengths.length(of: token))
        body(start..<end)
        start = end
      }
    }

    /// Appends the tokens of a text, special tokens being text.
    func encode(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout PlainList<Token>) {
      if changesPlainText {
        scratch.removeAll(keepingCapacity: true)
        try? encode(text, specialTokens: .asText, into: &scratch)
        tokens.append(contentsOf: scratch)
      } else {
        pairs.encode(text) { room, write in tokens.append(upTo: room, write) }
      }
    }

    /// Appends the tokens of a text, special tokens being text, and the place of each cut.
    func encode(
      _ text: UnsafeBufferPointer<UInt8>, cuts: borrowing PlainList<Int>, into tokens: inout PlainList<Token>,
      places: inout PlainList<CutPlace>
    ) {
      let first = tokens.count
      if changesPlainText {
        var ranges: [Range<Int>] = []
        scratch.removeAll(keepingCapacity: true)
        encode(text, allowsSpecialTokens: false, into: &scratch, ranges: &ranges)
        tokens.append(contentsOf: scratch)
        Self.find(cuts.all, &places, ranges)
      } else {
        encode(text, into: &tokens)
        var end = 0
        let made = tokens.all[first...]
        Self.find(cuts.all, &places, count: made.count) {
          end += lengths.length(of: made[first + $0])
          return end
        }
      }
    }

    /// Finds the places of cuts among tokens, whose ends are asked for one after the other.
    @inline(__always)
    private static func find(
      _ cuts: UnsafeBufferPointer<Int>, _ places: inout PlainList<CutPlace>, count: Int, _ nextEnd: (Int) -> Int
    ) {
      var cut = 0
      var end = 0
      var index = 0
      while cut < cuts.count, index < count {
        let tokenEnd = nextEnd(index)
        while cut < cuts.count, tokenEnd >= cuts[cut] {
          let startsBefore = end < cuts[cut]
          places.append(
            CutPlace(count: startsBefore ? index + 1 : index, straddles: startsBefore && tokenEnd > cuts[cut]))
          cut += 1
        }
        end = tokenEnd
        index += 1
      }
      while cut < cuts.count {
        places.append(CutPlace(count: count, straddles: false))
        cut += 1
      }
    }

    /// As above, where each token is known to begin and end, and there may be text between two.
    private static func find(
      _ cuts: UnsafeBufferPointer<Int>, _ places: inout PlainList<CutPlace>, _ ranges: [Range<Int>]
    ) {
      var index = 0
      for cut in cuts {
        // What begins and ends nowhere, such as the space that SentencePiece puts in front, belongs to what follows it
        // at that place.
        while index < ranges.count, ranges[index].lowerBound < cut { index += 1 }
        places.append(CutPlace(count: index, straddles: index > 0 && ranges[index - 1].upperBound > cut))
      }
    }

    func count(_ text: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> Int {
      guard let preparation = storage.preparation, preparation.changesPlainText else {
        return pairs.count(text, limit: limit)
      }
      scratch.removeAll(keepingCapacity: true)
      encodePrepared(text, preparation, .asText, into: &scratch)
      return scratch.count
    }
  }
}
