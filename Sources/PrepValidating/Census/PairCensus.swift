import PrepRecords
import PrepShapes

/// Lengths of chosen and rejected answers, and verdicts.
struct PairCensus {
  private(set) var count = 0
  private(set) var chosen = 0
  private(set) var rejected = 0
  private(set) var chosenSquares = 0
  private(set) var rejectedSquares = 0
  private(set) var goodVerdicts = 0
  private(set) var badVerdicts = 0

  mutating func observe(_ example: ExampleView) {
    if example.shape == .unpairedPreference {
      guard let label = example[.label], label.isBool else { return }
      if label.isTrue { goodVerdicts += 1 } else { badVerdicts += 1 }
      return
    }
    guard let good = example[.chosen] ?? example[.preferredOutput],
      let bad = example[.rejected] ?? example[.nonPreferredOutput]
    else { return }
    // Squares stay far below what fits, whatever the lengths add up to.
    let (left, right) = (min(good.raw.count, 1 << 20), min(bad.raw.count, 1 << 20))
    count += 1
    chosen += left
    rejected += right
    chosenSquares &+= left * left
    rejectedSquares &+= right * right
  }

  mutating func join(_ later: PairCensus) {
    count += later.count
    chosen += later.chosen
    rejected += later.rejected
    chosenSquares &+= later.chosenSquares
    rejectedSquares &+= later.rejectedSquares
    goodVerdicts += later.goodVerdicts
    badVerdicts += later.badVerdicts
  }
}
