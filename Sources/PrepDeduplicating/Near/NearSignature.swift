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
    let bands = rule.bands
    self.init(
      digest: sides.digest, keys: Self.keys(of: sketch, bands), whole: Self.key(sketch.values[...], seed: 0),
      words: words, rank: rank)
  }

  /// The keys of the bands of a sketch.
  package static func keys(of sketch: Sketch, _ bands: (count: Int, rows: Int)) -> [UInt64] {
    (0..<bands.count).map { band in
      key(sketch.values[band * bands.rows..<(band + 1) * bands.rows], seed: UInt64(band) + 1)
    }
  }

  private static func key(_ values: ArraySlice<UInt32>, seed: UInt64) -> UInt64 {
    var key = seed &* 0xC2B2_AE3D_27D4_EB4F
    for value in values {
      let product = (key ^ UInt64(value) ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
      key = product.high ^ product.low
    }
    return key
  }
}
