/// Which tokens of a text begin a word.
///
/// A word is a piece that the vocabulary's pre-tokenizer cuts. Where it cuts none, as SentencePiece does not, one piece
/// holds many: a piece in which white space stands between other characters is cut in front of that white space.
enum WordStarts {
  /// - Parameters:
  ///   - pieces: The piece of each token.
  ///   - ranges: The bytes of the text that each token came from.
  static func find(_ text: [UInt8], pieces: [Int32], ranges: [Range<Int>]) -> [Bool] {
    var starts = pieces.indices.map { $0 == 0 || pieces[$0] != pieces[$0 - 1] }
    text.withUnsafeBufferPointer { buffer in
      // Where the text ends that stands behind white space, and the token that this begins with.
      var last = 0
      var blank: Int?
      var hasText = false
      var isBehindBlank = false
      for index in pieces.indices {
        let range = ranges[index]
        if starts[index] { (blank, hasText, isBehindBlank) = (nil, false, false) }
        let place = PlacedTokens.trimmed(min(last, range.lowerBound)..<range.upperBound, buffer)
        let isBlankBefore = isBehindBlank || place.lowerBound > min(last, range.lowerBound)
        last = max(last, range.upperBound)
        // What came from nothing of the text goes with what stands before it.
        if range.isEmpty { continue }
        if isBlankBefore, blank == nil { blank = index }
        if place.isEmpty { continue }
        if let begin = blank, hasText { starts[begin] = true }
        (blank, hasText, isBehindBlank) = (nil, true, place.upperBound < range.upperBound)
      }
    }
    return starts
  }
}
