import PrepContents

/// What a record is compared by before anybody looks at its text.
package struct NearSignature: Sendable {
  /// Equal where two records say the same, word by word.
  package var digest: ContentDigest
  /// A key for each band of the sketch; two records are looked at when they share one.
  package var keys: [UInt64]
  /// Of all values of the sketch.
  package var whole: UInt64
  /// How many words there are.
  package var words: Int
  /// What the record is ranked by.
  package var rank: NearRank

  package init(digest: ContentDigest, keys: [UInt64], whole: UInt64, words: Int, rank: NearRank) {
    self.digest = digest
    self.keys = keys
    self.whole = whole
    self.words = words
    self.rank = rank
  }

  /// The signature of what a record says.
  ///
  /// - Parameter sketcher: Room that is used again.
  package init(of sides: WordSides, rule: NearRule, rank: NearRank, _ sketcher: inout Sketcher) {
    let (sketch, words) = sketcher.sketch(sides.words)
    self.init(
      digest: sides.digest, keys: sketch.keys(of: rule.bands), whole: sketch.whole, words: words, rank: rank)
  }
}
