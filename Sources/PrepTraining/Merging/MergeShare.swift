import CKernels

/// What one thread merges: a share of the words, and the slots of all places in it.
///
/// SAFETY of `@unchecked Sendable`: one thread at a time is given a share.
final class MergeShare<Token: SlotToken>: @unchecked Sendable {
  let words: WordSlots<Token>
  var lists: PlaceLists
  /// The pairs that the last merge formed and took away to the left of what it made, and to the right.
  private(set) var left: FormedPairs
  private(set) var right: FormedPairs
  /// How many slots a token takes.
  private let lengths: UnsafeMutablePointer<UInt32>
  private let options: TrainingOptions

  init(
    _ words: WordSlots<Token>, tokenCapacity: Int, lengths: UnsafeMutablePointer<UInt32>, options: TrainingOptions
  ) {
    self.words = words
    self.lengths = lengths
    self.options = options
    lists = PlaceLists(capacity: words.pairCount * 3 + 1)
    left = FormedPairs(tokenCapacity: tokenCapacity)
    right = FormedPairs(tokenCapacity: tokenCapacity)
  }

  deinit {
    lists.deallocate()
    left.deallocate()
    right.deallocate()
  }

  /// Gives the pairs that the last merge formed the slots of their places.
  func settle(_ new: NewPlaces) {
    if new.places.isEmpty { return }
    lists.open(places: new.places.count)
    left.setSizes(lists, new.left, isAlone: new.isAlone)
    right.setSizes(lists, new.right, isAlone: new.isAlone)
    lists.closeSizes(from: new.places.lowerBound)
    left.writeSlots(lists, new.left, isAlone: new.isAlone)
    right.writeSlots(lists, new.right, isAlone: new.isAlone)
  }

  /// Joins a pair at the slots of a place.
  func join(_ merge: PairMerge) {
    _ = join(merge, at: lists.slots(of: merge.place))
  }

  /// Joins a pair at ascending slots, and collects the pairs that are formed and lost. Returns the weight of what was
  /// joined.
  func join(_ merge: PairMerge, at list: UnsafeBufferPointer<UInt32>) -> Int {
    let (base, words, lengths, step) = (words.base, words, lengths, merge.step)
    let a = Token(truncatingIfNeeded: merge.a)
    let b = Token(truncatingIfNeeded: merge.b)
    let token = Token(truncatingIfNeeded: merge.token)
    let (lengthA, lengthB) = (Int(lengths[Int(a)]), Int(lengths[Int(b)]))
    let longest = (options.maximumTokenLength ?? .max) &- Int(lengths[Int(token)])
    var (left, right) = (left, right)
    defer { (self.left, self.right) = (left, right) }
    // A joint adds at most one slot on one side and two on the other.
    left.begin(slots: list.count &* 2)
    right.begin(slots: list.count)
    var weights = words.weights
    var total = 0
    for index in 0..<list.count {
      prep_prefetch_for_writing(base + Int(list[min(index &+ 16, list.count &- 1)]))
      let slot = Int(list[index])
      guard base[slot] == a, base[slot &+ lengthA] == b else { continue }
      let end = slot &+ lengthA &+ lengthB
      let weight = weights.weight(at: slot)
      total &+= weight
      let (before, behind) = (base[slot &- 1], base[end])
      words.join(slot, slot &+ lengthA, end: end, into: token)
      if before != WordSlots<Token>.border {
        let neighbour = UInt32(before)
        let length = Int(lengths[Int(before)])
        if before == token { right.remove(merge.a, weight: weight, step: step) }
        left.replace(neighbour, slot: slot &- length, weight: weight, isFormed: length < longest, step: step)
      }
      if behind == WordSlots<Token>.border { continue }
      let neighbour = UInt32(behind)
      let isFormed = Int(lengths[Int(behind)]) < longest
      if behind == token {
        right.lose(neighbour, weight: weight, step: step)
        if isFormed { left.add(neighbour, slot: slot, weight: weight, step: step) }
      } else {
        right.replace(neighbour, slot: slot, weight: weight, isFormed: isFormed, step: step)
      }
    }
    return total
  }

  /// The weight of the slots of a place that still hold the pair.
  func weight(ofPlace place: Int, _ pair: UInt64) -> Int {
    let a = Token(truncatingIfNeeded: pair >> 32)
    let b = Token(truncatingIfNeeded: pair & 0xFFFF_FFFF)
    let length = Int(lengths[Int(a)])
    let base = words.base
    let list = lists.slots(of: place)
    var weights = words.weights
    var total = 0
    for index in 0..<list.count {
      prep_prefetch(base + Int(list[min(index &+ 16, list.count &- 1)]))
      let slot = Int(list[index])
      if base[slot] == a, base[slot &+ length] == b { total &+= weights.weight(at: slot) }
    }
    return total
  }
}

/// A merge: two tokens become one at the slots of a place.
struct PairMerge {
  var place = 0
  var a: UInt32 = 0
  var b: UInt32 = 0
  var token: UInt32 = 0
  var step: UInt32 = 0
}

/// The places that a merge added, by the numbers of the neighbours on both sides.
struct NewPlaces {
  var places = 0..<0
  /// The place of each pair; negative for those that are left out.
  let left: UnsafeMutablePointer<Int32>
  let right: UnsafeMutablePointer<Int32>
  /// Whether there is one share only.
  let isAlone: Bool
}
