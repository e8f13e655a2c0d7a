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
    guard let preparation = storage.preparation, allowsSpecialTokens || preparation.changesPlainText else {
      return encodePlainWithRanges(text, allowsSpecialTokens, into: &tokens, &ranges)
    }
    beginChance(text)
    preparation.forEachPart(of: text, allows: { _ in allowsSpecialTokens }, tracksEdits: true) { part in
      switch part {
      case .token(let id, let range):
        tokens.append(id)
        ranges.append(range)
      case .text(let bytes, let place): encodePartWithRanges(bytes, preparation, place, into: &tokens, &ranges)
      }
    }
  }

  /// The same for a text that is not changed.
  func encodePlainWithRanges(
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

  /// Appends the tokens of a part of a prepared text, with what each came from.
  func encodePartWithRanges(
    _ bytes: UnsafeBufferPointer<UInt8>, _ preparation: TextPreparation, _ place: TextPreparation.Place,
    into tokens: inout [Token],
    _ ranges: inout [Range<Int>]
  ) {
    if let model {
      for piece in pieces(of: bytes, preparation, place) {
        output.removeAll()
        piece.bytes.withUnsafeBufferPointer { model.encode($0, into: &output) }
        noteLeftOut()
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
    for piece in pieces(of: bytes, preparation, place) {
      let first = tokens.count
      piece.bytes.withUnsafeBufferPointer { pairs.encode(piece: $0, into: &tokens) }
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
