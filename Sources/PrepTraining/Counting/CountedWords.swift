/// Different words and how often each was seen by one or several counters, in parts for as many threads.
///
/// SAFETY of `@unchecked Sendable`: while threads work on it, each touches the words of its own part.
package final class CountedWords: @unchecked Sendable {
  /// A word: the counter that it is in, and its slot there.
  private struct Place {
    var counter: UInt32
    var slot: UInt32
  }

  /// Counts from here on are sorted one by one.
  private static let fewCounts = 1024
  private let counters: [WordCounter]
  /// The places of each part, by ascending counts.
  private var parts: [[Place]]
  /// How many different words there are.
  package private(set) var distinctCount: Int
  /// How many words were added, with their weights.
  package let totalCount: Int
  /// How many bytes the different words have.
  private(set) var byteCount: Int
  var partCount: Int { parts.count }

  /// - Parameters:
  ///   - counters: Taken over: nobody else uses them any more.
  ///   - parts: How many parts there are to be, one for each thread.
  package init(_ counters: [WordCounter], parts count: Int) {
    precondition(count >= 1 && count <= 1 << 16, "parts of words")
    self.counters = counters
    totalCount = counters.reduce(0) { $0 + $1.totalCount }
    distinctCount = counters.reduce(0) { $0 + $1.distinctCount }
    byteCount = counters.reduce(0) { $0 + $1.distinctByteCount }
    parts = [[Place]](repeating: [], count: count)
    let made = Results(counters, count)
    Lanes.forEach(count) { part in
      let counters = made.counters
      for index in counters.indices.dropFirst() {
        let moved = counters[index].move(part: part, of: count, to: counters[..<index])
        made.moved[part].words += moved.words
        made.moved[part].bytes += moved.bytes
      }
      made.places[part] = Self.sorted(counters, part: part, of: count)
    }
    for part in 0..<count {
      distinctCount -= made.moved[part].words
      byteCount -= made.moved[part].bytes
      parts[part] = made.places[part]
    }
  }

  package convenience init(_ counter: WordCounter) { self.init([counter], parts: 1) }

  /// No words.
  static var none: CountedWords { CountedWords([], parts: 1) }

  /// What threads make.
  ///
  /// SAFETY of `@unchecked Sendable`: each thread touches the elements of its own part, here and in the counters.
  private final class Results: @unchecked Sendable {
    let counters: [WordCounter]
    let places: UnsafeMutableBufferPointer<[Place]>
    let moved: UnsafeMutableBufferPointer<(words: Int, bytes: Int)>

    init(_ counters: [WordCounter], _ count: Int) {
      self.counters = counters
      places = .allocate(capacity: count)
      places.initialize(repeating: [])
      moved = .allocate(capacity: count)
      moved.initialize(repeating: (0, 0))
    }

    deinit {
      places.deinitialize()
      places.deallocate()
      moved.deallocate()
    }
  }

  private static func sorted(_ counters: [WordCounter], part: Int, of parts: Int) -> [Place] {
    var found: [Place] = []
    var ends = [Int](repeating: 0, count: fewCounts + 1)
    found.reserveCapacity(counters.reduce(0) { $0 + $1.distinctCount } / parts + 1024)
    for (number, counter) in counters.enumerated() {
      counter.forEachSlot(ofPart: part, of: parts) { slot in
        let count = counter.count(inSlot: slot)
        if count == 0 { return }
        ends[min(max(count, 0), fewCounts)] += 1
        found.append(Place(counter: UInt32(number), slot: UInt32(slot)))
      }
    }
    var sum = 0
    for index in ends.indices {
      (sum, ends[index]) = (sum + ends[index], sum)
    }
    var many: [(count: Int, place: Place)] = []
    let firstOfMany = ends[fewCounts]
    var sorted = [Place](repeating: Place(counter: 0, slot: 0), count: found.count)
    for place in found {
      let count = counters[Int(place.counter)].count(inSlot: Int(place.slot))
      if count >= fewCounts {
        many.append((count, place))
      } else {
        sorted[ends[max(count, 0)]] = place
        ends[max(count, 0)] += 1
      }
    }
    many.sort { $0.count < $1.count }
    for (index, one) in many.enumerated() { sorted[firstOfMany + index] = one.place }
    return sorted
  }

  /// Calls a closure with every word of a part and its count, by ascending counts.
  func forEach(inPart part: Int, _ body: (UnsafeBufferPointer<UInt8>, Int) -> Void) {
    let places = parts[part]
    for (index, place) in places.enumerated() {
      let far = places[min(index + 24, places.count - 1)]
      counters[Int(far.counter)].prefetchSlot(Int(far.slot))
      let near = places[min(index + 12, places.count - 1)]
      counters[Int(near.counter)].prefetchWord(Int(near.slot))
      counters[Int(place.counter)].withWord(Int(place.slot), body)
    }
  }

  /// Calls a closure with every word and its count.
  package func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int) -> Void) {
    for part in parts.indices { forEach(inPart: part, body) }
  }

  /// The words in one counter.
  package func joined() -> WordCounter {
    if counters.count == 1, let only = counters.first { return only }
    let words = WordCounter()
    for (number, places) in parts.enumerated() where !places.isEmpty {
      forEach(inPart: number) { words.add($0, count: $1) }
    }
    return words
  }
}
