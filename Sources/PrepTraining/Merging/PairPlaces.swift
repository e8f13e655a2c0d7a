/// The places in the queue: a pair and how many slots it had when it was put there. Which slots those are,
/// ``PlaceLists`` say.
final class PairPlaces {
  /// Both ids in one word, so that smaller pairs are smaller numbers.
  private(set) var pairs = GrowingTable<UInt64>()
  /// How many slots a place has, in all shares of the words.
  private(set) var slotCounts = GrowingTable<UInt32>()
  /// The step after which the count was last right.
  private(set) var checked = GrowingTable<UInt32>()
  /// The place behind this one in a list of equal counts, plus one.
  private(set) var next = GrowingTable<UInt32>()

  var count: Int { pairs.count }

  deinit {
    pairs.deallocate()
    slotCounts.deallocate()
    checked.deallocate()
    next.deallocate()
  }

  /// Adds a place, and gives its number.
  func append(_ pair: UInt64, slotCount: Int, step: Int) -> Int {
    pairs.append(pair)
    slotCounts.append(UInt32(truncatingIfNeeded: slotCount))
    checked.append(UInt32(truncatingIfNeeded: step))
    next.append(0)
    return pairs.count &- 1
  }
}

/// The slots of all places in one share of the words, where their pairs were seen when they were put into the queue.
///
/// The slots of places follow each other in one array, ascending within each. What a place counts is found by looking
/// at its slots: those that still hold the pair.
struct PlaceLists {
  /// Where the slots of a place begin; those of the next end them.
  private(set) var starts = GrowingTable<UInt32>()
  private let memory: ReservedMemory<UInt32>
  let slots: UnsafeMutablePointer<UInt32>

  /// - Parameter capacity: The most slots there will ever be.
  init(capacity: Int) {
    precondition(capacity < 1 << 32, "there are more distinct words than training can hold")
    memory = ReservedMemory(capacity: capacity, usesHugePages: true)
    slots = memory.base
    starts.append(0)
  }

  func deallocate() { starts.deallocate() }

  /// Adds places without slots; `sizes` are set by ``setSize`` before ``closeSizes`` makes room for them.
  mutating func open(places: Int) { starts.append(repeating: 0, count: places) }

  /// Says how many slots an open place has.
  @inline(__always)
  func setSize(of place: Int, _ size: UInt32) { starts[place &+ 1] = size }

  /// Makes the sizes of open places, from the first of them on, into where their slots are.
  func closeSizes(from first: Int) {
    for place in first..<starts.count &- 1 { starts[place &+ 1] = starts[place] &+ starts[place &+ 1] }
  }

  /// The slots of a place.
  @inline(__always)
  func slots(of place: Int) -> UnsafeBufferPointer<UInt32> {
    let start = Int(starts[place])
    return UnsafeBufferPointer(start: slots + start, count: Int(starts[place &+ 1]) &- start)
  }
}
