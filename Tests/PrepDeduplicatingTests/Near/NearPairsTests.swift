import PrepContents
import PrepDeduplicating
import TestSupport
import Testing

@Suite struct NearPairsTests {
  /// Records with few different keys, so that many share some.
  private func signatures(_ count: Int, kinds: Int, references: Int = 0, seed: UInt64) throws -> (
    NearSignatures, [NearSignature]
  ) {
    var random = SeededGenerator(seed: seed)
    let store = try NearSignatures(rule: .covered, keeping: .longest, memory: 1 << 16)
    let all = (0..<count).map { number in
      NearSignature(
        digest: ContentDigest(high: UInt64.random(in: 0...UInt64(count * 2), using: &random), low: 0),
        keys: (0..<32).map {
          UInt64($0) << 40 | UInt64.random(in: 0..<UInt64(kinds), using: &random) &* 0x9E37_79B9_7F4A_7C15
        },
        whole: UInt64.random(in: 0...UInt64.max, using: &random), words: Int.random(in: 1...50, using: &random),
        rank: NearRank(number < references ? 0 : 1, UInt64.random(in: 0...9, using: &random)))
    }
    for (number, one) in all.enumerated() { try store.append(one, isReference: number < references) }
    return (store, all)
  }

  private func found(_ store: NearSignatures, memory: Int) throws -> (
    pairs: [NearPair], copies: [SortedEntry], skipped: Int
  ) {
    let order = try store.order(memory: memory)
    let search = NearPairs(store, order, memory: memory)
    try search.find {}
    var pairs: [NearPair] = []
    try search.forEach { pairs.append($0) }
    var copies: [SortedEntry] = []
    try search.copies.forEach { copies.append($0) }
    return (pairs, copies, search.skipped)
  }

  @Test("pairs are those that share a key, found with any memory", arguments: 0..<4) func all(_ seed: UInt64) throws {
    let (store, all) = try signatures(200, kinds: 300, references: Int(seed) * 7, seed: seed)
    let order = try store.order(memory: 1 << 16)
    let (pairs, copies, skipped) = try found(store, memory: 1 << 16)
    let again = try found(store, memory: 1 << 22)
    #expect(pairs == again.pairs && copies == again.copies && skipped == 0)
    var isCopy = Set<Int>()
    for copy in copies {
      let (best, other) = (order.number(at: Int(copy.first.high)), order.number(at: Int(copy.first.low)))
      #expect(all[best].digest == all[other].digest && copy.first.high < copy.first.low)
      isCopy.insert(other)
    }
    var wanted = Set<NearPair>()
    for left in 0..<200 where !isCopy.contains(order.number(at: left)) {
      for right in max(left + 1, store.references)..<200 where !isCopy.contains(order.number(at: right)) {
        let (one, other) = (all[order.number(at: left)], all[order.number(at: right)])
        if zip(one.keys, other.keys).contains(where: { $0 == $1 }) {
          wanted.insert(NearPair(kept: left, dropped: right))
        }
      }
    }
    #expect(Set(pairs) == wanted)
    #expect(pairs.count == wanted.count)
    // Ranks: references first, then by rank and number.
    let ranks = (0..<200).map { order.number(at: $0) }
    #expect(ranks.prefix(store.references).allSatisfy { $0 < store.references })
    #expect(ranks.allSatisfy { order.number(at: order.rank(of: $0)) == $0 })
  }

  @Test("of a bucket that is too large some pairs are looked at, and the others are counted") func large() throws {
    let (store, _) = try signatures(600, kinds: 1, seed: 9)
    let (pairs, copies, skipped) = try found(store, memory: 1 << 20)
    #expect(pairs.count < (600 - copies.count) * 32)
    #expect(pairs.count >= (600 - copies.count) * 16 - 500)
    #expect(skipped > 0)
    #expect(try found(store, memory: 1 << 16).pairs == pairs)
  }
}
