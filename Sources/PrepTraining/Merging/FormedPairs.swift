/// The pairs that one merge forms with the neighbours on one side, by neighbour.
struct FormedPairs {
  /// The neighbours, in the order they were first met.
  private(set) var neighbours: [UInt32] = []
  /// The weight of each.
  private(set) var weights: [Int] = []
  /// How many slots each has.
  private(set) var slotCounts: [Int] = []
  /// Where each was seen: number and slot.
  private(set) var events: [(local: UInt32, slot: UInt32)] = []
  /// Step and number of each token met as a neighbour.
  private let locals: UnsafeMutablePointer<(step: UInt32, local: UInt32)>

  init(tokenCapacity: Int) {
    locals = .allocate(capacity: tokenCapacity)
    locals.initialize(repeating: (0, 0), count: tokenCapacity)
  }

  func deallocate() { locals.deallocate() }

  mutating func removeAll() {
    neighbours.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    slotCounts.removeAll(keepingCapacity: true)
    events.removeAll(keepingCapacity: true)
  }

  /// A pair with this neighbour was formed at a slot.
  @inline(__always)
  mutating func add(_ neighbour: UInt32, slot: Int, weight: Int, step: Int) {
    let known = locals[Int(neighbour)]
    var local = known.local
    if known.step == UInt32(truncatingIfNeeded: step) {
      weights[Int(local)] &+= weight
      slotCounts[Int(local)] &+= 1
    } else {
      local = UInt32(truncatingIfNeeded: neighbours.count)
      locals[Int(neighbour)] = (UInt32(truncatingIfNeeded: step), local)
      neighbours.append(neighbour)
      weights.append(weight)
      slotCounts.append(1)
    }
    events.append((local, UInt32(truncatingIfNeeded: slot)))
  }

  /// A pair with this neighbour, formed in the same step, is gone again.
  @inline(__always)
  mutating func remove(_ neighbour: UInt32, weight: Int, step: Int) {
    let known = locals[Int(neighbour)]
    if known.step == UInt32(truncatingIfNeeded: step) { weights[Int(known.local)] &-= weight }
  }
}
