import CKernels

/// One training: the words as slots, the queue of pairs, and the merges so far.
///
/// The rules are those that ``PlainTrainer`` writes out. Counts are not kept up to date: what a place in the queue counts is looked up
/// in its slots when it comes to the front, unless neither token was part of a merge since. That touches the same memory as
/// the merge itself, and needs no table of all pairs.
final class MergeRun {
  let options: TrainingOptions
  let slots: WordSlots
  let places: PairPlaces
  private var queue: PairQueue
  /// The number of merges so far.
  private(set) var step = 0
  private(set) var tokens: [[UInt8]]
  private(set) var merges: [TrainedVocabulary.Merge] = []
  private var idOfBytes: [[UInt8]: UInt32]
  /// How many slots a token takes.
  private let lengths: UnsafeMutablePointer<UInt32>
  /// The step in which a token was last part of a merge.
  private let lastUsed: UnsafeMutablePointer<UInt32>
  private var left: FormedPairs
  private var right: FormedPairs
  private var reused = ReusedTokens()

  init(alphabet: TrainingAlphabet, slots: WordSlots, pairCount: Int, options: TrainingOptions) {
    self.options = options
    self.slots = slots
    tokens = alphabet.tokens
    idOfBytes = alphabet.idOfBytes
    places = PairPlaces(slotCapacity: pairCount + slots.count * 2)
    queue = PairQueue(places)
    let capacity = max(options.vocabularySize, alphabet.tokens.count) + 1
    lengths = .allocate(capacity: capacity)
    lengths.initialize(repeating: 1, count: capacity)
    lastUsed = .allocate(capacity: capacity)
    lastUsed.initialize(repeating: 0, count: capacity)
    left = FormedPairs(tokenCapacity: capacity)
    right = FormedPairs(tokenCapacity: capacity)
    insertFirstPairs(alphabet)
  }

  deinit {
    lengths.deallocate()
    lastUsed.deallocate()
    left.deallocate()
    right.deallocate()
  }

  static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

  // MARK: The first pairs

  private func insertFirstPairs(_ alphabet: TrainingAlphabet) {
    // Tokens of bytes by a small number.
    let used = alphabet.tokenOfByte.compactMap { $0 }
    guard let largest = used.max() else { return }
    let width = Int(largest) + 1
    var weights = [Int](repeating: 0, count: width * width)
    var counts = [Int](repeating: 0, count: width * width)
    forEachNeighbours { pair, _, weight in
      let index = Int(pair >> 32) * width + Int(pair & 0xFFFF_FFFF)
      weights[index] &+= weight
      counts[index] &+= 1
    }
    var targets = [Int](repeating: 0, count: width * width)
    for index in counts.indices where counts[index] > 0 {
      let added = places.append(Self.pair(UInt32(index / width), UInt32(index % width)), slotCount: counts[index], step: 0)
      targets[index] = added.slot
      queue.insert(added.place, count: weights[index])
    }
    forEachNeighbours { pair, slot, _ in
      let index = Int(pair >> 32) * width + Int(pair & 0xFFFF_FFFF)
      places.slots[targets[index]] = UInt32(truncatingIfNeeded: slot)
      targets[index] &+= 1
    }
    reused.beginStep(firstPlace: places.count)
  }

  /// Visits all neighbours while every token takes one slot.
  private func forEachNeighbours(_ body: (UInt64, Int, Int) -> Void) {
    var slot = 0
    var weight = 0
    while slot < slots.count {
      if slots.base[slot] >= WordSlots.header {
        weight = slots.weight(ofWordAt: slot + 2)
        slot += 2
        continue
      }
      let next = slots.base[slot + 1]
      if next < WordSlots.inside { body(Self.pair(slots.base[slot], next), slot, weight) }
      slot += 1
    }
  }

  // MARK: Merging

  /// Merges until there are that many tokens, or no pair is left.
  ///
  /// - Parameter progress: Told now and then how many tokens there are.
  func run(until size: Int, progress: (Int) -> Void) {
    while tokens.count < size {
      guard let item = queue.popFirst() else { return }
      let count = currentCount(item)
      if count != item.count {
        places.checked[Int(item.place)] = UInt32(truncatingIfNeeded: step)
        queue.insert(Int(item.place), count: count)
        continue
      }
      if count < 1 || count < options.minimumFrequency { return }
      merge(item)
      if step & 63 == 0 { progress(tokens.count) }
    }
  }

  /// What a place counts by now.
  private func currentCount(_ item: PairQueue.Item) -> Int {
    if let all = reused.places(of: item.pair) {
      return all.reduce(reused.mergedWeight(of: item.pair)) { $0 + weight(ofPlace: $1, item.pair) }
    }
    let checked = places.checked[Int(item.place)]
    if lastUsed[Int(item.pair >> 32)] <= checked, lastUsed[Int(item.pair & 0xFFFF_FFFF)] <= checked { return item.count }
    return weight(ofPlace: Int(item.place), item.pair)
  }

  /// The weight of the slots of a place that still hold the pair.
  private func weight(ofPlace place: Int, _ pair: UInt64) -> Int {
    let (a, b) = (UInt32(truncatingIfNeeded: pair >> 32), UInt32(truncatingIfNeeded: pair))
    let length = Int(lengths[Int(a)])
    let base = slots.base
    let list = places.slots(of: place)
    var total = 0
    for index in 0..<list.count {
      prep_prefetch(base + Int(list[min(index &+ 16, list.count &- 1)]))
      let slot = Int(list[index])
      if base[slot] == a, base[slot &+ length] == b { total &+= slots.weight(at: slot) }
    }
    return total
  }

  private func merge(_ item: PairQueue.Item) {
    step += 1
    let (a, b) = (UInt32(truncatingIfNeeded: item.pair >> 32), UInt32(truncatingIfNeeded: item.pair))
    let bytes = tokens[Int(a)] + tokens[Int(b)]
    let known = options.ties == .huggingface ? idOfBytes[bytes] : nil
    let token = known ?? UInt32(tokens.count)
    let wasMade = known.map { !tokens[Int($0)].isEmpty } ?? false
    if !wasMade {
      if known == nil { tokens.append(bytes) } else { tokens[Int(token)] = bytes }
      if options.ties == .huggingface { idOfBytes[bytes] = token }
      lengths[Int(token)] = lengths[Int(a)] + lengths[Int(b)]
    }
    merges.append(TrainedVocabulary.Merge(a, b))

    left.removeAll()
    right.removeAll()
    var weight = 0
    if let all = reused.places(of: item.pair) {
      var list = slotsToMerge(of: Int(item.place), among: all, a, b)
      weight = list.withUnsafeMutableBufferPointer { join(UnsafeBufferPointer($0), a, b, token) }
    } else {
      weight = join(places.slots(of: Int(item.place)), a, b, token)
    }
    lastUsed[Int(a)] = UInt32(truncatingIfNeeded: step)
    lastUsed[Int(b)] = UInt32(truncatingIfNeeded: step)
    reused.noteMerge(of: item.pair, weight: weight)
    if wasMade { insertPairs(ofReused: token) } else { insertPairs(of: token) }
    reused.endStep(token, step: step, nextPlace: places.count)
  }

  /// The slots where a pair is merged that has several places: in every word that the place has ever been in.
  private func slotsToMerge(of place: Int, among all: [Int], _ a: UInt32, _ b: UInt32) -> [UInt32] {
    let words = Set(places.slots(of: place).map { slots.wordStart(Int($0)) })
    let length = Int(lengths[Int(a)])
    var result: [UInt32] = []
    for other in all {
      for slot in places.slots(of: other)
      where slots.base[Int(slot)] == a && slots.base[Int(slot) + length] == b && words.contains(slots.wordStart(Int(slot))) {
        result.append(slot)
      }
    }
    return result.sorted()
  }

  /// Joins a pair at ascending slots, and collects the pairs that are formed. Returns the weight of what was joined.
  private func join(_ list: UnsafeBufferPointer<UInt32>, _ a: UInt32, _ b: UInt32, _ token: UInt32) -> Int {
    let base = slots.base
    let (lengthA, lengthB) = (Int(lengths[Int(a)]), Int(lengths[Int(b)]))
    let longest = (options.maximumTokenLength ?? .max) &- Int(lengths[Int(token)])
    var total = 0
    for index in 0..<list.count {
      prep_prefetch_for_writing(base + Int(list[min(index &+ 12, list.count &- 1)]))
      let slot = Int(list[index])
      guard base[slot] == a, base[slot &+ lengthA] == b else { continue }
      let end = slot &+ lengthA &+ lengthB
      let weight = slots.weight(at: slot)
      total &+= weight
      slots.join(slot, slot &+ lengthA, end: end, into: token)
      if let previous = slots.previous(slot) {
        let neighbour = base[previous]
        if neighbour == token { right.remove(a, weight: weight, step: step) }
        if Int(lengths[Int(neighbour)]) < longest { left.add(neighbour, slot: previous, weight: weight, step: step) }
      }
      let neighbour = base[end]
      if neighbour < WordSlots.inside, Int(lengths[Int(neighbour)]) < longest {
        if neighbour == token {
          left.add(neighbour, slot: slot, weight: weight, step: step)
        } else {
          right.add(neighbour, slot: slot, weight: weight, step: step)
        }
      }
    }
    return total
  }

  /// Puts the pairs that a merge formed into the queue.
  private func insertPairs(of token: UInt32) {
    for isLeft in [true, false] {
      let formed = isLeft ? left : right
      var targets = [Int](repeating: -1, count: formed.neighbours.count)
      for (local, neighbour) in formed.neighbours.enumerated() where formed.weights[local] > 0 {
        let pair = isLeft ? Self.pair(neighbour, token) : Self.pair(token, neighbour)
        let added = places.append(pair, slotCount: formed.slotCounts[local], step: step)
        targets[local] = added.slot
        queue.insert(added.place, count: formed.weights[local])
      }
      write(formed.events, to: &targets)
    }
  }

  private func write(_ events: [(local: UInt32, slot: UInt32)], to targets: inout [Int]) {
    let slots = places.slots
    targets.withUnsafeMutableBufferPointer { targets in
      for event in events where targets[Int(event.local)] >= 0 {
        slots[targets[Int(event.local)]] = event.slot
        targets[Int(event.local)] &+= 1
      }
    }
  }

  /// The same after a merge that made a token which was there before: its pairs may wait in the queue already.
  private func insertPairs(ofReused token: UInt32) {
    for isLeft in [true, false] {
      let formed = isLeft ? left : right
      let older = reused.olderPlaces(of: token, with: formed, isLeft: isLeft, places)
      var targets = [Int](repeating: -1, count: formed.neighbours.count)
      var added: [Int] = []
      for (local, neighbour) in formed.neighbours.enumerated() {
        let pair = isLeft ? Self.pair(neighbour, token) : Self.pair(token, neighbour)
        let new = places.append(pair, slotCount: formed.slotCounts[local], step: step)
        targets[local] = new.slot
        added.append(new.place)
        if !older[local].isEmpty { reused.note(older[local] + [new.place], of: pair) }
      }
      write(formed.events, to: &targets)
      for place in added {
        let pair = places.pairs[place]
        let all = reused.places(of: pair) ?? [place]
        let count = all.reduce(reused.mergedWeight(of: pair)) { $0 + weight(ofPlace: $1, pair) }
        if count > 0 { queue.insert(place, count: count) }
      }
    }
  }
}
