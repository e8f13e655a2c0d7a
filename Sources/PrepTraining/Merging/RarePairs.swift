/// Which pairs are too rare for a place, because the vocabulary will be full before it is their turn.
///
/// A pair is formed as a whole by the merge that makes one of its tokens; from then on it only loses weight. So a pair
/// that weighs less than the last merge will is never merged, unless a token is made a second time, which makes the pair
/// grow. How much the last merge will weigh is guessed, far below what texts have; where the guess was too high, or a
/// token is made a second time, training begins anew with every pair.
struct RarePairs {
  /// What the guess divides by: the last merges weigh a thirtieth to a fifth of an equal share of all pairs.
  private static let margin = 128
  private let merges: Int
  private let isExact: Bool
  /// Pairs that weigh less never count: those without weight, and those below a minimum that was asked for.
  private let least: Int
  private let given: Int?
  /// Pairs that weigh less are left out.
  private(set) var bound: Int
  /// The most that a pair weighed which was left out.
  private(set) var largest = 0

  /// - Parameters:
  ///   - merges: About how many merges there will be.
  ///   - given: The bound, for tests.
  init(isExact: Bool, merges: Int, minimumFrequency: Int, given: Int?) {
    self.isExact = isExact
    self.merges = max(1, merges)
    self.given = given
    least = isExact ? 1 : max(1, minimumFrequency)
    bound = least
  }

  /// Makes the first guess, knowing what all pairs weigh together.
  mutating func begin(totalWeight: Int) {
    if !isExact { bound = max(least, given ?? totalWeight / (merges * Self.margin)) }
  }

  /// Makes a better guess: from a merge on weights fall with the square of its number, or less, and a quarter is for
  /// safety.
  mutating func update(step: Int, weight: Int) {
    if isExact || given != nil { return }
    let share = Double(step) / Double(merges)
    bound = max(bound, Int(Double(weight) * share * share / 4))
  }

  /// Whether a pair has no place.
  @inline(__always)
  mutating func leavesOut(_ weight: Int) -> Bool {
    if weight >= bound { return false }
    if weight > largest { largest = weight }
    return true
  }

  /// Whether a pair that was left out may come before one of that weight.
  func mayPrecede(_ weight: Int) -> Bool { !isExact && largest >= least && largest >= weight }
}
