/// What has to be known about pairs that are formed a second time, because a merge made a token that was there before.
struct ReusedTokens {
  /// All places of the pairs that have several, the oldest first.
  private var severalPlaces: [UInt64: [Int]] = [:]
  /// The weight of what was merged of each pair so far; Hugging Face goes on counting it.
  private var mergedWeights: [UInt64: Int] = [:]
  /// The first place that each step added, and the end.
  private var stepStarts: [Int] = [0]
  /// The steps that made each token.
  private var steps: [UInt32: [Int]] = [:]
  /// The first slots of all words, once they were asked for.
  private var starts: [UInt32]?
  /// The places of the first pairs, where training goes on from a vocabulary: its tokens may be made again.
  private var firstPlaces: [UInt64: Int] = [:]

  /// The places of a pair that has several; nil for any other pair.
  @inline(__always)
  func places(of pair: UInt64) -> [Int]? { severalPlaces.isEmpty ? nil : severalPlaces[pair] }

  func mergedWeight(of pair: UInt64) -> Int { mergedWeights[pair] ?? 0 }

  /// The first slots of all words, which stay the same.
  mutating func wordStarts(_ find: () -> [UInt32]) -> [UInt32] {
    let found = starts ?? find()
    starts = found
    return found
  }

  mutating func noteMerge(of pair: UInt64, weight: Int) { mergedWeights[pair, default: 0] += weight }

  mutating func note(_ places: [Int], of pair: UInt64) { severalPlaces[pair] = places }

  /// The places of the first pairs are complete; they are given where merges may make one of their tokens again.
  mutating func beginStep(firstPlace: Int, firstPlaces places: PairPlaces?) {
    stepStarts.append(firstPlace)
    guard let places else { return }
    for place in 0..<firstPlace { firstPlaces[places.pairs[place]] = place }
  }

  /// A step is complete.
  mutating func endStep(_ token: UInt32, step: Int, nextPlace: Int) {
    stepStarts.append(nextPlace)
    steps[token, default: []].append(step)
  }

  /// The places that pairs of a token with its neighbours have already, by the number of the neighbour.
  ///
  /// A pair was formed in a step that made one of its tokens, and every pair of a step has the token that the step
  /// made.
  func olderPlaces(of token: UInt32, with formed: FormedPairs, isLeft: Bool, _ places: PairPlaces) -> [[Int]] {
    (0..<formed.count).map { number in
      let neighbour = formed.neighbours[number].token
      let pair = isLeft ? UInt64(neighbour) << 32 | UInt64(token) : UInt64(token) << 32 | UInt64(neighbour)
      let makers = (steps[token] ?? []) + (neighbour == token ? [] : steps[neighbour] ?? [])
      let later = makers.sorted().flatMap { step in
        (stepStarts[step]..<stepStarts[step + 1]).filter { places.pairs[$0] == pair }
      }
      return (firstPlaces[pair].map { [$0] } ?? []) + later
    }
  }
}
