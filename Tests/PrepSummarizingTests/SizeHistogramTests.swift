import PrepRecords
import TestSupport
import Testing

@testable import PrepSummarizing

@Suite struct SizeHistogramTests {
  @Test func `buckets follow one another, are exact below 65,536 and narrow above`() {
    for size in 0..<70_000 {
      let bucket = SizeHistogram.bucket(of: size)
      let lower = SizeHistogram.lowerBound(of: bucket)
      #expect(size < 65_536 ? bucket == size && lower == size : lower <= size && (size - lower) * 128 <= lower)
    }
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let size = Int(random.next() >> UInt64(Int.random(in: 1...63, using: &random)))
      let bucket = SizeHistogram.bucket(of: size)
      #expect(SizeHistogram.lowerBound(of: bucket) <= size)
      #expect(bucket == SizeHistogram.bucket(of: .max) || size < SizeHistogram.lowerBound(of: bucket + 1))
      #expect(SizeHistogram.bucket(of: SizeHistogram.lowerBound(of: bucket)) == bucket)
    }
  }

  @Test func `sums of parts in any order are the whole, also through JSON`() throws {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<20 {
      let sizes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
        Int(random.next() >> UInt64(Int.random(in: 20...63, using: &random)))
      }
      var whole = SizeMeasure()
      for size in sizes { whole.add(size) }
      var parts = [SizeMeasure](repeating: SizeMeasure(), count: 4)
      for size in sizes { parts[Int.random(in: 0..<4, using: &random)].add(size) }
      var sum = SizeMeasure()
      for part in parts.shuffled(using: &random) {
        var writer = JSONWriter()
        part.write(to: &writer)
        sum.add(try #require(SizeMeasure(JSONDocument(writer.take()).root)))
      }
      #expect(sum == whole)
      Self.check(whole, sizes.sorted())
    }
  }

  /// Percentiles by nearest rank, of sorted sizes.
  private static func check(_ measure: SizeMeasure, _ sizes: [Int]) {
    #expect(measure.count == sizes.count && measure.sum == sizes.reduce(0, +))
    guard let least = sizes.first, let greatest = sizes.last else { return }
    #expect(measure.least == least && measure.greatest == greatest)
    for hundredths in [0, 1, 500, 5000, 9500, 9999, 10_000] {
      let rank = max(1, (sizes.count * hundredths + 9999) / 10_000)
      let exact = sizes[rank - 1]
      let given = measure.percentile(hundredths)
      #expect(given <= exact && (exact - given) * 128 <= exact && (exact >= 65_536 || given == exact))
    }
  }

  @Test func `what is no histogram is refused`() throws {
    for text in ["[1]", "[1,0]", "[-1,2]", "[65537,1]", "{}", "[1,1.5]", "7"] {
      #expect(SizeHistogram(try JSONDocument(Array(text.utf8)).root) == nil, "\(text)")
    }
  }
}
