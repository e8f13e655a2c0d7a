import TestSupport
import Testing

@testable import PrepOrdering

/// What a mixture promises: near what is wanted, no record much more often than another, every beginning in proportion.
@Suite struct MixtureSourceTests {
  private func fill(_ source: MixtureSource, _ sizes: [Int]) throws {
    for (number, size) in sizes.enumerated() {
      try Array("\(number)".utf8).withUnsafeBytes {
        try source.append(OrderMark(input: 0, place: number), size: size, $0)
      }
    }
  }

  private func merged(_ sizes: [[Int]], _ wanted: [Double], memory: Int) throws -> [(source: Int, record: Int)] {
    let sources = sizes.indices.map { MixtureSource(seed: 3, number: $0, memory: memory) }
    for (source, own) in zip(sources, sizes) { try fill(source, own) }
    for (source, amount) in zip(sources, wanted) { try source.choose(wanted: amount) }
    let merge = try MixtureMerge(sources)
    var all: [(Int, Int)] = []
    var numbers = [Int](repeating: 0, count: sizes.count)
    func take(_ source: Int, _ place: EvenPlace, _ number: Int, _ text: UnsafeRawBufferPointer) {
      #expect(number == numbers[source])
      numbers[source] += 1
      all.append((source, Int(String(decoding: text, as: UTF8.self)) ?? -1))
    }
    while try merge.next(take) != nil {}
    #expect(numbers == sources.map(\.givenRecords))
    return all
  }

  @Test func `near what is wanted, in every beginning`() throws {
    var random = SeededGenerator(seed: 61)
    for _ in 0..<60 {
      let sizes = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        (0..<Int.random(in: 0...60, using: &random)).map { _ in Int.random(in: 0...90, using: &random) }
      }
      let wanted = sizes.map { Double($0.reduce(0, +)) * Double.random(in: 0...3.5, using: &random) }
      let all = try merged(sizes, wanted, memory: 1 << 20)
      #expect(
        try merged(sizes, wanted, memory: 1).map { [$0.source, $0.record] } == all.map { [$0.source, $0.record] })
      var counts = sizes.map { $0.map { _ in 0 } }
      var sums = sizes.map { _ in 0 }
      let totals = all.reduce(into: sums) { $0[$1.source] += sizes[$1.source][$1.record] }
      for (source, record) in all {
        counts[source][record] += 1
        sums[source] += sizes[source][record]
        // The shares of all are within half a record of one another.
        for one in sizes.indices where totals[one] > 0 {
          for two in sizes.indices where totals[two] > 0 {
            let difference = Double(sums[one]) / Double(totals[one]) - Double(sums[two]) / Double(totals[two])
            let most =
              Double(sizes[one].max() ?? 0) / Double(totals[one]) + Double(sizes[two].max() ?? 0) / Double(totals[two])
            #expect(abs(difference) <= most + 1e-9)
          }
        }
      }
      for number in sizes.indices where totals[number] > 0 || wanted[number] > 0 {
        let half = Double(sizes[number].max() ?? 0)
        #expect(abs(Double(totals[number]) - wanted[number]) <= half + 1e-6)
        #expect((counts[number].max() ?? 0) - (counts[number].min() ?? 0) <= 1)
      }
    }
  }

  @Test func `each pass has an order of its own`() throws {
    let sizes = [(0..<40).map { _ in 1 }]
    let all = try merged(sizes, [80], memory: 1 << 20).map(\.record)
    #expect(all.count == 80 && all.prefix(40).sorted() == Array(0..<40) && all.suffix(40).sorted() == Array(0..<40))
    #expect(Array(all.prefix(40)) != Array(all.suffix(40)))
  }
}
