/// The runs of words of all items of evaluations, to be found in other texts.
package struct EvaluationIndex: Sendable {
  /// Where a run stands: in which item, and which of its different runs it is.
  struct Place: Sendable {
    var item: Int32
    var run: Int32
  }

  package let items: [EvaluationItem]
  /// For each item how many different runs it has.
  let runCounts: [Int]
  /// For each item the number of its first run among the runs of all.
  let firstRuns: [Int]
  /// For each of the runs of all items, which hash it is; equal runs of two items are one.
  let hashOfRun: [Int32]
  /// For each hash, where it stands.
  let places: [[Place]]
  /// The lengths of runs there are.
  let lengths: [Int]
  private var slots: [UInt64]
  private var values: [Int32]
  private let mask: Int

  /// How many different runs there are.
  package var hashCount: Int { places.count }

  package init(_ items: [EvaluationItem]) {
    self.items = items
    var numbers: [UInt64: Int32] = [:]
    var places: [[Place]] = []
    var runCounts: [Int] = []
    var firstRuns: [Int] = []
    var hashOfRun: [Int32] = []
    for (item, value) in items.enumerated() {
      firstRuns.append(hashOfRun.count)
      var seen = Set<UInt64>()
      Self.forEachRun(of: value.question, length: value.runLength) { _, hash in
        guard seen.insert(hash).inserted else { return }
        let number = numbers[hash] ?? Int32(places.count)
        if number == places.count {
          numbers[hash] = number
          places.append([])
        }
        places[Int(number)].append(Place(item: Int32(item), run: Int32(seen.count - 1)))
        hashOfRun.append(number)
      }
      runCounts.append(seen.count)
    }
    (self.places, self.runCounts, self.firstRuns, self.hashOfRun) = (places, runCounts, firstRuns, hashOfRun)
    lengths = Set(items.map(\.runLength)).subtracting([0]).sorted()
    var size = 64
    while size < numbers.count * 4 { size *= 2 }
    mask = size - 1
    slots = [UInt64](repeating: 0, count: size)
    values = [Int32](repeating: 0, count: size)
    for (hash, number) in numbers {
      var place = Int(truncatingIfNeeded: hash >> 20) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = hash
      values[place] = number
    }
  }

  /// The number of a run's hash; nil where no item has it.
  @inline(__always)
  func number(of hash: UInt64) -> Int? {
    var place = Int(truncatingIfNeeded: hash >> 20) & mask
    while slots[place] != 0 {
      if slots[place] == hash { return Int(values[place]) }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Calls a closure with the place and the hash of each run of so many words.
  @inline(__always)
  static func forEachRun(of words: [UInt64], length: Int, _ body: (Int, UInt64) -> Void) {
    guard length > 0, words.count >= length else { return }
    let factor: UInt64 = 0x9FB2_1C65_1E98_DF25
    var last: UInt64 = 1
    for _ in 0..<length { last = last &* factor }
    var hash: UInt64 = 0
    for index in words.indices {
      hash = hash &* factor &+ words[index]
      if index >= length { hash = hash &- words[index - length] &* last }
      guard index >= length - 1 else { continue }
      let mixed = (hash ^ hash >> 31 ^ UInt64(length)) &* 0xD6E8_FEB8_6659_FD93
      body(index - length + 1, mixed | 1)
    }
  }
}
