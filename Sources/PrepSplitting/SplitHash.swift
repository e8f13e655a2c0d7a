import PrepContents

/// Chance that comes from a content and a seed alone.
struct SplitHash {
  private let seed: UInt64

  init(seed: UInt64) { self.seed = Self.mixed(seed ^ 0x6A09_E667_F3BC_C908) }

  /// A number that looks like chance and is the same for equal contents.
  func callAsFunction(_ digest: ContentDigest) -> UInt64 {
    Self.mixed(Self.mixed(digest.high ^ seed) &+ digest.low)
  }

  /// The same between 0 and 1, without 1.
  func fraction(_ digest: ContentDigest) -> Double { Double(self(digest) >> 11) * 0x1p-53 }

  /// Every bit of the result depends on every bit of the word (the finish of SplitMix64).
  private static func mixed(_ word: UInt64) -> UInt64 {
    var word = word &+ 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
