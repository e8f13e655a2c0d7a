/// Adds up counts from several sources, which are read side by side.
package struct CountsMerger {
  /// What all sources were counted by.
  package let rules: CountingRules
  private var readers: [(reader: CountsReader, weight: Int)] = []
  /// The readers that have a word, the one with the smallest word first (a binary heap).
  private var heap: [Int] = []

  /// - Throws: ``TrainingFailure`` when sources were counted by different rules or are damaged.
  package init(_ sources: [(reader: CountsReader, weight: Int)]) throws {
    if let first = sources.first {
      for (reader, _) in sources where reader.rules != first.reader.rules {
        throw TrainingFailure(
          "was counted with the pattern \(reader.rules.pattern), but \(first.reader.name) with \(first.reader.rules.pattern)",
          path: reader.name)
      }
    }
    readers = sources
    rules = sources.first?.reader.rules ?? CountingRules(pattern: "")
    for index in readers.indices where try readers[index].reader.next() {
      heap.append(index)
      siftUp(heap.count - 1)
    }
  }

  /// Calls a closure with every word in order and the sum of its counts.
  package mutating func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void) throws {
    var word: [UInt8] = []
    while let first = heap.first {
      word.removeAll(keepingCapacity: true)
      word.append(contentsOf: readers[first].reader.word)
      var total = 0
      while let index = heap.first, readers[index].reader.word == word {
        let (product, overflows) = readers[index].reader.count.multipliedReportingOverflow(by: readers[index].weight)
        let (sum, overflowsToo) = total.addingReportingOverflow(product)
        if overflows || overflowsToo {
          throw TrainingFailure("the counts are too large", path: readers[index].reader.name)
        }
        total = sum
        if try !readers[index].reader.next() {
          heap.swapAt(0, heap.count - 1)
          heap.removeLast()
        }
        siftDown()
      }
      try word.withUnsafeBufferPointer { try body($0, total) }
    }
  }

  private func precedes(_ one: Int, _ other: Int) -> Bool {
    readers[one].reader.withWord { a in readers[other].reader.withWord { CountsFormat.precedes(a, $0) } }
  }

  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0, precedes(heap[index], heap[(index - 1) / 2]) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func siftDown() {
    var index = 0
    while true {
      var first = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && precedes(heap[child], heap[first]) {
        first = child
      }
      if first == index { return }
      heap.swapAt(index, first)
      index = first
    }
  }
}
