/// Merges where tokens may be made more than once, so that a pair may have several places.
extension MergeRun {
  /// What all places of a pair count by now, with what was merged of it: Hugging Face goes on counting that.
  func weight(ofPlaces all: [Int], _ pair: UInt64) -> Int {
    all.reduce(reused.mergedWeight(of: pair)) { $0 + shares[0].weight(ofPlace: $1, pair) }
  }

  /// Joins the pair of a place in every word that the place has ever been in.
  func joinExactly(_ merge: PairMerge, _ pair: UInt64) {
    var weight = 0
    if let all = reused.places(of: pair) {
      weight = slotsToMerge(merge, among: all).withUnsafeBufferPointer { shares[0].join(merge, at: $0) }
    } else {
      weight = shares[0].join(merge, at: shares[0].lists.slots(of: merge.place))
    }
    reused.noteMerge(of: pair, weight: weight)
  }

  /// The slots where a pair is merged that has several places.
  private func slotsToMerge(_ merge: PairMerge, among all: [Int]) -> [UInt32] {
    let (words, lists) = (shares[0].words, shares[0].lists)
    let starts = reused.wordStarts { words.wordStarts() }
    let inWords = Set(lists.slots(of: merge.place).map { Self.word(of: $0, starts) })
    let length = Int(lengths[Int(merge.a)])
    var result: [UInt32] = []
    for other in all {
      for slot in lists.slots(of: other)
      where UInt32(words.base[Int(slot)]) == merge.a && UInt32(words.base[Int(slot) + length]) == merge.b
        && inWords.contains(Self.word(of: slot, starts))
      {
        result.append(slot)
      }
    }
    return result.sorted()
  }

  /// The number of the word that a slot belongs to, by the first slots of all.
  private static func word(of slot: UInt32, _ starts: [UInt32]) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= slot { low = middle } else { high = middle }
    }
    return low
  }
}

extension MergeRun {
  /// All words as they were before the first merge, where no token was made more than once.
  func unmergedWords() -> WordSlots<Token> {
    WordSlots.unmerged(
      shares.map(\.words),
      parts: { [merges, mergeOf] token in
        let merge = Int(mergeOf[Int(token)])
        return merge < 0 ? nil : (merges[merge].left, merges[merge].right)
      }, lengths: lengths)
  }
}

/// What decides how words are merged, but not to what; tests change it.
struct MergeTuning {
  /// Pairs that weigh less are left out at first; nil for a guess.
  var rareBelow: Int?
  /// From so many slots on a merge is done by all threads, when they are awake.
  var slotsForTeam = 400
  /// The same when they sleep.
  var slotsForSleepingTeam = 6000
  /// Whether slots have 32 bits even where 16 would do.
  var usesWideSlots = false
}

/// The orders that the threads of a merge get.
///
/// SAFETY of `@unchecked Sendable`: orders change while no thread works on one.
final class MergeOrders<Token: SlotToken>: @unchecked Sendable {
  private let shares: [MergeShare<Token>]
  var merge = PairMerge()
  /// The places that the merge before added.
  var new: NewPlaces

  init(_ shares: [MergeShare<Token>], _ new: NewPlaces) {
    self.shares = shares
    self.new = new
  }

  func work(_ number: Int) {
    shares[number].settle(new)
    shares[number].join(merge)
  }
}
