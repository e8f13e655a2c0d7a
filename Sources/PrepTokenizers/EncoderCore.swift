internal import PrepBytePairEncoding
internal import PrepBytes

extension Encoder {
  /// What an encoder is made of, without the tokenizer it keeps alive.
  final class Core: @unchecked Sendable {
    private unowned let storage: TokenizerStorage
    private let pairs: BytePairEncoder
    /// Whether texts are changed or cut before they are encoded.
    let changesPlainText: Bool
    private let lengths: TokenBytes
    private var scratch: [Token] = []

    init(_ storage: TokenizerStorage) {
      self.storage = storage
      changesPlainText = storage.preparation?.changesPlainText ?? false
      lengths = storage.table.index.tokens
      pairs = BytePairEncoder(
        table: storage.table, splitter: TextSplitter(storage.pattern), boundaries: { [unowned storage] in storage.boundaries },
        pieces: storage.pieces)
    }

    func encode(_ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy, into tokens: inout [Token])
      throws(TokenizerFailure)
    {
      if specialTokens == .refuse, let found = storage.specialMatcher.first(in: text, from: 0) {
        let name = String(decoding: found.name.bytes, as: UTF8.self)
        throw TokenizerFailure(.specialToken, "the text holds the special token \(name) at byte \(found.range.lowerBound)")
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

    /// - Throws: when the split pattern took more than it is given in a text since the last call, so that its tokens are not right.
    @inline(__always)
    func checkPattern() throws(TokenizerFailure) {
      if let failure = pairs.takeFailure() { throw TokenizerFailure(.unsupported, "the split pattern cannot be used: \(failure)") }
    }

    /// Writes the tokens of a text that is not changed before it is encoded, special tokens being text, and returns their number. There
    /// is room for a token a byte and `BytePairEncoder.spareRoom` more.
    func encode(_ text: UnsafeBufferPointer<UInt8>, to place: UnsafeMutablePointer<Token>) -> Int { pairs.encode(text, to: place) }

    private func matcher(_ policy: SpecialTokenPolicy) -> SpecialTokenMatcher {
      guard case .allow(let names) = policy else { return storage.specialMatcher }
      let allowed = Set(names.map { Array($0.utf8) })
      let all = storage.specialTokens.entries.enumerated().map {
        SpecialTokenMatcher.Name(bytes: Array($1.name.utf8), id: $1.id, ordinal: $0)
      }
      return SpecialTokenMatcher(all.filter { allowed.contains($0.bytes) })
    }

    private func encodeSegments(_ text: UnsafeBufferPointer<UInt8>, _ matcher: SpecialTokenMatcher, into tokens: inout [Token]) {
      var position = 0
      while let found = matcher.first(in: text, from: position) {
        pairs.encode(UnsafeBufferPointer(rebasing: text[position..<found.range.lowerBound]), into: &tokens)
        tokens.append(found.name.id)
        position = found.range.upperBound
      }
      pairs.encode(UnsafeBufferPointer(rebasing: text[position...]), into: &tokens)
    }

    private func encodePrepared(
      _ text: UnsafeBufferPointer<UInt8>, _ preparation: TextPreparation, _ policy: SpecialTokenPolicy, into tokens: inout [Token]
    ) {
      for part in preparation.parts(of: text, allows: allows(policy)) {
        switch part {
        case .token(let id, _): tokens.append(id)
        case .text(let bytes, _): encodePart(bytes, preparation, into: &tokens)
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

    private func encodePart(_ bytes: [UInt8], _ preparation: TextPreparation, into tokens: inout [Token]) {
      if preparation.steps.isEmpty {
        bytes.withUnsafeBufferPointer { pairs.encode($0, into: &tokens) }
        return
      }
      for piece in preparation.pieces(of: bytes) {
        piece.bytes.withUnsafeBufferPointer { pairs.encode(piece: $0, into: &tokens) }
      }
    }

    /// As above, with the end of each token in the prepared bytes.
    private func encodePart(_ bytes: [UInt8], _ preparation: TextPreparation, into tokens: inout [Token], ends: inout [Int]) {
      let first = tokens.count
      if preparation.steps.isEmpty {
        bytes.withUnsafeBufferPointer { pairs.encode($0, into: &tokens) }
        appendEnds(tokens[first...], from: 0, to: bytes.count, into: &ends)
        return
      }
      for piece in preparation.pieces(of: bytes) {
        let first = tokens.count
        piece.bytes.withUnsafeBufferPointer { pairs.encode(piece: $0, into: &tokens) }
        appendEnds(tokens[first...], from: piece.start, to: bytes.count, into: &ends)
      }
    }

    func encode(
      _ text: UnsafeBufferPointer<UInt8>, allowsSpecialTokens: Bool, into tokens: inout [Token], ends: inout [Int]
    ) {
      guard let preparation = storage.preparation, allowsSpecialTokens || preparation.changesPlainText else {
        return encodePlain(text, allowsSpecialTokens, into: &tokens, &ends)
      }
      for part in preparation.parts(of: text, allows: { _ in allowsSpecialTokens }) {
        switch part {
        case .token(let id, let range):
          tokens.append(id)
          ends.append(range.upperBound)
        case .text(let bytes, let range):
          var inner: [Int] = []
          encodePart(bytes, preparation, into: &tokens, ends: &inner)
          let original = UnsafeBufferPointer(rebasing: text[range])
          let places = TextAlignment(original: original, prepared: bytes, preparation)
          for end in inner { ends.append(range.lowerBound + places.original(end)) }
        }
      }
    }

    private func encodePlain(
      _ text: UnsafeBufferPointer<UInt8>, _ allowsSpecialTokens: Bool, into tokens: inout [Token], _ ends: inout [Int]
    ) {
      var position = 0
      func encode(upTo end: Int) {
        let first = tokens.count
        pairs.encode(UnsafeBufferPointer(rebasing: text[position..<end]), into: &tokens)
        appendEnds(tokens[first...], from: position, to: end, into: &ends)
      }
      while allowsSpecialTokens, let found = storage.specialMatcher.first(in: text, from: position) {
        encode(upTo: found.range.lowerBound)
        tokens.append(found.name.id)
        ends.append(found.range.upperBound)
        position = found.range.upperBound
      }
      encode(upTo: text.count)
    }

    func encodePiece(_ piece: UnsafeBufferPointer<UInt8>, into tokens: inout [Token]) { pairs.encode(piece: piece, into: &tokens) }

    private func appendEnds(_ tokens: ArraySlice<Token>, from start: Int, to limit: Int, into ends: inout [Int]) {
      ends.reserveCapacity(ends.count + tokens.count)
      var end = start
      for token in tokens {
        end = min(limit, end + storage.table.index.tokens.length(of: token))
        ends.append(end)
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
      _ text: UnsafeBufferPointer<UInt8>, cuts: borrowing PlainList<Int>, into tokens: inout PlainList<Token>, places: inout PlainList<CutPlace>
    ) {
      let first = tokens.count
      if changesPlainText {
        var ends: [Int] = []
        scratch.removeAll(keepingCapacity: true)
        encode(text, allowsSpecialTokens: false, into: &scratch, ends: &ends)
        tokens.append(contentsOf: scratch)
        Self.find(cuts.all, &places, count: ends.count) { ends[$0] }
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
    private static func find(_ cuts: UnsafeBufferPointer<Int>, _ places: inout PlainList<CutPlace>, count: Int, _ nextEnd: (Int) -> Int) {
      var cut = 0
      var end = 0
      var index = 0
      while cut < cuts.count, index < count {
        let tokenEnd = nextEnd(index)
        while cut < cuts.count, tokenEnd >= cuts[cut] {
          let startsBefore = end < cuts[cut]
          places.append(CutPlace(count: startsBefore ? index + 1 : index, straddles: startsBefore && tokenEnd > cuts[cut]))
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

    func count(_ text: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> Int {
      guard let preparation = storage.preparation, preparation.changesPlainText else { return pairs.count(text, limit: limit) }
      scratch.removeAll(keepingCapacity: true)
      encodePrepared(text, preparation, .asText, into: &scratch)
      return scratch.count
    }
  }
}
