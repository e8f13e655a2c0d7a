import PrepContents

/// Chance that comes from a content and a seed alone.
struct SplitHash {
  private let seed: UInt64

  init(seed: UInt64) { self.seed = Chance.mixed(seed ^ 0x6A09_E667_F3BC_C908) }

  /// A number that looks like chance and is the same for equal contents.
  func callAsFunction(_ digest: ContentDigest) -> UInt64 {
    Chance.mixed(Chance.mixed(digest.high ^ seed) &+ digest.low)
  }

  /// The same between 0 and 1, without 1.
  func fraction(_ digest: ContentDigest) -> Double { Double(self(digest) >> 11) * 0x1p-53 }
}
