/// The rank beyond which nothing can belong to a sample of a given size, as far as is known: with it, most records of a
/// large set need not be kept until the end.
final class RankBound {
  struct Item {
    var rank: UInt64
    var size: Int
  }

  private let total: Int
  private let most: Int
  /// The smallest ranks whose sizes make the total, the largest of them first; nothing once there are too many.
  private var heap: [Item] = []
  private var sum = 0
  private var isOff = false

  init(total: Int, most: Int) {
    self.total = total
    self.most = most
  }

  /// Whether a record may belong to the sample.
  func admits(_ rank: UInt64, _ size: Int) -> Bool {
    if isOff { return true }
    if sum >= total, let largest = heap.first, rank > largest.rank { return false }
    push(Item(rank: rank, size: size))
    sum += size
    while let largest = heap.first, sum - largest.size >= total {
      sum -= largest.size
      pop()
    }
    if heap.count > most {
      isOff = true
      heap = []
    }
    return true
  }

  private func push(_ item: Item) {
    heap.append(item)
    var child = heap.count - 1
    while child > 0, heap[child].rank > heap[(child - 1) / 2].rank {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private func pop() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].rank > heap[largest].rank {
        largest = child
      }
      if largest == parent { return }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}
