/// The pairs that one merge forms with the neighbours on one side, and those it takes away there, by neighbour.
struct FormedPairs {
  /// What is known of one neighbour.
  struct Neighbour {
    var token: UInt32
    /// How many slots the pair has that was formed.
    var slotCount: UInt32
    /// Their weight.
    var weight: Int
    /// The weight of the pair with this neighbour that is no more.
    var lost: Int
  }

  /// A slot where a pair was formed, and the number of its neighbour.
  struct Event {
    var number: UInt32
    var slot: UInt32
  }

  /// How many different neighbours there are.
  private(set) var count = 0
  private(set) var eventCount = 0
  /// The neighbours, in the order they were first met.
  let neighbours: UnsafeMutablePointer<Neighbour>
  private var events: UnsafeMutablePointer<Event>
  private var eventCapacity = 1 << 12
  /// Step and number of each token met as a neighbour.
  private let numbers: UnsafeMutablePointer<(step: UInt32, number: UInt32)>
  /// Where the next slot of each pair goes, by the number of its neighbour; negative for pairs that are left out.
  private let targets: UnsafeMutablePointer<Int>
  private let targetMemory: ReservedMemory<Int>
  private let neighbourMemory: ReservedMemory<Neighbour>
  private let numberMemory: ReservedMemory<(step: UInt32, number: UInt32)>

  /// - Parameter tokenCapacity: How many tokens there will be at most.
  init(tokenCapacity: Int) {
    neighbourMemory = ReservedMemory(capacity: tokenCapacity)
    numberMemory = ReservedMemory(capacity: tokenCapacity)
    targetMemory = ReservedMemory(capacity: tokenCapacity)
    targets = targetMemory.base
    neighbours = neighbourMemory.base
    numbers = numberMemory.base
    events = .allocate(capacity: eventCapacity)
  }

  func deallocate() { events.deallocate() }

  /// Forgets everything, and makes room for so many slots.
  mutating func begin(slots: Int) {
    count = 0
    eventCount = 0
    if slots > eventCapacity {
      events.deallocate()
      eventCapacity = slots + slots / 2
      events = .allocate(capacity: eventCapacity)
    }
  }

  /// The number of a neighbour in this step.
  @inline(__always)
  private mutating func number(of token: UInt32, _ step: UInt32) -> Int {
    let known = numbers[Int(token)]
    if known.step == step { return Int(known.number) }
    let number = count
    numbers[Int(token)] = (step, UInt32(truncatingIfNeeded: number))
    neighbours[number] = Neighbour(token: token, slotCount: 0, weight: 0, lost: 0)
    count &+= 1
    return number
  }

  /// The pair with a neighbour is no more in some place; another one is formed at a slot, unless it would be too long.
  @inline(__always)
  mutating func replace(_ token: UInt32, slot: Int, weight: Int, isFormed: Bool, step: UInt32) {
    let number = number(of: token, step)
    neighbours[number].lost &+= weight
    if isFormed { form(number, slot, weight) }
  }

  /// The pair with a neighbour is no more in some place.
  @inline(__always)
  mutating func lose(_ token: UInt32, weight: Int, step: UInt32) { neighbours[number(of: token, step)].lost &+= weight }

  /// A pair with this neighbour is formed at a slot.
  @inline(__always)
  mutating func add(_ token: UInt32, slot: Int, weight: Int, step: UInt32) {
    form(number(of: token, step), slot, weight)
  }

  @inline(__always)
  private mutating func form(_ number: Int, _ slot: Int, _ weight: Int) {
    neighbours[number].weight &+= weight
    neighbours[number].slotCount &+= 1
    events[eventCount] = Event(number: UInt32(truncatingIfNeeded: number), slot: UInt32(truncatingIfNeeded: slot))
    eventCount &+= 1
  }

  /// A pair with this neighbour, formed in the same step, is gone again.
  @inline(__always)
  func remove(_ token: UInt32, weight: Int, step: UInt32) {
    let known = numbers[Int(token)]
    if known.step == step { neighbours[Int(known.number)].weight &-= weight }
  }

  // MARK: Several shares of the words

  /// Adds what another share of the words came to, whose neighbours become the numbers that they have here.
  mutating func take(_ other: FormedPairs, step: UInt32) {
    for index in 0..<other.count {
      let added = other.neighbours[index]
      let number = number(of: added.token, step)
      neighbours[number].slotCount &+= added.slotCount
      neighbours[number].weight &+= added.weight
      neighbours[number].lost &+= added.lost
      other.neighbours[index].token = UInt32(truncatingIfNeeded: number)
    }
  }

  // MARK: Slots

  /// Says how many slots each new place has.
  ///
  /// - Parameters:
  ///   - places: The place by number, negative for none.
  ///   - isAlone: Whether the numbers are those of the share itself, not those that ``take`` gave it.
  @inline(__always)
  func setSizes(_ lists: PlaceLists, _ places: UnsafePointer<Int32>, isAlone: Bool) {
    for number in 0..<count {
      let place = Int(places[isAlone ? number : Int(neighbours[number].token)])
      if place >= 0 { lists.setSize(of: place, neighbours[number].slotCount) }
    }
  }

  /// Writes the slots of each pair to those of its place.
  @inline(__always)
  func writeSlots(_ lists: PlaceLists, _ places: UnsafePointer<Int32>, isAlone: Bool) {
    for number in 0..<count {
      let place = Int(places[isAlone ? number : Int(neighbours[number].token)])
      targets[number] = place < 0 ? -1 : Int(lists.starts[place])
    }
    let slots = lists.slots
    for index in 0..<eventCount {
      let event = events[index]
      let target = targets[Int(event.number)]
      if target < 0 { continue }
      slots[target] = event.slot
      targets[Int(event.number)] = target &+ 1
    }
  }
}
