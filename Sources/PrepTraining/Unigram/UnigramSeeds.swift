/// The pieces that are tried first: every character, and the stretches of words that occur most, weighed by their
/// length.
///
/// All places of the words are sorted by what follows them in their word. Stretches that no longer one has at all the same
/// places are the nodes of the tree of suffixes, which are the runs of places with so much in common (Abouelhoda, Kurtz
/// and Ohlebusch 2004).
struct UnigramSeeds {
  /// A piece of two characters or more.
  struct Seed {
    /// The first and last of the sorted places where it stands.
    var first: UInt32
    var last: UInt32
    var length: UInt8
    var score: Double
  }

  /// The places, sorted.
  private(set) var order: [UInt32] = []
  /// The pieces, by their first place and then their length.
  private(set) var seeds: [Seed] = []

  init(_ corpus: UnigramCorpus, _ options: UnigramOptions) {
    let longest = max(1, min(255, options.longestPiece))
    let count = corpus.text.count
    var order = (0..<UInt32(count)).map { $0 }
    var weights = [Double](repeating: 0, count: count)
    for word in corpus.words { for place in word.start..<word.start + word.count { weights[place] = word.weight } }
    corpus.text.withUnsafeBufferPointer { text in
      corpus.ends.withUnsafeBufferPointer { ends in
        order.sort { Self.precedes($0, $1, text, ends, longest) }
        seeds = Self.stretches(order, weights, text, ends, longest)
      }
    }
    self.order = order
    let most = max(0, options.seedSize - corpus.characters.count)
    if seeds.count > most {
      // Of equal ones those that come first.
      let ranked = seeds.indices.sorted {
        seeds[$0].score != seeds[$1].score ? seeds[$0].score > seeds[$1].score : $0 < $1
      }
      seeds = ranked.prefix(most).sorted().map { seeds[$0] }
    }
  }

  @inline(__always)
  private static func precedes(
    _ one: UInt32, _ other: UInt32, _ text: UnsafeBufferPointer<UInt32>, _ ends: UnsafeBufferPointer<UInt32>,
    _ longest: Int
  ) -> Bool {
    let common = shared(one, other, text, ends, longest)
    let (a, b) = (Int(one) + common, Int(other) + common)
    let endsFirst = common == longest || a == Int(ends[Int(one)])
    let endsOther = common == longest || b == Int(ends[Int(other)])
    if endsFirst || endsOther { return endsFirst && endsOther ? one < other : endsFirst }
    return text[a] < text[b]
  }

  /// How many characters two places have in common.
  @inline(__always)
  private static func shared(
    _ one: UInt32, _ other: UInt32, _ text: UnsafeBufferPointer<UInt32>, _ ends: UnsafeBufferPointer<UInt32>,
    _ longest: Int
  ) -> Int {
    let limit = min(longest, Int(ends[Int(one)] - one), Int(ends[Int(other)] - other))
    var common = 0
    while common < limit, text[Int(one) + common] == text[Int(other) + common] { common &+= 1 }
    return common
  }

  /// All stretches of two characters or more that occur twice or more, by their first place and then their length.
  private static func stretches(
    _ order: [UInt32], _ weights: [Double], _ text: UnsafeBufferPointer<UInt32>, _ ends: UnsafeBufferPointer<UInt32>,
    _ longest: Int
  ) -> [Seed] {
    struct Open {
      var first: Int
      var length: Int
      var weight: Double
    }
    var seeds: [Seed] = []
    var open: [Open] = []
    /// Ends what is longer than a length; its weight goes to what it is a part of.
    func close(to length: Int, before next: Int) {
      var first = next
      var weight = 0.0
      while let top = open.last, top.length > length {
        open.removeLast()
        weight += top.weight
        first = top.first
        if top.length >= 2, weight >= 2 {
          seeds.append(
            Seed(
              first: UInt32(first), last: UInt32(next - 1), length: UInt8(top.length),
              score: weight * Double(top.length)))
        }
      }
      if weight == 0 { return }
      if let top = open.last, top.length == length {
        open[open.count - 1].weight += weight
      } else if length > 0 {
        open.append(Open(first: first, length: length, weight: weight))
      }
    }
    for place in order.indices {
      let own = Int(order[place])
      if place > 0 { close(to: shared(order[place - 1], order[place], text, ends, longest), before: place) }
      let length = min(longest, Int(ends[own]) - own)
      // The whole rest of a word is a stretch, which several words may have.
      if let top = open.last, top.length == length {
        open[open.count - 1].weight += weights[own]
      } else {
        open.append(Open(first: place, length: length, weight: weights[own]))
      }
    }
    close(to: 0, before: order.count)
    return seeds.sorted { $0.first != $1.first ? $0.first < $1.first : $0.length < $1.length }
  }
}
