import PrepBytes

/// What records are sorted by: two words, the first one first.
package struct SortKey: Sendable, Hashable, Comparable {
  package var high: UInt64
  package var low: UInt64

  package init(_ high: UInt64, _ low: UInt64 = 0) {
    self.high = high
    self.low = low
  }

  package static func < (left: SortKey, right: SortKey) -> Bool { (left.high, left.low) < (right.high, right.low) }
}

/// Sorts any number of texts by keys in bounded memory; those of equal keys stay in the order in which they came.
///
/// What does not fit is sorted piece by piece, kept in a temporary file that has no name, and merged. What comes out
/// never depends on the memory.
package final class KeyedSorter {
  private struct Entry {
    var key: SortKey
    var start: Int
    var count: Int
  }

  private let memory: Int
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  private var runs: [Range<Int>] = []
  private var store: TemporaryStore?

  /// How many texts there are.
  package private(set) var count = 0

  /// - Parameter memory: The most bytes to hold, about; one text is held in any case.
  package init(memory: Int) { self.memory = max(memory, 1 << 12) }

  /// Adds a text.
  ///
  /// - Throws: `IOFailure`, with code `failed` where the disk is full.
  package func append(_ key: SortKey, _ text: UnsafeRawBufferPointer) throws {
    // Arrays grow by doubling, so that a third of the memory is what may be in use of it.
    let wanted = bytes.count + text.count + (entries.count + 1) * MemoryLayout<Entry>.stride
    if wanted > memory / 3, !entries.isEmpty { try spill() }
    entries.append(Entry(key: key, start: bytes.count, count: text.count))
    bytes.append(contentsOf: text)
    count += 1
  }

  /// All texts in order, once; nothing is added behind that.
  package func sorted() throws -> SortedTexts {
    guard store != nil else {
      sort()
      let places = entries.map { $0.start..<$0.start + $0.count }
      return SortedTexts(memory: bytes, places: places)
    }
    if !entries.isEmpty { try spill() }
    entries = []
    bytes = []
    let fanIn = max(2, memory / RunReader.smallestBuffer)
    while runs.count > fanIn { try mergeOnce(fanIn) }
    guard let store else { return SortedTexts(memory: [], places: []) }
    return SortedTexts(try RunMerger(store, runs, memory: memory))
  }

  private func sort() {
    entries.sort { $0.key == $1.key ? $0.start < $1.start : $0.key < $1.key }
  }

  private func spill() throws {
    let store = try store ?? TemporaryStore()
    self.store = store
    sort()
    let start = store.count
    try bytes.withUnsafeBytes { bytes in
      for entry in entries {
        try RunReader.write(
          entry.key, UnsafeRawBufferPointer(rebasing: bytes[entry.start..<entry.start + entry.count]), to: store)
      }
    }
    runs.append(start..<store.count)
    entries.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Makes one run of each few that follow one another.
  private func mergeOnce(_ fanIn: Int) throws {
    guard let old = store else { return }
    let new = try TemporaryStore()
    var merged: [Range<Int>] = []
    for first in stride(from: 0, to: runs.count, by: fanIn) {
      let start = new.count
      let merger = try RunMerger(old, Array(runs[first..<min(first + fanIn, runs.count)]), memory: memory)
      while try merger.next({ try RunReader.write($0, $1, to: new) }) != nil {}
      merged.append(start..<new.count)
    }
    store = new
    runs = merged
  }
}

/// Texts in their order, one after the other.
package final class SortedTexts {
  private let bytes: [UInt8]
  private let places: [Range<Int>]
  private var position = 0
  private let merger: RunMerger?

  fileprivate init(memory bytes: [UInt8], places: [Range<Int>]) {
    self.bytes = bytes
    self.places = places
    merger = nil
  }

  fileprivate init(_ merger: RunMerger) {
    self.merger = merger
    bytes = []
    places = []
  }

  /// Calls a closure with the next text and gives what it gives; nil at the end.
  package func next<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result? {
    if let merger { return try merger.next { _, text in try body(text) } }
    guard position < places.count else { return nil }
    defer { position += 1 }
    return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[places[position]])) }
  }
}

/// Merges sorted runs; of equal keys those of an earlier run come first.
private final class RunMerger {
  private var readers: [RunReader]
  /// The readers that have something, the one with the smallest key first.
  private var heap: [Int] = []

  init(_ store: TemporaryStore, _ runs: [Range<Int>], memory: Int) throws {
    let buffer = min(max(memory / max(1, runs.count), 1 << 12), 1 << 20)
    readers = runs.map { RunReader(store, $0, bufferSize: buffer) }
    for number in readers.indices where try readers[number].advance() {
      heap.append(number)
      var child = heap.count - 1
      while child > 0, precedes(child, (child - 1) / 2) {
        heap.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    }
  }

  func next<Result>(_ body: (SortKey, UnsafeRawBufferPointer) throws -> Result) throws -> Result? {
    guard let first = heap.first else { return nil }
    let result = try readers[first].withText(body)
    if try !readers[first].advance() {
      heap.swapAt(0, heap.count - 1)
      heap.removeLast()
    }
    sink()
    return result
  }

  private func sink() {
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(child, smallest) {
        smallest = child
      }
      if smallest == parent { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    let (one, other) = (readers[heap[left]].key, readers[heap[right]].key)
    return one == other ? heap[left] < heap[right] : one < other
  }
}

/// One sorted run on the disk: for each text its key in sixteen bytes, its length in eight, and itself.
private struct RunReader {
  /// Below this a buffer is not worth its reads.
  static let smallestBuffer = 1 << 15

  private(set) var key = SortKey(0)
  private var text: [UInt8] = []
  private var count = 0
  private var reader: TemporaryReader

  init(_ store: TemporaryStore, _ range: Range<Int>, bufferSize: Int) {
    reader = TemporaryReader(store, range: range, bufferSize: bufferSize)
  }

  static func write(_ key: SortKey, _ text: UnsafeRawBufferPointer, to store: TemporaryStore) throws {
    var head = (key.high, key.low, UInt64(text.count))
    try withUnsafeBytes(of: &head) { try store.write($0) }
    try store.write(text)
  }

  mutating func advance() throws -> Bool {
    var head: (UInt64, UInt64, UInt64) = (0, 0, 0)
    guard try withUnsafeMutableBytes(of: &head, { try reader.read(exactly: $0) }) else { return false }
    key = SortKey(head.0, head.1)
    count = Int(head.2)
    if text.count < count { text = [UInt8](repeating: 0, count: max(count, min(text.count * 2, 1 << 20))) }
    guard count > 0 else { return true }
    return try text.withUnsafeMutableBytes {
      try reader.read(exactly: UnsafeMutableRawBufferPointer(rebasing: $0[..<count]))
    }
  }

  func withText<Result>(_ body: (SortKey, UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try text.withUnsafeBytes { try body(key, UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }
}
