import PrepRecords
import TestSupport
import Testing

@testable import PrepSummarizing

@Suite struct DistinctCountTests {
  @Test(arguments: [0, 1, 1000, 16_384, 16_385, 60_000]) func `few are counted, many are estimated, in parts alike`(
    _ number: Int
  ) throws {
    var random = SeededGenerator(seed: UInt64(number))
    var whole = DistinctCount()
    var parts = [DistinctCount](repeating: DistinctCount(), count: 3)
    for _ in 0..<number {
      let hash = random.next()
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        whole.add(hash)
        parts[Int.random(in: 0..<3, using: &random)].add(hash)
      }
    }
    #expect(whole.isExact == (number <= 16_384))
    let difference = abs(whole.count - number)
    #expect(whole.isExact ? difference == 0 : difference * 40 < number)
    for order in [[0, 1, 2], [2, 1, 0]] {
      var sum = DistinctCount()
      for part in order {
        var writer = JSONWriter()
        parts[part].write(to: &writer)
        sum.add(try #require(DistinctCount(JSONDocument(writer.take()).root)))
      }
      #expect(sum == whole)
    }
  }
}
