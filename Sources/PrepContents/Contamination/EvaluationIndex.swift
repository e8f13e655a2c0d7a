/// The runs of words of all items of evaluations, to be found in other texts.
///
/// Runs are looked for twice: as they are written, and with one sign in the place of every word that has a digit, by which
/// a question is found whose numbers were changed.
package struct EvaluationIndex: Sendable {
  /// How the runs of an item are written.
  enum Form: Int, Sendable, CaseIterable {
    case written
    /// Without its numbers.
    case skeleton
  }

  /// The different runs of an item in one form.
  struct Runs: Sendable {
    /// For each, which hash it is; equal runs of two items are one.
    var hashes: [Int32] = []
  }

  package let items: [EvaluationItem]
  /// For each item its runs in each form.
  private let runs: [[Runs]]
  /// For each hash, in how many items it stands.
  let itemCounts: [Int32]
  /// The lengths of runs there are.
  let lengths: [Int]
  private var slots: [UInt64]
  private var values: [Int32]
  private let mask: Int
  /// A bit for each hash, so that most that are none of these are told without looking at the slots.
  private var filter: [UInt64]
  private let filterMask: Int

  /// How many different runs there are.
  package var hashCount: Int { itemCounts.count }

  /// The different runs of an item in a form.
  func runs(of item: Int, _ form: Form) -> Runs { runs[item][form.rawValue] }

  /// What stands for a word with a digit in a skeleton.
  static let number: UInt64 = 0x6E75_6D62_6572_0001

  /// Whether words say something without their numbers: fewer than half are numbers.
  private static func isSkeleton(_ words: ArraySlice<UInt64>) -> Bool {
    words.count { $0 == number } * 2 < words.count
  }

  package init(_ items: [EvaluationItem]) {
    self.items = items
    var numbers: [UInt64: Int32] = [:]
    var itemCounts: [Int32] = []
    /// For each hash, the last item that it was met in.
    var lastItems: [Int32] = []
    var runs: [[Runs]] = []
    for (item, value) in items.enumerated() {
      var own = [Runs(), Runs()]
      for form in Form.allCases {
        var seen: Set<UInt64> = []
        let words = form == .written ? value.question : value.skeleton
        Self.forEachRun(of: words, length: value.runLength) { position, hash in
          guard !seen.contains(hash) else { return }
          if form == .skeleton, !Self.isSkeleton(words[position..<position + value.runLength]) { return }
          seen.insert(hash)
          let number = numbers[hash] ?? Int32(itemCounts.count)
          if number == itemCounts.count {
            numbers[hash] = number
            itemCounts.append(0)
            lastItems.append(-1)
          }
          if lastItems[Int(number)] != Int32(item) {
            lastItems[Int(number)] = Int32(item)
            itemCounts[Int(number)] += 1
          }
          own[form.rawValue].hashes.append(number)
        }
      }
      runs.append(own)
    }
    (self.itemCounts, self.runs) = (itemCounts, runs)
    lengths = Set(items.map(\.runLength)).subtracting([0]).sorted()
    var size = 64
    while size < numbers.count * 4 { size *= 2 }
    mask = size - 1
    slots = [UInt64](repeating: 0, count: size)
    values = [Int32](repeating: 0, count: size)
    filterMask = size * 4 - 1
    filter = [UInt64](repeating: 0, count: size * 4 / 64)
    for (hash, number) in numbers {
      var place = Int(truncatingIfNeeded: hash >> 20) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = hash
      values[place] = number
      let bit = Int(truncatingIfNeeded: hash >> 8) & filterMask
      filter[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  /// The number of a run's hash; nil where no item has it.
  @inline(__always)
  func number(of hash: UInt64) -> Int? {
    let bit = Int(truncatingIfNeeded: hash >> 8) & filterMask
    // SAFETY: the filter has a bit for every number up to its mask.
    let word = filter.withUnsafeBufferPointer { $0[bit >> 6] }
    return word >> UInt64(bit & 63) & 1 == 0 ? nil : known(hash)
  }

  @inline(never)
  private func known(_ hash: UInt64) -> Int? {
    var place = Int(truncatingIfNeeded: hash >> 20) & mask
    while slots[place] != 0 {
      if slots[place] == hash { return Int(values[place]) }
      place = (place + 1) & mask
    }
    return nil
  }

  private static let factor: UInt64 = 0x9FB2_1C65_1E98_DF25

  /// Calls a closure with the place and the hash of each run of so many words.
  @inline(__always)
  static func forEachRun(of words: [UInt64], length: Int, _ body: (Int, UInt64) -> Void) {
    words.withUnsafeBufferPointer { words in
      guard length > 0, words.count >= length else { return }
      var last: UInt64 = 1
      for _ in 0..<length { last = last &* factor }
      var hash: UInt64 = 0
      for index in words.indices {
        hash = hash &* factor &+ words[index]
        if index >= length { hash = hash &- words[index - length] &* last }
        guard index >= length - 1 else { continue }
        body(index - length + 1, finished(hash, length))
      }
    }
  }

  /// The hash of a run, from the sum of its words.
  @inline(__always)
  private static func finished(_ hash: UInt64, _ length: Int) -> UInt64 {
    (hash ^ hash >> 31 ^ UInt64(length)) &* 0xD6E8_FEB8_6659_FD93 | 1
  }
}
