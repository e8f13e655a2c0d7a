import PrepContents
import PrepDeduplicating
import TestSupport
import Testing

@Suite struct NearDecisionTests {
  @Test("what goes is proven against what stays, never through a third", arguments: 0..<5) func chains(_ seed: UInt64)
    throws
  {
    var random = SeededGenerator(seed: seed)
    let store = try NearSignatures(rule: .covered, keeping: .last, memory: 1 << 16)
    let count = 120
    // Every fourth is a copy of another one.
    for number in 0..<count {
      try store.append(
        NearSignature(
          digest: ContentDigest(high: UInt64(number % 4 == 0 ? number / 8 : number + 1000), low: 0),
          keys: (0..<32).map { _ in UInt64.random(in: 0...UInt64.max, using: &random) }, whole: 0, words: 1,
          rank: NearRank(1)), isReference: false)
    }
    let order = try store.order(memory: 1 << 16)
    #expect(order.number(at: 0) == count - 1)
    let search = NearPairs(store, order, memory: 1 << 16)
    try search.find {}
    var copyOf: [Int: Int] = [:]
    try search.copies.forEach { copyOf[Int($0.first.low)] = Int($0.first.high) }
    #expect(!copyOf.isEmpty)
    let decision = try NearDecision(order, .covered, references: 0, memory: 1 << 16)
    var edges = Set<NearPair>()
    for _ in 0..<150 {
      let (left, right) = (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
      guard left != right, copyOf[left] == nil, copyOf[right] == nil else { continue }
      let pair = NearPair(kept: min(left, right), dropped: max(left, right))
      guard edges.insert(pair).inserted else { continue }
      let word = CoverIndex.Respelling(word: Array("wich\(pair.kept)".utf8), meant: Array("which".utf8))
      try decision.append(pair, NearEvidence(shared: pair.kept, kept: 200, dropped: 150, respelt: [word]))
    }
    try decision.decide(copies: search.copies)
    // The plain decision.
    var kept: [Int: Int] = [:]
    for rank in 0..<count {
      let best = edges.filter { $0.dropped == rank && kept[$0.kept] == nil }.map(\.kept).min()
      if let best { kept[rank] = best }
    }
    for (copy, best) in copyOf { kept[copy] = kept[best] ?? best }
    var drops: [NearDrop] = []
    try decision.forEach { drops.append($0) }
    #expect(drops.map(\.dropped) == drops.map(\.dropped).sorted())
    #expect(drops.count == kept.count && decision.count == kept.count)
    for drop in drops {
      #expect(kept[order.rank(of: drop.dropped)] == order.rank(of: drop.kept))
      #expect(!decision.drops(drop.kept) && decision.drops(drop.dropped))
      if copyOf[order.rank(of: drop.dropped)] == nil {
        #expect(drop.evidence.shared == order.rank(of: drop.kept))
        #expect(
          drop.evidence.respelt.map { String(decoding: $0.word, as: UTF8.self) } == ["wich\(order.rank(of: drop.kept))"]
        )
      }
    }
  }
}
