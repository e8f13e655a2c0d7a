import PrepBytes

/// Four words and a number, in that order.
package struct SortedEntry: Sendable, Hashable, Comparable {
  package var first: ContentDigest
  package var second: ContentDigest
  package var number: UInt64

  package init(_ first: ContentDigest, _ second: ContentDigest = ContentDigest(high: 0, low: 0), number: UInt64) {
    self.first = first
    self.second = second
    self.number = number
  }

  package static func < (left: SortedEntry, right: SortedEntry) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    return left.number < right.number
  }
}

/// Sorts any number of entries in bounded memory: what does not fit is sorted piece by piece and merged from the disk.
package final class SortedEntries {
  private let capacity: Int
  private var entries: [SortedEntry] = []
  private var runs: [Range<Int>] = []
  private var store: TemporaryStore?
  private var isSorted = false

  /// How many entries there are.
  package private(set) var count = 0

  /// - Parameter memory: The most bytes to hold.
  package init(memory: Int) { capacity = max(64, memory / MemoryLayout<SortedEntry>.stride) }

  /// Adds an entry.
  package func append(_ entry: SortedEntry) throws {
    if entries.count == capacity { try spill() }
    entries.append(entry)
    isSorted = false
    count += 1
  }

  /// Calls a closure with all entries in order; may be called more than once.
  package func forEach(_ body: (SortedEntry) throws -> Void) throws {
    if !isSorted { entries.sort() }
    isSorted = true
    guard let store else { return try entries.forEach(body) }
    var readers = runs.map { RunReader(store, $0) }
    for index in readers.indices { try readers[index].advance() }
    // A heap of the runs by their next entries; the entries in memory are the last run.
    var position = 0
    var heap = RunHeap()
    for (index, reader) in readers.enumerated() { if let next = reader.next { heap.push(next, run: index) } }
    if let next = entries.first { heap.push(next, run: readers.count) }
    while let (entry, run) = heap.first {
      try body(entry)
      if run == readers.count {
        position += 1
        heap.replaceFirst(by: position < entries.count ? entries[position] : nil)
      } else {
        try readers[run].advance()
        heap.replaceFirst(by: readers[run].next)
      }
    }
  }

  private func spill() throws {
    let store = try store ?? TemporaryStore()
    self.store = store
    entries.sort()
    let start = store.count
    try entries.withUnsafeBytes { try store.write($0) }
    runs.append(start..<store.count)
    entries.removeAll(keepingCapacity: true)
  }
}

/// One sorted run on the disk.
private struct RunReader {
  private(set) var next: SortedEntry?
  private var reader: TemporaryReader

  init(_ store: TemporaryStore, _ range: Range<Int>) {
    reader = TemporaryReader(store, range: range, bufferSize: 1 << 16)
  }

  mutating func advance() throws {
    var entry = SortedEntry(ContentDigest(high: 0, low: 0), number: 0)
    next = try withUnsafeMutableBytes(of: &entry) { try reader.read(exactly: $0) } ? entry : nil
  }
}

/// The runs, the one with the smallest next entry first.
private struct RunHeap {
  private var items: [(entry: SortedEntry, run: Int)] = []

  var first: (entry: SortedEntry, run: Int)? { items.first }

  mutating func push(_ entry: SortedEntry, run: Int) {
    items.append((entry, run))
    var child = items.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func replaceFirst(by entry: SortedEntry?) {
    if let entry {
      items[0].entry = entry
    } else {
      items.swapAt(0, items.count - 1)
      items.removeLast()
    }
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && precedes(child, smallest) {
        smallest = child
      }
      if smallest == parent { return }
      items.swapAt(parent, smallest)
      parent = smallest
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    items[left].entry == items[right].entry
      ? items[left].run < items[right].run : items[left].entry < items[right].entry
  }
}
