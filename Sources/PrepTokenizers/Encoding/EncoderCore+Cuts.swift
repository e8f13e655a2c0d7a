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
      var end = 0
      let made = tokens.all[first...]
      Self.findCuts(cuts.all, &places, count: made.count) {
        end += lengths.length(of: made[first + $0])
        return end
      }
    }
  }

  /// Finds the places of cuts among tokens, whose ends are asked for one after the other.
  @inline(__always)
  static func findCuts(
    _ cuts: UnsafeBufferPointer<Int>, _ places: inout PlainList<Encoder.CutPlace>, count: Int, _ nextEnd: (Int) -> Int
  ) {
    var cut = 0
    var end = 0
    var index = 0
    while cut < cuts.count, index < count {
      let tokenEnd = nextEnd(index)
      while cut < cuts.count, tokenEnd >= cuts[cut] {
        let startsBefore = end < cuts[cut]
        places.append(
          Encoder.CutPlace(count: startsBefore ? index + 1 : index, straddles: startsBefore && tokenEnd > cuts[cut]))
        cut += 1
      }
      end = tokenEnd
      index += 1
    }
    while cut < cuts.count {
      places.append(Encoder.CutPlace(count: count, straddles: false))
      cut += 1
    }
  }

  /// As above, where each token is known to begin and end, and there may be text between two.
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
