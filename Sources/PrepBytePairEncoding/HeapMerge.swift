/// The merge of one long piece with a heap of candidate pairs. Slower than arrays, and O(n log n) whatever the piece.
struct HeapMerge: ~Copyable {
  private let table: MergeTable
  private let index: TokenIndex
  private let length: Int
  private let text: UnsafeMutablePointer<UInt8>
  private let ranks: UnsafeMutablePointer<UInt32>
  private let ids: UnsafeMutablePointer<UInt32>
  private let made: UnsafeMutablePointer<UInt32>
  private let next: UnsafeMutablePointer<UInt32>
  private let previous: UnsafeMutablePointer<UInt32>
  /// Rank and position of pairs, smallest first; an entry whose rank is no longer that of its position is stale.
  private var heap: [UInt64] = []

  init(_ table: MergeTable, _ piece: UnsafePointer<UInt8>, _ length: Int) {
    self.table = table
    index = table.index
    self.length = length
    text = .allocate(capacity: length + 16)
    text.update(from: piece, count: length)
    (text + length).update(repeating: 0, count: 16)
    ranks = .allocate(capacity: length)
    ids = .allocate(capacity: length)
    made = .allocate(capacity: length)
    next = .allocate(capacity: length)
    previous = .allocate(capacity: length)
  }

  deinit {
    text.deallocate()
    ranks.deallocate()
    ids.deallocate()
    made.deallocate()
    next.deallocate()
    previous.deallocate()
  }

  mutating func run(into output: UnsafeMutablePointer<UInt32>) -> Int {
    for position in 0..<length {
      ids[position] = (position == length - 1 ? table.lastTokens : table.firstTokens)[Int(text[position])]
      next[position] = UInt32(position + 1)
      previous[position] = position == 0 ? .max : UInt32(position - 1)
      ranks[position] = TokenIndex.none
    }
    heap.reserveCapacity(length)
    for position in 0..<length - 1 { rate(position) }
    var place = heap.count / 2
    while place > 0 {
      place -= 1
      sink(place)
    }
    isBuilt = true
    while let top = pop() {
      let at = Int(top & 0xFFFF_FFFF)
      let rank = UInt32(top >> 32)
      if ranks[at] != rank { continue }
      let joined = Int(next[at])
      ids[at] = made[at]
      ranks[joined] = TokenIndex.none
      let after = Int(next[joined])
      next[at] = UInt32(after)
      if after < length { previous[after] = UInt32(at) }
      rate(at)
      if at > 0 { rate(Int(previous[at])) }
    }
    var count = 0
    var position = 0
    while position < length {
      output[count] = ids[position]
      if ids[position] != TokenIndex.none { count += 1 }
      position = Int(next[position])
    }
    return count
  }

  private var isBuilt = false

  /// Looks up the pair that begins at a position.
  private mutating func rate(_ position: Int) {
    let second = Int(next[position])
    guard second < length else {
      ranks[position] = TokenIndex.none
      return
    }
    if table.mergesByRank {
      let size = Int(next[second]) - position
      let id = size <= index.longest ? index.find(text + position, size) : TokenIndex.none
      ranks[position] = id
      made[position] = id
    } else {
      let merge = table.merge(ids[position], ids[second])
      ranks[position] = merge.rank
      made[position] = merge.token
    }
    if ranks[position] != TokenIndex.none {
      heap.append(UInt64(ranks[position]) << 32 | UInt64(position))
      if isBuilt { rise(heap.count - 1) }
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

  private mutating func rise(_ start: Int) {
    heap.withUnsafeMutableBufferPointer { heap in
      var place = start
      let value = heap[place]
      while place > 0, heap[(place - 1) / 2] > value {
        heap[place] = heap[(place - 1) / 2]
        place = (place - 1) / 2
      }
      heap[place] = value
    }
  }

  private mutating func sink(_ start: Int) {
    heap.withUnsafeMutableBufferPointer { heap in
      var place = start
      let value = heap[place]
      while true {
        var child = 2 * place + 1
        if child >= heap.count { break }
        if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
        if heap[child] >= value { break }
        heap[place] = heap[child]
        place = child
      }
      heap[place] = value
    }
  }
}
