/// One training: the words as slots, the queue of pairs, and the merges so far.
///
/// The rules are those that the plain trainer of the tests writes out. What a place in the queue counts is known for
/// pairs with many slots, and looked up in the slots for the others when they come to the front, unless neither token
/// was part of a merge since. That needs no table of all pairs.
///
/// The words are in shares, each merged by a thread of its own when there is enough to do; which word is in which share
/// makes no difference to the result.
final class MergeRun<Token: SlotToken> {
  /// Pairs with fewer slots are not worth a place in the table of counts.
  static var fewSlots: Int { 16 }

  let options: TrainingOptions
  let tuning: MergeTuning
  /// Whether every pair has a place, and tokens may be made more than once. There is one share then.
  let isExact: Bool
  let shares: [MergeShare<Token>]
  let places = PairPlaces()
  var queue: PairQueue
  private var counts = PairCounts()
  private var rare: RarePairs
  /// The number of merges so far.
  private(set) var step = 0
  private(set) var tokens: [[UInt8]]
  private(set) var merges: [TrainedVocabulary.Merge] = []
  private var idOfBytes: [[UInt8]: UInt32]
  /// The last merge that made each token; negative for none.
  private(set) var mergeOf: [Int32]
  /// How many slots a token takes.
  let lengths: UnsafeMutablePointer<UInt32>
  /// The step in which a token was last part of a merge.
  private let lastUsed: UnsafeMutablePointer<UInt32>
  /// What all shares formed together, where there are several.
  private var leftSum: FormedPairs
  private var rightSum: FormedPairs
  private var new: NewPlaces
  private let orders: MergeOrders<Token>
  private let team: MergeTeam?
  var reused = ReusedTokens()
  /// Whether a token was made by several merges, so that its pairs may have several places.
  private var isReused: [Bool]
  private let numberMemory: ReservedMemory<Int32>

  init(
    alphabet: TrainingAlphabet, shares words: [WordSlots<Token>], options: TrainingOptions, tuning: MergeTuning,
    isExact: Bool
  ) {
    precondition(!isExact || words.count == 1, "all pairs of several shares")
    self.options = options
    self.tuning = tuning
    self.isExact = isExact
    tokens = alphabet.tokens
    idOfBytes = alphabet.idOfBytes
    queue = PairQueue(places)
    let capacity = Self.tokenCapacity(alphabet, options)
    lengths = .allocate(capacity: capacity)
    lengths.initialize(repeating: 1, count: capacity)
    if !alphabet.isOfCharacters {
      for (id, token) in tokens.enumerated() where token.count > 1 { lengths[id] = UInt32(token.count) }
    }
    lastUsed = .allocate(capacity: capacity)
    lastUsed.initialize(repeating: 0, count: capacity)
    mergeOf = [Int32](repeating: -1, count: capacity)
    isReused = [Bool](repeating: false, count: capacity)
    leftSum = FormedPairs(tokenCapacity: capacity)
    rightSum = FormedPairs(tokenCapacity: capacity)
    numberMemory = ReservedMemory(capacity: capacity * 2)
    new = NewPlaces(left: numberMemory.base, right: numberMemory.base + capacity, isAlone: words.count == 1)
    rare = RarePairs(
      isExact: isExact, merges: options.vocabularySize - alphabet.tokens.count,
      minimumFrequency: options.minimumFrequency, given: tuning.rareBelow)
    shares = words.map { [lengths] in
      MergeShare($0, tokenCapacity: capacity, lengths: lengths, options: options)
    }
    let orders = MergeOrders<Token>(shares, new)
    self.orders = orders
    team = shares.count > 1 ? MergeTeam(members: shares.count) { orders.work($0) } : nil
    insertFirstPairs(alphabet)
  }

  deinit {
    lengths.deallocate()
    lastUsed.deallocate()
    leftSum.deallocate()
    rightSum.deallocate()
    counts.deallocate()
  }

  /// More than any id there will be.
  static func tokenCapacity(_ alphabet: TrainingAlphabet, _ options: TrainingOptions) -> Int {
    max(options.vocabularySize, alphabet.tokens.count) + 1
  }

  @inline(__always)
  static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

  private func insertFirstPairs(_ alphabet: TrainingAlphabet) {
    let first = FirstPairs(shares, lengths: lengths, alphabet)
    rare.begin(totalWeight: first.pairs.reduce(0) { $0 + $1.weight })
    first.settle(
      first.pairs.map { pair in
        if rare.leavesOut(pair.weight) { return nil }
        return insert(pair.pair, slotCount: pair.slotCount, weight: pair.weight)
      })
    reused.beginStep(firstPlace: places.count, firstPlaces: isExact && !alphabet.isOfBytes ? places : nil)
  }

  /// Makes a place for a pair, and puts it into the queue.
  @inline(__always)
  private func insert(_ pair: UInt64, slotCount: Int, weight: Int) -> Int {
    let place = places.append(pair, slotCount: slotCount, step: step)
    queue.insert(place, count: weight)
    if slotCount >= Self.fewSlots { counts.set(pair, weight) }
    return place
  }

  // MARK: Merging

  /// Merges until there are that many tokens, or no pair is left.
  ///
  /// - Parameter progress: Told now and then how many tokens there are; what it returns says whether to go on.
  /// - Returns: False when a pair that has no place may be the next one: training has to begin anew with all pairs.
  func run(until size: Int, progress: (Int) -> Bool) -> Bool {
    while tokens.count < size {
      guard let item = queue.popFirst() else { return !rare.mayPrecede(0) }
      let count = currentCount(item)
      if count != item.count {
        places.checked[Int(item.place)] = UInt32(truncatingIfNeeded: step)
        queue.insert(Int(item.place), count: count)
        continue
      }
      if rare.mayPrecede(count) { return false }
      if count < 1 || count < options.minimumFrequency { return true }
      if !merge(item) { return false }
      if step & 63 == 0 {
        if !progress(tokens.count) { return true }
        rare.update(step: step, weight: count)
      }
    }
    return true
  }

  /// What a place counts by now.
  private func currentCount(_ item: PairQueue.Item) -> Int {
    if let all = reused.places(of: item.pair) { return weight(ofPlaces: all, item.pair) }
    let (a, b) = (Int(item.pair >> 32), Int(item.pair & 0xFFFF_FFFF))
    let checked = places.checked[Int(item.place)]
    if lastUsed[a] <= checked, lastUsed[b] <= checked { return item.count }
    if Int(places.slotCounts[Int(item.place)]) >= Self.fewSlots, !isReused[a], !isReused[b],
      let known = counts[item.pair]
    {
      return known
    }
    settle()
    return shares.reduce(0) { $0 + $1.weight(ofPlace: Int(item.place), item.pair) }
  }

  /// Merges the pair of a place; false when that makes a token which was made before, and not every pair has a place.
  private func merge(_ item: PairQueue.Item) -> Bool {
    let (a, b) = (UInt32(truncatingIfNeeded: item.pair >> 32), UInt32(truncatingIfNeeded: item.pair))
    let bytes = text(a, b)
    let known = options.ties == .huggingface ? idOfBytes[bytes] : nil
    let token = known ?? UInt32(tokens.count)
    let wasMade = known.map { !tokens[Int($0)].isEmpty } ?? false
    // The beginning of a word may be written like a symbol that goes on with one; they are no single token.
    if wasMade, lengths[Int(token)] != lengths[Int(a)] + lengths[Int(b)] { return true }
    if wasMade, !isExact { return false }
    step += 1
    if !wasMade {
      if known == nil { tokens.append(bytes) } else { tokens[Int(token)] = bytes }
      if options.ties == .huggingface { idOfBytes[bytes] = token }
      lengths[Int(token)] = lengths[Int(a)] + lengths[Int(b)]
    }
    mergeOf[Int(token)] = Int32(truncatingIfNeeded: merges.count)
    merges.append(TrainedVocabulary.Merge(a, b))

    let merge = PairMerge(
      place: Int(item.place), a: a, b: b, token: token, step: UInt32(truncatingIfNeeded: step))
    if isExact {
      joinExactly(merge, item.pair)
    } else {
      join(merge)
    }
    let formed = sums()
    takeLostWeight(formed, a, b)
    lastUsed[Int(a)] = UInt32(truncatingIfNeeded: step)
    lastUsed[Int(b)] = UInt32(truncatingIfNeeded: step)
    if wasMade {
      isReused[Int(token)] = true
      insertPairs(ofReused: token)
    } else {
      insertPairs(formed, of: token)
    }
    if isExact { reused.endStep(token, step: step, nextPlace: places.count) }
    return true
  }

  /// How what two tokens make is written.
  private func text(_ a: UInt32, _ b: UInt32) -> [UInt8] {
    let (left, right) = (tokens[Int(a)], tokens[Int(b)])
    guard let prefix = options.characters?.prefix, !prefix.isEmpty, right.starts(with: prefix) else {
      return left + right
    }
    return left + right.dropFirst(prefix.count)
  }

  /// Has all shares join a pair, those of other threads only where that is worth an order.
  private func join(_ merge: PairMerge) {
    orders.merge = merge
    orders.new = new
    let slotCount = Int(places.slotCounts[merge.place])
    if let team, slotCount >= (team.isAwake ? tuning.slotsForTeam : tuning.slotsForSleepingTeam) {
      team.work()
    } else {
      for number in shares.indices { orders.work(number) }
    }
    new.places = places.count..<places.count
  }

  /// What all shares formed and lost in the last merge.
  private func sums() -> (left: FormedPairs, right: FormedPairs) {
    if shares.count == 1 { return (shares[0].left, shares[0].right) }
    leftSum.begin(slots: 0)
    rightSum.begin(slots: 0)
    for share in shares {
      leftSum.take(share.left, step: UInt32(truncatingIfNeeded: step))
      rightSum.take(share.right, step: UInt32(truncatingIfNeeded: step))
    }
    return (leftSum, rightSum)
  }

  /// Takes what a merge has taken away from the counts of the pairs that its two tokens were part of.
  private func takeLostWeight(_ formed: (left: FormedPairs, right: FormedPairs), _ a: UInt32, _ b: UInt32) {
    let (left, right) = formed
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
  private func insertPairs(_ formed: (left: FormedPairs, right: FormedPairs), of token: UInt32) {
    let first = places.count
    for number in 0..<formed.left.count {
      let neighbour = formed.left.neighbours[number]
      new.left[number] = insertPair(Self.pair(neighbour.token, token), neighbour)
    }
    for number in 0..<formed.right.count {
      let neighbour = formed.right.neighbours[number]
      new.right[number] = insertPair(Self.pair(token, neighbour.token), neighbour)
    }
    new.places = first..<places.count
    if isExact { settle() }
  }

  @inline(__always)
  private func insertPair(_ pair: UInt64, _ neighbour: FormedPairs.Neighbour) -> Int32 {
    if rare.leavesOut(neighbour.weight) { return -1 }
    return Int32(truncatingIfNeeded: insert(pair, slotCount: Int(neighbour.slotCount), weight: neighbour.weight))
  }

  /// Gives new places their slots at once.
  private func settle() {
    for share in shares { share.settle(new) }
    new.places = places.count..<places.count
  }

  /// The same after a merge that made a token which was there before: its pairs may wait in the queue already.
  private func insertPairs(ofReused token: UInt32) {
    let first = places.count
    var added: [(place: Int, older: [Int])] = []
    for isLeft in [true, false] {
      let formed = isLeft ? shares[0].left : shares[0].right
      let older = reused.olderPlaces(of: token, with: formed, isLeft: isLeft, places)
      for number in 0..<formed.count {
        let neighbour = formed.neighbours[number]
        let pair = isLeft ? Self.pair(neighbour.token, token) : Self.pair(token, neighbour.token)
        var place = -1
        if neighbour.slotCount > 0 {
          place = places.append(pair, slotCount: Int(neighbour.slotCount), step: step)
          added.append((place, older[number]))
        }
        (isLeft ? new.left : new.right)[number] = Int32(truncatingIfNeeded: place)
      }
    }
    new.places = first..<places.count
    settle()
    for (place, older) in added {
      let pair = places.pairs[place]
      if !older.isEmpty { reused.note(older + [place], of: pair) }
      let count = weight(ofPlaces: reused.places(of: pair) ?? [place], pair)
      if count > 0 { queue.insert(place, count: count) }
    }
  }
}
