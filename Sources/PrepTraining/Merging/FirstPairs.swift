internal import PrepConcurrency

/// The pairs of neighbours that stand in the words before anything is merged.
///
/// SAFETY of `@unchecked Sendable`: while threads work on it, each touches the table of its own share.
final class FirstPairs<Token: SlotToken>: @unchecked Sendable {
  struct Pair {
    var pair: UInt64
    var weight = 0
    var slotCount = 0
  }

  /// How often two small ids stand beside each other in one share, at first · width + second.
  private struct Square {
    let slotCounts: ReservedMemory<UInt32>
    let weights: ReservedMemory<Int>

    init(_ width: Int) {
      slotCounts = ReservedMemory(capacity: width * width)
      weights = ReservedMemory(capacity: width * width)
    }
  }

  /// The pairs in ascending order.
  private(set) var pairs: [Pair] = []
  private let shares: [MergeShare<Token>]
  private let lengths: UnsafeMutablePointer<UInt32>
  /// The ids that fit into a square; 0 when pairs are looked up.
  private let width: Int
  private var squares: [Square] = []
  /// The number of a pair, and how many slots the pairs have in each share, where there is no square.
  private var numbers: [UInt64: Int] = [:]
  private var slotCounts: [[UInt32]] = []

  init(_ shares: [MergeShare<Token>], lengths: UnsafeMutablePointer<UInt32>, _ alphabet: TrainingAlphabet) {
    self.shares = shares
    self.lengths = lengths
    // The tokens of bytes are found in a square; there are others only where training goes on from a vocabulary.
    width = alphabet.isOfBytes && alphabet.tokens.count <= 1 << 12 ? alphabet.tokens.count : 0
    if width > 0 { countInSquares() } else { countByLookup() }
  }

  private func countInSquares() {
    squares = shares.map { _ in Square(width) }
    forEachShare { [self] share in
      let (counts, weights) = (squares[share].slotCounts.base, squares[share].weights.base)
      let width = width
      shares[share].words.forEachNeighbours(nil) { left, right, _, weight in
        let place = Int(left) &* width &+ Int(right)
        counts[place] &+= 1
        weights[place] &+= weight
      }
    }
    for place in 0..<width * width {
      var pair = Pair(pair: UInt64(place / width) << 32 | UInt64(place % width))
      for square in squares {
        pair.slotCount &+= Int(square.slotCounts.base[place])
        pair.weight &+= square.weights.base[place]
      }
      if pair.slotCount > 0 { pairs.append(pair) }
    }
  }

  private func countByLookup() {
    var unsorted: [Pair] = []
    slotCounts = shares.map { _ in [] }
    for (number, share) in shares.enumerated() {
      share.words.forEachNeighbours(lengths) { left, right, _, weight in
        let pair = UInt64(left) << 32 | UInt64(right)
        let place = numbers[pair] ?? unsorted.count
        if place == unsorted.count {
          numbers[pair] = place
          unsorted.append(Pair(pair: pair))
        }
        unsorted[place].weight &+= weight
        unsorted[place].slotCount &+= 1
        while slotCounts[number].count <= place { slotCounts[number].append(0) }
        slotCounts[number][place] &+= 1
      }
    }
    pairs = unsorted.sorted { $0.pair < $1.pair }
  }

  /// Gives the slots of all pairs to their places, ascending.
  ///
  /// - Parameter places: The place of each pair, which follow each other from 0 on; nil for those that are left out.
  func settle(_ places: [Int?]) {
    let count = places.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
    if width > 0 {
      forEachShare { [self] in settleSquare(ofShare: $0, places, count) }
      squares = []
      return
    }
    for number in shares.indices {
      let share = shares[number]
      var targets = [Int](repeating: -1, count: pairs.count)
      share.lists.open(places: count)
      for (pair, place) in zip(pairs, places) {
        if let place, let known = numbers[pair.pair], known < slotCounts[number].count {
          share.lists.setSize(of: place, slotCounts[number][known])
        }
      }
      share.lists.closeSizes(from: 0)
      for (pair, place) in zip(pairs, places) {
        if let place, let known = numbers[pair.pair] { targets[known] = Int(share.lists.starts[place]) }
      }
      let slots = share.lists.slots
      share.words.forEachNeighbours(lengths) { left, right, slot, _ in
        guard let known = numbers[UInt64(left) << 32 | UInt64(right)], targets[known] >= 0 else { return }
        slots[targets[known]] = UInt32(truncatingIfNeeded: slot)
        targets[known] += 1
      }
    }
    numbers = [:]
  }

  private func settleSquare(ofShare number: Int, _ places: [Int?], _ count: Int) {
    let share = shares[number]
    let table = squares[number].slotCounts.base
    let width = width
    share.lists.open(places: count)
    func cell(_ pair: UInt64) -> Int { Int(pair >> 32) * width + Int(pair & 0xFFFF_FFFF) }
    for (pair, place) in zip(pairs, places) {
      if let place { share.lists.setSize(of: place, table[cell(pair.pair)]) }
    }
    share.lists.closeSizes(from: 0)
    for (pair, place) in zip(pairs, places) {
      table[cell(pair.pair)] = place.map { share.lists.starts[$0] } ?? .max
    }
    let slots = share.lists.slots
    share.words.forEachNeighbours(nil) { left, right, slot, _ in
      let cell = Int(left) &* width &+ Int(right)
      let target = table[cell]
      if target == .max { return }
      slots[Int(target)] = UInt32(truncatingIfNeeded: slot)
      table[cell] = target &+ 1
    }
  }

  /// Works on all shares at a time.
  private func forEachShare(_ body: @escaping @Sendable (Int) -> Void) {
    Lanes.forEach(shares.count, body)
  }
}
