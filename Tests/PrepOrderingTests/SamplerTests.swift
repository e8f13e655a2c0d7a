import PrepContents
import TestSupport
import Testing

@testable import PrepOrdering

@Suite struct SamplerTests {
  private func sample(
    _ items: [Sampler.Item], _ plan: SamplePlan, seed: UInt64 = 0, countsRecords: Bool = false, memory: Int = 1 << 20
  ) throws -> [Int] {
    let sampler = Sampler(plan, seed: seed, countsRecords: countsRecords, memory: memory)
    var taken: [Int] = []
    func take(_ text: UnsafeRawBufferPointer) { taken.append(Int(String(decoding: text, as: UTF8.self)) ?? -1) }
    for (number, item) in items.enumerated() {
      try Array("\(number)".utf8).withUnsafeBytes { if try sampler.observe(item, text: $0) == true { take($0) } }
    }
    try sampler.conclude(take)
    #expect(sampler.taken.records == taken.count && sampler.seen.records == items.count)
    #expect(sampler.taken.size == taken.reduce(0) { $0 + items[$1].size })
    return taken
  }

  private func items(_ count: Int, _ random: inout SeededGenerator, strata: UInt64 = 1) -> [Sampler.Item] {
    (0..<count).map { _ in
      Sampler.Item(
        content: ContentDigest(high: random.next(), low: random.next()),
        stratum: ContentDigest(high: UInt64.random(in: 0..<strata, using: &random), low: 9),
        size: Int.random(in: 0...50, using: &random))
    }
  }

  @Test func `the smallest ranks, in the order of the records, in any memory`() throws {
    var random = SeededGenerator(seed: 41)
    for round in 0..<40 {
      var items = items(Int.random(in: 0...400, using: &random), &random)
      for index in items.indices where index % 9 == 8 { items[index] = items[index - 1] }
      let rank = ContentRank(seed: UInt64(round))
      let order = items.indices.sorted {
        let (one, other) = (rank(items[$0].content), rank(items[$1].content))
        return one == other ? $0 < $1 : one < other
      }
      let total = Int.random(in: 0...8000, using: &random)
      var expected: [Int] = []
      var sum = 0
      for index in order {
        let size = items[index].size
        if sum >= total || abs(sum + size - total) > abs(sum - total) { break }
        sum += size
        expected.append(index)
      }
      for memory in [1, 1 << 12, 1 << 24] {
        #expect(try sample(items, SamplePlan(.total(total)), seed: UInt64(round), memory: memory) == expected.sorted())
      }
    }
  }

  @Test func `records that are added move no others out of a share`() throws {
    var random = SeededGenerator(seed: 42)
    let items = items(3000, &random)
    let some = try sample(Array(items.prefix(2000)), SamplePlan(.share(0.1)))
    let all = try sample(items, SamplePlan(.share(0.1)))
    #expect(all.filter { $0 < 2000 } == some)
    #expect((150...250).contains(some.count))
    #expect(try sample(items, SamplePlan(.share(0))).isEmpty && sample(items, SamplePlan(.share(1))).count == 3000)
  }

  @Test func `strata give what the plan says`() throws {
    var random = SeededGenerator(seed: 43)
    for _ in 0..<20 {
      let strata = UInt64.random(in: 1...6, using: &random)
      let items = items(600, &random, strata: strata).map {
        var item = $0
        item.size = 1
        return item
      }
      let totals = Dictionary(grouping: items.indices) { items[$0].stratum?.high ?? 0 }.mapValues(\.count)
      func counts(_ plan: SamplePlan) throws -> [UInt64: Int] {
        Dictionary(grouping: try sample(items, plan, countsRecords: true)) { items[$0].stratum?.high ?? 0 }.mapValues(
          \.count)
      }
      let wanted = Int.random(in: 0...600, using: &random)
      let proportional = try counts(SamplePlan(.total(wanted), isStratified: true))
      #expect(proportional.values.reduce(0, +) == wanted)
      for (stratum, count) in totals {
        let exact = Double(wanted) * Double(count) / 600
        #expect(abs(Double(proportional[stratum] ?? 0) - exact) < 1)
      }
      let each = try counts(SamplePlan(.total(30), strata: .each, isStratified: true))
      for (stratum, count) in totals { #expect(each[stratum] ?? 0 == min(30, count)) }
      let equal = try counts(SamplePlan(.total(30), strata: .equal, isStratified: true))
      #expect(equal.values.reduce(0, +) == 30)
      #expect((equal.values.max() ?? 0) - (equal.values.min() ?? 0) <= 1)
      let share = try counts(SamplePlan(.share(0.25), isStratified: true))
      for (stratum, count) in totals { #expect(share[stratum] ?? 0 == Int((Double(count) * 0.25).rounded())) }
    }
  }

  @Test func `draws come from the contents, wherever they stand`() throws {
    var random = SeededGenerator(seed: 44)
    let items = items(50, &random)
    let drawn = try sample(items, SamplePlan(.draws(500)))
    #expect(drawn.count == 500 && drawn == drawn.sorted() && Set(drawn).count > 40)
    let turned = try sample(items.reversed(), SamplePlan(.draws(500))).map { 49 - $0 }
    #expect(turned.sorted() == drawn)
    #expect(try sample([], SamplePlan(.draws(5))).isEmpty)
  }

  @Test func `what has no weight is never drawn`() throws {
    var random = SeededGenerator(seed: 45)
    var items = items(100, &random)
    for index in items.indices { (items[index].weight, items[index].size) = (index % 2 == 0 ? 0 : Double(index), 1) }
    let drawn = try sample(items, SamplePlan(.total(80), isWeighted: true), countsRecords: true)
    #expect(drawn == items.indices.filter { $0 % 2 == 1 })
  }
}
