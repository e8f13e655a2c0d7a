internal import PrepBytePairEncoding
internal import PrepBytes
internal import PrepSubwords

// Tokens with the part of the text that each came from.

extension Encoder.Core {
  /// Appends the tokens of a text and the part of it that each came from: nothing of it lies between two where
  /// nothing was left out.
  func encodeWithRanges(
    _ text: UnsafeBufferPointer<UInt8>, allowsSpecialTokens: Bool, into tokens: inout [Token],
    ranges: inout [Range<Int>]
  ) {
    var words: PieceCount?
    encodeWithRanges(
      text, allowsSpecialTokens ? .allowAll : .asText, into: &tokens, ranges: &ranges, counting: &words)
  }

  /// The same, with the piece that each token is part of.
  func encodeWithRanges(
    _ text: UnsafeBufferPointer<UInt8>, _ policy: SpecialTokenPolicy, into tokens: inout [Token],
    ranges: inout [Range<Int>], words: inout PieceCount
  ) {
    var counted: PieceCount? = words
    encodeWithRanges(text, policy, into: &tokens, ranges: &ranges, counting: &counted)
    words = counted ?? words
  }

  private func encodeWithRanges(
    _ text: UnsafeBufferPointer<UInt8>, _ policy: SpecialTokenPolicy, into tokens: inout [Token],
    ranges: inout [Range<Int>], counting words: inout PieceCount?
  ) {
    let takesNone = policy == .asText || policy == .refuse
    foundTokens.removeAll(keepingCapacity: true)
    let begin = ranges.count
    guard let preparation = storage.shared, !takesNone || preparation.value.changesPlainText else {
      return encodePlainWithRanges(text, takesNone ? nil : matcher(policy), into: &tokens, &ranges, &words)
    }
    beginChance(text)
    preparation.forEachPart(of: text, allows: allows(policy), tracksEdits: true) { part in
      switch part {
      case .token(let id, let range):
        tokens.append(id)
        foundTokens.append(ranges.count - begin)
        ranges.append(range)
        words?.add(tokens: 1)
      case .text(let bytes, let place):
        encodePartWithRanges(bytes, preparation, place, into: &tokens, &ranges, &words)
      }
    }
  }

  /// The same for a text that is not changed.
  private func encodePlainWithRanges(
    _ text: UnsafeBufferPointer<UInt8>, _ matcher: SpecialTokenMatcher?, into tokens: inout [Token],
    _ ranges: inout [Range<Int>], _ words: inout PieceCount?
  ) {
    var position = 0
    let begin = ranges.count
    func encode(upTo end: Int) {
      let first = tokens.count
      let stretch = UnsafeBufferPointer(rebasing: text[position..<end])
      pairs.encode(stretch, into: &tokens)
      let known = ranges.count
      forEachRange(tokens[first...], from: position, to: end) { ranges.append($0) }
      words?.add(ranges[known...].lazy.map { $0.lowerBound - position }, in: stretch, cutBy: wordSplitter)
    }
    while let found = matcher?.first(in: text, from: position) {
      encode(upTo: found.range.lowerBound)
      tokens.append(found.name.id)
      foundTokens.append(ranges.count - begin)
      ranges.append(found.range)
      words?.add(tokens: 1)
      position = found.range.upperBound
    }
    encode(upTo: text.count)
  }

  /// Appends the tokens of a part of a prepared text, with what each came from.
  func encodePartWithRanges(
    _ bytes: UnsafeBufferPointer<UInt8>, _ preparation: SharedPreparation, _ place: TextPreparation.Place,
    into tokens: inout [Token],
    _ ranges: inout [Range<Int>], _ words: inout PieceCount?
  ) {
    if let model {
      for piece in pieces(of: bytes, preparation, place) {
        output.removeAll()
        piece.bytes.withUnsafeBufferPointer { model.encode($0, into: &output) }
        noteLeftOut()
        tokens += output.tokens
        words?.add(tokens: output.tokens.count)
        let start = piece.bytes.startIndex
        for range in output.ranges {
          let moved = range.lowerBound + start..<range.upperBound + start
          ranges.append(place.original(piece.alignment.isIdentity ? moved : piece.alignment.original(moved)))
        }
      }
      return
    }
    if preparation.value.isCutByPattern(bytes) {
      let first = tokens.count
      pairs.encode(bytes, into: &tokens)
      var begins: [Int] = []
      forEachRange(tokens[first...], from: 0, to: bytes.count) {
        ranges.append(place.original($0))
        if words != nil { begins.append($0.lowerBound) }
      }
      words?.add(begins, in: bytes, cutBy: wordSplitter)
      return
    }
    for piece in pieces(of: bytes, preparation, place) {
      let first = tokens.count
      piece.bytes.withUnsafeBufferPointer { pairs.encode(piece: $0, into: &tokens) }
      words?.add(tokens: tokens.count - first)
      forEachRange(tokens[first...], from: piece.bytes.startIndex, to: piece.bytes.endIndex) {
        ranges.append(place.original(piece.alignment.isIdentity ? $0 : piece.alignment.original($0)))
      }
    }
  }

  /// Hands over where each token lies in the bytes it was made from.
  func forEachRange(_ tokens: ArraySlice<Token>, from start: Int, to limit: Int, _ body: (Range<Int>) -> Void) {
    var start = start
    for token in tokens {
      let end = min(limit, start + lengths.length(of: token))
      body(start..<end)
      start = end
    }
  }
}
