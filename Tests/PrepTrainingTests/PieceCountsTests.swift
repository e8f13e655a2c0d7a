import PrepBytePairEncoding
import Testing

@testable import PrepTraining

@Suite struct PieceCountsTests {
  private func count(_ texts: [String]) throws -> [String: Int] {
    let counter = PieceCounter(try #require(SplitPattern.named("cl100k")))
    for text in texts { Array(text.utf8).withUnsafeBufferPointer { counter.count($0) } }
    let result = Dictionary(
      uniqueKeysWithValues: counter.take().counts.map { (String(decoding: $0, as: UTF8.self), $1) })
    #expect(counter.take() == PieceCounts())
    return result
  }

  @Test func `pieces of the pattern are counted, each text on its own`() throws {
    #expect(try count(["a b a b", " b", ""]) == ["a": 1, " b": 3, " a": 1])
  }

  @Test func `long texts are counted to their end`() throws {
    #expect(try count([String(repeating: "x ", count: 5000)]) == ["x": 1, " x": 4999, " ": 1])
  }

  @Test func `counts of parts add up`() throws {
    var one = counts([("a", 2), ("b", 1)])
    one.merge(counts([("b", 4), ("c", 1)]))
    #expect(one == counts([("a", 2), ("b", 5), ("c", 1)]))
  }
}
