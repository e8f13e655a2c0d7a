/// The pairs of neighbours that stand in the words before anything is merged.
struct FirstPairs {
  struct Pair {
    var pair: UInt64
    var weight = 0
    var slotCount = 0
  }

  /// The pairs in ascending order.
  private(set) var pairs: [Pair] = []
  private let slots: WordSlots
  private let lengths: UnsafeMutablePointer<UInt32>
  /// The number of a pair of two small ids, at first · width + second; negative for none.
  private var numbers: [Int32] = []
  private var width = 0
  /// The number of any other pair.
  private var others: [UInt64: Int] = [:]

  init(_ slots: WordSlots, lengths: UnsafeMutablePointer<UInt32>, _ alphabet: TrainingAlphabet) {
    self.slots = slots
    self.lengths = lengths
    // The tokens of bytes are found in a square; there are others only where training goes on from a vocabulary.
    width = alphabet.isOfBytes ? alphabet.tokens.count : 0
    if width > 1 << 12 { width = 0 }
    var numbers = [Int32](repeating: -1, count: width * width)
    var others: [UInt64: Int] = [:]
    var unsorted: [Pair] = []
    let width = width
    numbers.withUnsafeMutableBufferPointer { numbers in
      Self.forEachNeighbours(slots, width > 0 ? nil : lengths) { left, right, _, weight in
        let number: Int
        if width > 0 {
          let place = Int(left) &* width &+ Int(right)
          if numbers[place] < 0 {
            numbers[place] = Int32(unsorted.count)
            unsorted.append(Pair(pair: MergeRun.pair(left, right)))
          }
          number = Int(numbers[place])
        } else {
          let pair = MergeRun.pair(left, right)
          if let known = others[pair] {
            number = known
          } else {
            number = unsorted.count
            others[pair] = number
            unsorted.append(Pair(pair: pair))
          }
        }
        unsorted[number].weight &+= weight
        unsorted[number].slotCount &+= 1
      }
    }
    let order = unsorted.indices.sorted { unsorted[$0].pair < unsorted[$1].pair }
    pairs = order.map { unsorted[$0] }
    var rank = [Int](repeating: 0, count: order.count)
    for (place, number) in order.enumerated() { rank[number] = place }
    for place in numbers.indices where numbers[place] >= 0 { numbers[place] = Int32(rank[Int(numbers[place])]) }
    self.numbers = numbers
    self.others = others.mapValues { rank[$0] }
  }

  /// Writes the slots of each pair from its target on, ascending.
  func write(to places: UnsafeMutablePointer<UInt32>, _ targets: inout [Int]) {
    targets.withUnsafeMutableBufferPointer { targets in
      numbers.withUnsafeBufferPointer { numbers in
        Self.forEachNeighbours(slots, width > 0 ? nil : lengths) { left, right, slot, _ in
          let number =
            width > 0 ? Int(numbers[Int(left) &* width &+ Int(right)]) : others[MergeRun.pair(left, right)] ?? 0
          places[targets[number]] = UInt32(truncatingIfNeeded: slot)
          targets[number] &+= 1
        }
      }
    }
  }

  /// Visits all neighbours with their slot and weight.
  ///
  /// - Parameter lengths: How many slots tokens take; nil when all take one.
  @inline(__always)
  private static func forEachNeighbours(
    _ slots: WordSlots, _ lengths: UnsafeMutablePointer<UInt32>?, _ body: (UInt32, UInt32, Int, Int) -> Void
  ) {
    let base = slots.base
    var slot = 0
    var weight = 0
    while slot < slots.count {
      let token = base[slot]
      if token >= WordSlots.header {
        weight = slots.weight(ofWordAt: slot &+ 2)
        slot &+= 2
        continue
      }
      let end = slot &+ (lengths.map { Int($0[Int(token)]) } ?? 1)
      let next = base[end]
      if next < WordSlots.inside { body(token, next, slot, weight) }
      slot = end
    }
  }
}
