/// The places in the queue: a pair and the slots where it was seen when it was put there, which stay as they are.
///
/// The slots of places follow each other in one array, ascending within each. What a place counts is found by looking
/// at its slots: those that still hold the pair.
final class PairPlaces {
  /// Both ids in one word, so that smaller pairs are smaller numbers.
  private(set) var pairs: UnsafeMutablePointer<UInt64>
  /// Where the slots of a place begin; those of the next end them.
  private(set) var starts: UnsafeMutablePointer<UInt32>
  /// The step after which the count was last right.
  private(set) var checked: UnsafeMutablePointer<UInt32>
  /// The place behind this one in a list of equal counts, plus one.
  private(set) var next: UnsafeMutablePointer<UInt32>
  private(set) var count = 0
  private var capacity = 1 << 12

  private let memory: ReservedMemory<UInt32>
  let slots: UnsafeMutablePointer<UInt32>
  private(set) var slotCount = 0

  /// - Parameter slotCapacity: The most slots there will ever be.
  init(slotCapacity: Int) {
    precondition(slotCapacity < 1 << 32, "there are more distinct words than training can hold")
    memory = ReservedMemory(capacity: slotCapacity, usesHugePages: true)
    slots = memory.base
    pairs = .allocate(capacity: capacity)
    starts = .allocate(capacity: capacity + 1)
    checked = .allocate(capacity: capacity)
    next = .allocate(capacity: capacity)
    starts[0] = 0
  }

  deinit {
    pairs.deallocate()
    starts.deallocate()
    checked.deallocate()
    next.deallocate()
  }

  /// Adds a place with room for slots; gives its number and where the first slot goes.
  func append(_ pair: UInt64, slotCount: Int, step: Int) -> (place: Int, slot: Int) {
    if count == capacity { grow() }
    let place = count
    pairs[place] = pair
    checked[place] = UInt32(truncatingIfNeeded: step)
    next[place] = 0
    let slot = self.slotCount
    self.slotCount &+= slotCount
    count &+= 1
    starts[count] = UInt32(truncatingIfNeeded: self.slotCount)
    return (place, slot)
  }

  private func grow() {
    func moved<Value: BitwiseCopyable>(_ old: UnsafeMutablePointer<Value>, _ used: Int, _ size: Int)
      -> UnsafeMutablePointer<Value>
    {
      let new = UnsafeMutablePointer<Value>.allocate(capacity: size)
      new.update(from: old, count: used)
      old.deallocate()
      return new
    }
    capacity += capacity / 2
    pairs = moved(pairs, count, capacity)
    starts = moved(starts, count + 1, capacity + 1)
    checked = moved(checked, count, capacity)
    next = moved(next, count, capacity)
  }

  /// How many slots a place has.
  @inline(__always)
  func slotCount(of place: Int) -> Int { Int(starts[place &+ 1]) &- Int(starts[place]) }

  /// The slots of a place.
  @inline(__always)
  func slots(of place: Int) -> UnsafeBufferPointer<UInt32> {
    let start = Int(starts[place])
    return UnsafeBufferPointer(start: slots + start, count: Int(starts[place &+ 1]) &- start)
  }
}
