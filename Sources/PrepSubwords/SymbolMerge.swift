internal import PrepBytePairEncoding

/// Says how early two symbols merge, and into which token; a rank of ``SymbolMerge/none`` where they do not.
protocol PairRater {
  func rate(_ left: SymbolMerge.Symbol, _ right: SymbolMerge.Symbol) -> (rank: UInt32, token: Token)
}

/// The symbols of a piece while neighbours merge: the smallest rank first, of equals the leftmost.
struct SymbolMerge {
  struct Symbol {
    var token: Token
    var start: Int
    var end: Int
    var previous: Int32
    var next: Int32
    /// How early it merges with the next one, and what comes of it.
    var rank: UInt32 = .max
    var made: Token = 0
  }

  static let none: UInt32 = .max
  private(set) var symbols: [Symbol] = []
  private var heap: [UInt64] = []

  var isEmpty: Bool { symbols.isEmpty }

  mutating func removeAll() {
    symbols.removeAll(keepingCapacity: true)
    heap.removeAll(keepingCapacity: true)
  }

  mutating func append(_ token: Token, _ start: Int, _ end: Int) {
    let place = Int32(symbols.count)
    symbols.append(Symbol(token: token, start: start, end: end, previous: place - 1, next: place + 1))
  }

  /// Merges neighbours.
  mutating func run(_ rater: some PairRater) {
    let count = symbols.count
    if count < 2 { return }
    // A few symbols are looked through faster than a heap is kept.
    if count <= Self.fewSymbols {
      let left = symbols.withUnsafeMutableBufferPointer { symbols in
        symbols.baseAddress.map { Self.runFew($0, count, rater) } ?? 0
      }
      return symbols.removeLast(count - left)
    }
    for place in 0..<count - 1 { rank(place, rater) }
    for place in 0..<count - 1 where symbols[place].rank != Self.none {
      heap.append(UInt64(symbols[place].rank) << 32 | UInt64(place))
    }
    var place = heap.count / 2
    while place > 0 {
      place -= 1
      sink(place)
    }
    while let top = pop() {
      let place = Int(top & 0xFFFF_FFFF)
      if symbols[place].rank != UInt32(top >> 32) { continue }
      join(place, rater)
      push(place)
      if symbols[place].previous >= 0 { push(Int(symbols[place].previous)) }
    }
  }

  private static let fewSymbols = 24

  /// Merges a few neighbours, which close up, and returns how many symbols are left.
  private static func runFew(_ symbols: UnsafeMutablePointer<Symbol>, _ count: Int, _ rater: some PairRater) -> Int {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * fewSymbols) { room in
      guard let ranks = room.baseAddress else { return count }
      let made = ranks + fewSymbols
      var last = count - 1
      for place in 0..<last { (ranks[place], made[place]) = rater.rate(symbols[place], symbols[place + 1]) }
      while last > 0 {
        var best = 0
        var least = ranks[0]
        for place in 1..<max(1, last) where ranks[place] < least {
          least = ranks[place]
          best = place
        }
        if least == none { break }
        symbols[best].token = made[best]
        symbols[best].end = symbols[best + 1].end
        last &-= 1
        for place in best + 1..<max(best + 1, last + 1) {
          symbols[place] = symbols[place + 1]
          ranks[place] = ranks[place + 1]
          made[place] = made[place + 1]
        }
        if best < last { (ranks[best], made[best]) = rater.rate(symbols[best], symbols[best + 1]) }
        if best > 0 { (ranks[best - 1], made[best - 1]) = rater.rate(symbols[best - 1], symbols[best]) }
      }
      for place in 0...last { symbols[place].next = Int32(truncatingIfNeeded: place + 1) }
      return last + 1
    }
  }

  /// Merges neighbours, of which each is passed over with a probability when it is its turn, and waits until others
  /// have merged.
  mutating func run(
    dropping probability: Double, _ chance: inout Chance, _ rater: some PairRater
  ) {
    if probability <= 0 { return run(rater) }
    if symbols.count < 2 { return }
    for place in 0..<symbols.count - 1 {
      rank(place, rater)
      push(place)
    }
    var passed: [UInt64] = []
    while let top = pop() {
      let place = Int(top & 0xFFFF_FFFF)
      if symbols[place].rank != UInt32(top >> 32) { continue }
      if chance.comesTrue(probability) {
        passed.append(top)
        continue
      }
      for entry in passed { insert(entry) }
      passed.removeAll(keepingCapacity: true)
      join(place, rater)
      push(place)
      if symbols[place].previous >= 0 { push(Int(symbols[place].previous)) }
    }
  }

  /// Hands over what is left, in order.
  func forEach(_ body: (Symbol) -> Void) {
    var place = 0
    while place < symbols.count {
      body(symbols[place])
      place = Int(symbols[place].next)
    }
  }

  @inline(__always)
  private mutating func rank(_ place: Int, _ rater: some PairRater) {
    let next = Int(symbols[place].next)
    if next >= symbols.count {
      symbols[place].rank = Self.none
    } else {
      (symbols[place].rank, symbols[place].made) = rater.rate(symbols[place], symbols[next])
    }
  }

  @inline(__always)
  private mutating func join(_ place: Int, _ rater: some PairRater) {
    let gone = Int(symbols[place].next)
    symbols[place].token = symbols[place].made
    symbols[place].end = symbols[gone].end
    let after = symbols[gone].next
    symbols[place].next = after
    symbols[gone].rank = Self.none
    if Int(after) < symbols.count { symbols[Int(after)].previous = Int32(place) }
    rank(place, rater)
    if symbols[place].previous >= 0 { rank(Int(symbols[place].previous), rater) }
  }

  private mutating func push(_ place: Int) {
    if symbols[place].rank != Self.none { insert(UInt64(symbols[place].rank) << 32 | UInt64(place)) }
  }

  private mutating func insert(_ entry: UInt64) {
    heap.append(entry)
    var at = heap.count - 1
    while at > 0, heap[(at - 1) / 2] > heap[at] {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  private mutating func pop() -> UInt64? {
    guard let top = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink(0)
    }
    return top
  }

  private mutating func sink(_ start: Int) {
    var at = start
    while true {
      var child = 2 * at + 1
      if child >= heap.count { return }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      if heap[child] >= heap[at] { return }
      heap.swapAt(child, at)
      at = child
    }
  }
}
