/// What tokens of words are stored as: ids below ``WordSlots/inside``.
typealias SlotToken = FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

/// Words as tokens, one after the other in one array of slots, in which merges happen in place.
///
/// A token takes as many slots as it has bytes. Its first slot and its last one are its id, and those between are
/// ``inside``, or what they were before. A ``border`` stands before each word and behind the last one. So a token's
/// neighbours are found from its place alone. Words of equal weights follow each other in runs, so that weights take no
/// room among the slots; nothing depends on the order of the words but time.
///
/// SAFETY of `@unchecked Sendable`: one thread at a time is given a share of the words.
final class WordSlots<Token: SlotToken>: @unchecked Sendable {
  /// What stands between words.
  static var border: Token { .max }
  /// What is no token.
  static var inside: Token { .max - 1 }

  private let memory: ReservedMemory<Token>
  let base: UnsafeMutablePointer<Token>
  /// The slots in use, the last of which is a border.
  private(set) var count = 1
  /// The neighbours in all words at the beginning.
  private(set) var pairCount = 0
  private var runs = GrowingTable<WeightRun>()

  /// - Parameter capacity: The bytes of all words, and one slot for each word.
  init(capacity: Int) {
    precondition(capacity < 1 << 32, "there are more distinct words than training can hold")
    memory = ReservedMemory(capacity: capacity + 2, usesHugePages: true)
    base = memory.base
    base[0] = Self.border
  }

  deinit { runs.deallocate() }

  // MARK: Adding

  /// Adds a word as the tokens of its bytes, those without one left out; nothing when fewer than two are left.
  ///
  /// - Parameter tokenOfByte: The 256 tokens, ``border`` for none.
  func append(_ word: UnsafeBufferPointer<UInt8>, _ tokenOfByte: UnsafePointer<Token>, weight: Int) {
    var end = count
    for byte in word {
      let token = tokenOfByte[Int(byte)]
      base[end] = token
      end &+= token == Self.border ? 0 : 1
    }
    close(at: end, tokenCount: end &- count, weight: weight)
  }

  /// Adds a word of tokens, each with as many slots as it has bytes; nothing when there are fewer than two.
  func append(_ tokens: [UInt32], lengths: UnsafePointer<UInt32>, weight: Int) {
    if tokens.count < 2 { return }
    var end = count
    for token in tokens {
      write(token, length: Int(lengths[Int(token)]), at: end)
      end &+= Int(lengths[Int(token)])
    }
    close(at: end, tokenCount: tokens.count, weight: weight)
  }

  private func close(at end: Int, tokenCount: Int, weight: Int) {
    if tokenCount < 2 { return }
    base[end] = Self.border
    if runs.isEmpty || runs[runs.count &- 1].weight != weight {
      runs.append(WeightRun(start: UInt32(truncatingIfNeeded: count), weight: weight))
    }
    pairCount &+= tokenCount &- 1
    count = end &+ 1
  }

  private func write(_ token: UInt32, length: Int, at slot: Int) {
    for inside in slot..<slot &+ length { base[inside] = Self.inside }
    base[slot] = Token(truncatingIfNeeded: token)
    base[slot &+ length &- 1] = Token(truncatingIfNeeded: token)
  }

  // MARK: Reading

  /// Says what words weigh, for slots in ascending order.
  var weights: WeightCursor { WeightCursor(runs: runs.elements) }

  /// Visits all neighbours with their slot and weight.
  ///
  /// - Parameter lengths: How many slots tokens take; nil when all take one.
  @inline(__always)
  func forEachNeighbours(_ lengths: UnsafeMutablePointer<UInt32>?, _ body: (Token, Token, Int, Int) -> Void) {
    for (number, run) in runs.elements.enumerated() {
      let end = number + 1 < runs.count ? Int(runs[number + 1].start) : count
      var slot = Int(run.start)
      while slot < end {
        let token = base[slot]
        if token == Self.border {
          slot &+= 1
          continue
        }
        let next = slot &+ (lengths.map { Int($0[Int(token)]) } ?? 1)
        if base[next] != Self.border { body(token, base[next], slot, run.weight) }
        slot = next
      }
    }
  }

  /// The first slots of all words, ascending.
  func wordStarts() -> [UInt32] {
    (1..<max(1, count)).filter { base[$0 - 1] == Self.border && base[$0] != Self.border }.map { UInt32($0) }
  }

  // MARK: Merging

  /// Makes one token of two neighbours.
  @inline(__always)
  func join(_ left: Int, _ right: Int, end: Int, into token: Token) {
    base[right] = Self.inside
    base[end &- 1] = token
    base[left] = token
  }

  /// All words of some shares as they were before any merge.
  ///
  /// - Parameters:
  ///   - parts: The two tokens that each token was made of; nil for those that were there before.
  ///   - lengths: How many slots tokens take.
  static func unmerged(
    _ shares: [WordSlots], parts: (UInt32) -> (UInt32, UInt32)?, lengths: UnsafeMutablePointer<UInt32>
  ) -> WordSlots {
    let whole = WordSlots(capacity: shares.reduce(0) { $0 + $1.count })
    var tokens: [UInt32] = []
    var waiting: [UInt32] = []
    for share in shares {
      var weights = share.weights
      var slot = 1
      while slot < share.count {
        let weight = weights.weight(at: slot)
        tokens.removeAll(keepingCapacity: true)
        while share.base[slot] != border {
          waiting.append(UInt32(share.base[slot]))
          slot += Int(lengths[Int(share.base[slot])])
          while let token = waiting.popLast() {
            if let (left, right) = parts(token) { waiting += [right, left] } else { tokens.append(token) }
          }
        }
        whole.append(tokens, lengths: lengths, weight: weight)
        slot += 1
      }
    }
    return whole
  }
}

/// Words that weigh the same: the first slot, to the next run's.
struct WeightRun: BitwiseCopyable {
  var start: UInt32
  var weight: Int
}

/// Finds the weights of slots that are asked for in ascending order.
struct WeightCursor {
  private let runs: UnsafeBufferPointer<WeightRun>
  private var weight = 0
  /// The run behind the current one, and where it begins.
  private var next = 0
  private var end = 0

  init(runs: UnsafeBufferPointer<WeightRun>) { self.runs = runs }

  @inline(__always)
  mutating func weight(at slot: Int) -> Int {
    if slot >= end { advance(to: slot) }
    return weight
  }

  /// Goes to the run of a slot that is not before the next one, in growing steps and then in halved ones.
  private mutating func advance(to slot: Int) {
    var run = next
    var step = 1
    while run &+ step < runs.count, Int(runs[run &+ step].start) <= slot {
      run &+= step
      step &*= 2
    }
    while step > 1 {
      step /= 2
      if run &+ step < runs.count, Int(runs[run &+ step].start) <= slot { run &+= step }
    }
    weight = runs[run].weight
    next = run &+ 1
    end = next < runs.count ? Int(runs[next].start) : .max
  }
}
