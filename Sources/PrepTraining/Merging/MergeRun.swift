import CKernels

/// One training: the words as slots, the queue of pairs, and the merges so far.
///
/// The rules are those that the plain trainer of the tests writes out. What a place in the queue counts is known for pairs with many
/// slots, and looked up in the slots for the others when they come to the front, unless neither token was part of a
/// merge since. That needs no table of all pairs.
final class MergeRun {
  /// Pairs with fewer slots are not worth a place in the table of counts.
  private static let fewSlots = 16

  let options: TrainingOptions
  let slots: WordSlots
  let places: PairPlaces
  private var queue: PairQueue
  private var counts = PairCounts()
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
  /// Whether a token was made by several merges, so that its pairs may have several places.
  private var isReused: [Bool]

  /// - Parameter pairCount: At least the number of neighbours in all words.
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
    if !alphabet.isOfCharacters {
      for (id, token) in tokens.enumerated() where token.count > 1 { lengths[id] = UInt32(token.count) }
    }
    lastUsed = .allocate(capacity: capacity)
    lastUsed.initialize(repeating: 0, count: capacity)
    isReused = [Bool](repeating: false, count: capacity)
    left = FormedPairs(tokenCapacity: capacity)
    right = FormedPairs(tokenCapacity: capacity)
    insertFirstPairs(alphabet)
  }

  deinit {
    lengths.deallocate()
    lastUsed.deallocate()
    left.deallocate()
    right.deallocate()
    counts.deallocate()
  }

  @inline(__always)
  static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

  private func insertFirstPairs(_ alphabet: TrainingAlphabet) {
    let first = FirstPairs(slots, lengths: lengths, alphabet)
    var targets: [Int] = []
    for pair in first.pairs {
      let added = places.append(pair.pair, slotCount: pair.slotCount, step: 0)
      targets.append(added.slot)
      queue.insert(added.place, count: pair.weight)
      note(added.place, slotCount: pair.slotCount, count: pair.weight)
    }
    first.write(to: places.slots, &targets)
    reused.beginStep(firstPlace: places.count, firstPlaces: alphabet.isOfBytes ? nil : places)
  }

  /// Remembers what a place counts, if that is worth it.
  @inline(__always)
  private func note(_ place: Int, slotCount: Int, count: Int) {
    if slotCount >= Self.fewSlots { counts.set(places.pairs[place], count) }
  }

  // MARK: Merging

  /// Merges until there are that many tokens, or no pair is left.
  ///
  /// - Parameter progress: Told now and then how many tokens there are; what it returns says whether to go on.
  func run(until size: Int, progress: (Int) -> Bool) {
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
      if step & 63 == 0, !progress(tokens.count) { return }
    }
  }

  /// What a place counts by now.
  private func currentCount(_ item: PairQueue.Item) -> Int {
    if let all = reused.places(of: item.pair) {
      return all.reduce(reused.mergedWeight(of: item.pair)) { $0 + weight(ofPlace: $1, item.pair) }
    }
    let (a, b) = (Int(item.pair >> 32), Int(item.pair & 0xFFFF_FFFF))
    let checked = places.checked[Int(item.place)]
    if lastUsed[a] <= checked, lastUsed[b] <= checked { return item.count }
    if places.slotCount(of: Int(item.place)) >= Self.fewSlots, !isReused[a], !isReused[b], let known = counts[item.pair]
    {
      return known
    }
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
    let bytes = text(a, b)
    let known = options.ties == .huggingface ? idOfBytes[bytes] : nil
    let token = known ?? UInt32(tokens.count)
    let wasMade = known.map { !tokens[Int($0)].isEmpty } ?? false
    // The beginning of a word may be written like a symbol that goes on with one; they are no single token.
    if wasMade, lengths[Int(token)] != lengths[Int(a)] + lengths[Int(b)] {
      step -= 1
      return
    }
    if !wasMade {
      if known == nil { tokens.append(bytes) } else { tokens[Int(token)] = bytes }
      if options.ties == .huggingface { idOfBytes[bytes] = token }
      lengths[Int(token)] = lengths[Int(a)] + lengths[Int(b)]
    }
    merges.append(TrainedVocabulary.Merge(a, b))

    var weight = 0
    if let all = reused.places(of: item.pair) {
      let list = slotsToMerge(of: Int(item.place), among: all, a, b)
      weight = list.withUnsafeBufferPointer { join($0, a, b, token, &left, &right) }
    } else {
      weight = join(places.slots(of: Int(item.place)), a, b, token, &left, &right)
    }
    takeLostWeight(a, b)
    lastUsed[Int(a)] = UInt32(truncatingIfNeeded: step)
    lastUsed[Int(b)] = UInt32(truncatingIfNeeded: step)
    reused.noteMerge(of: item.pair, weight: weight)
    if wasMade {
      isReused[Int(token)] = true
      insertPairs(ofReused: token)
    } else {
      insertPairs(of: token)
    }
    reused.endStep(token, step: step, nextPlace: places.count)
  }

  /// How what two tokens make is written.
  private func text(_ a: UInt32, _ b: UInt32) -> [UInt8] {
    let (left, right) = (tokens[Int(a)], tokens[Int(b)])
    guard let prefix = options.characters?.prefix, !prefix.isEmpty, right.starts(with: prefix) else {
      return left + right
    }
    return left + right.dropFirst(prefix.count)
  }

  /// The slots where a pair is merged that has several places: in every word that the place has ever been in.
  private func slotsToMerge(of place: Int, among all: [Int], _ a: UInt32, _ b: UInt32) -> [UInt32] {
    let words = Set(places.slots(of: place).map { slots.wordStart(Int($0)) })
    let length = Int(lengths[Int(a)])
    var result: [UInt32] = []
    for other in all {
      for slot in places.slots(of: other)
      where slots.base[Int(slot)] == a && slots.base[Int(slot) + length] == b
        && words.contains(slots.wordStart(Int(slot)))
      {
        result.append(slot)
      }
    }
    return result.sorted()
  }

  /// Joins a pair at ascending slots, and collects the pairs that are formed and lost. Returns the weight of what was
  /// joined.
  private func join(
    _ list: UnsafeBufferPointer<UInt32>, _ a: UInt32, _ b: UInt32, _ token: UInt32, _ left: inout FormedPairs,
    _ right: inout FormedPairs
  ) -> Int {
    let base = slots.base
    let lengths = lengths
    let step = UInt32(truncatingIfNeeded: step)
    let (lengthA, lengthB) = (Int(lengths[Int(a)]), Int(lengths[Int(b)]))
    let longest = (options.maximumTokenLength ?? .max) &- Int(lengths[Int(token)])
    // A joint adds at most one slot on one side and two on the other.
    left.begin(slots: list.count &* 2)
    right.begin(slots: list.count)
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
        left.replace(
          neighbour, slot: previous, weight: weight, isFormed: Int(lengths[Int(neighbour)]) < longest, step: step)
      }
      let neighbour = base[end]
      if neighbour >= WordSlots.inside { continue }
      let isFormed = Int(lengths[Int(neighbour)]) < longest
      if neighbour == token {
        right.lose(neighbour, weight: weight, step: step)
        if isFormed { left.add(neighbour, slot: slot, weight: weight, step: step) }
      } else {
        right.replace(neighbour, slot: slot, weight: weight, isFormed: isFormed, step: step)
      }
    }
    return total
  }

  /// Takes what a merge has taken away from the counts of the pairs that its two tokens were part of.
  private func takeLostWeight(_ a: UInt32, _ b: UInt32) {
    for index in 0..<left.count { counts.prefetch(Self.pair(left.neighbours[index].token, a)) }
    for index in 0..<right.count { counts.prefetch(Self.pair(b, right.neighbours[index].token)) }
    for index in 0..<left.count {
      counts.subtract(left.neighbours[index].lost, from: Self.pair(left.neighbours[index].token, a))
    }
    for index in 0..<right.count {
      counts.subtract(right.neighbours[index].lost, from: Self.pair(b, right.neighbours[index].token))
    }
  }

  /// Puts the pairs that a merge formed into the queue.
  private func insertPairs(of token: UInt32) {
    for isLeft in [true, false] {
      let formed = isLeft ? left : right
      let targets = UnsafeMutableBufferPointer<Int>.allocate(capacity: formed.count)
      defer { targets.deallocate() }
      for number in 0..<formed.count {
        let neighbour = formed.neighbours[number]
        targets[number] = -1
        if neighbour.weight <= 0 { continue }
        let pair = isLeft ? Self.pair(neighbour.token, token) : Self.pair(token, neighbour.token)
        let added = places.append(pair, slotCount: Int(neighbour.slotCount), step: step)
        targets[number] = added.slot
        queue.insert(added.place, count: neighbour.weight)
        note(added.place, slotCount: Int(neighbour.slotCount), count: neighbour.weight)
      }
      formed.write(to: places.slots, targets)
    }
  }

  /// The same after a merge that made a token which was there before: its pairs may wait in the queue already.
  private func insertPairs(ofReused token: UInt32) {
    for isLeft in [true, false] {
      let formed = isLeft ? left : right
      let older = reused.olderPlaces(of: token, with: formed, isLeft: isLeft, places)
      var targets = [Int](repeating: -1, count: formed.count)
      var added: [Int] = []
      for number in 0..<formed.count where formed.neighbours[number].slotCount > 0 {
        let neighbour = formed.neighbours[number]
        let pair = isLeft ? Self.pair(neighbour.token, token) : Self.pair(token, neighbour.token)
        let new = places.append(pair, slotCount: Int(neighbour.slotCount), step: step)
        targets[number] = new.slot
        added.append(new.place)
        if !older[number].isEmpty { reused.note(older[number] + [new.place], of: pair) }
      }
      targets.withUnsafeMutableBufferPointer { formed.write(to: places.slots, $0) }
      for place in added {
        let pair = places.pairs[place]
        let all = reused.places(of: pair) ?? [place]
        let count = all.reduce(reused.mergedWeight(of: pair)) { $0 + weight(ofPlace: $1, pair) }
        if count > 0 { queue.insert(place, count: count) }
      }
    }
  }
}
