internal import PrepBytePairEncoding
internal import PrepBytes

// Tokens of a text, and where among them the borders of its parts lie.

extension Encoder.Core {
  /// Appends the tokens of a text, special tokens being text, and the place of each cut.
  func appendWithCuts(
    _ text: UnsafeBufferPointer<UInt8>, cuts: borrowing PlainList<Int>, into tokens: inout PlainList<Token>,
    places: inout PlainList<Encoder.CutPlace>
  ) {
    let first = tokens.count
    if changesPlainText {
      var ranges: [Range<Int>] = []
      scratch.removeAll(keepingCapacity: true)
      encodeWithRanges(text, allowsSpecialTokens: false, into: &scratch, ranges: &ranges)
      tokens.append(contentsOf: scratch)
      Self.findCuts(cuts.all, &places, ranges)
    } else {
      append(text, into: &tokens)
      let made = UnsafeBufferPointer(rebasing: tokens.all[first...])
      var walk = TokenBytes.Walk()
      for cut in cuts.all {
        lengths.advance(&walk, through: made, to: cut)
        places.append(Encoder.CutPlace(count: walk.index, straddles: walk.start < cut && walk.end > cut))
      }
    }
  }

  /// Finds the places of cuts where each token is known to begin and end, and there may be text between two.
  static func findCuts(
    _ cuts: UnsafeBufferPointer<Int>, _ places: inout PlainList<Encoder.CutPlace>, _ ranges: [Range<Int>]
  ) {
    var index = 0
    for cut in cuts {
      // What begins and ends nowhere, such as the space that SentencePiece puts in front, belongs to what follows it
      // at that place.
      while index < ranges.count, ranges[index].lowerBound < cut { index += 1 }
      places.append(Encoder.CutPlace(count: index, straddles: index > 0 && ranges[index - 1].upperBound > cut))
    }
  }
}
