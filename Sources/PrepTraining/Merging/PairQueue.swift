/// The places by count, then by pair, then by age.
///
/// Places with counts below a level wait in lists of equal counts; the others are in a heap. When the heap is empty the
/// level goes down to the next list, which becomes the heap.
struct PairQueue {
  /// A place and what it was put into the queue with.
  struct Item {
    var count: Int
    var pair: UInt64
    var place: UInt32

    @inline(__always)
    func comesBefore(_ other: Item) -> Bool {
      if count != other.count { return count > other.count }
      if pair != other.pair { return pair < other.pair }
      return place < other.place
    }
  }

  private static let listCount = 1 << 16
  private let places: PairPlaces
  private var level = listCount
  private var heap: [Item] = []
  /// The last place put into each list, plus one.
  private var lists = [UInt32](repeating: 0, count: listCount)

  init(_ places: PairPlaces) { self.places = places }

  /// Puts a place into the queue.
  @inline(__always)
  mutating func insert(_ place: Int, count: Int) {
    if count < level {
      places.next[place] = lists[count]
      lists[count] = UInt32(truncatingIfNeeded: place &+ 1)
    } else {
      push(Item(count: count, pair: places.pairs[place], place: UInt32(truncatingIfNeeded: place)))
    }
  }

  /// Takes the first place out; nil when there is none.
  mutating func popFirst() -> Item? {
    if heap.isEmpty { lowerLevel() }
    guard let top = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty {
      heap[0] = last
      siftDown(0)
    }
    return top
  }

  private mutating func lowerLevel() {
    while level > 0, heap.isEmpty {
      level -= 1
      var next = lists[level]
      lists[level] = 0
      while next != 0 {
        let place = Int(next - 1)
        heap.append(Item(count: level, pair: places.pairs[place], place: UInt32(place)))
        next = places.next[place]
      }
    }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
  }

  private mutating func push(_ item: Item) {
    heap.append(item)
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard item.comesBefore(heap[parent]) else { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = item
  }

  private mutating func siftDown(_ start: Int) {
    let item = heap[start]
    let count = heap.count
    var index = start
    while true {
      var child = index * 2 + 1
      if child >= count { break }
      if child + 1 < count, heap[child + 1].comesBefore(heap[child]) { child += 1 }
      guard heap[child].comesBefore(item) else { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = item
  }
}
