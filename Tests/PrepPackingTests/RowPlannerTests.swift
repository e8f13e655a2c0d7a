import TestSupport
import Testing

@testable import PrepPacking

@Suite struct RowPlannerTests {
  /// Lengths of a lognormal distribution, the documents longer than a row cut into parts.
  static func lengths(count: Int, mean: Double, sigma: Double, row: Int, seed: UInt64) -> [Int] {
    var random = SeededGenerator(seed: seed)
    var lengths: [Int] = []
    for _ in 0..<count {
      // The sum of twelve uniform numbers is close to normal, and needs no mathematics library.
      let normal = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
      var exponential = 1.0
      let power = sigma * normal - sigma * sigma / 2
      // e^x as (e^(x/1024))^1024 with the first terms of its series.
      let step = power / 1024
      exponential = 1 + step + step * step / 2 + step * step * step / 6
      for _ in 0..<10 { exponential *= exponential }
      var left = max(1, Int(mean * exponential))
      while left > row {
        lengths.append(row)
        left -= row
      }
      if left > 0 { lengths.append(left) }
    }
    return lengths
  }

  private func rows(_ planner: some RowPlanner, _ lengths: [Int]) -> [[Int]] {
    var planner = planner
    var rows: [[Int]] = []
    for (document, length) in lengths.enumerated() { planner.add(document, length: length) { rows.append($0) } }
    planner.finish { rows.append($0) }
    return rows
  }

  private func emptyPercent(_ rows: [[Int]], _ lengths: [Int], _ row: Int) -> Double {
    100 - Double(lengths.reduce(0, +)) * 100 / Double(rows.count * row)
  }

  @Test(arguments: [2048, 8192]) func `rows are full on lognormal lengths`(row: Int) {
    let lengths = Self.lengths(count: 30_000, mean: 998, sigma: 1.2, row: row, seed: 3)
    let streaming = rows(BestFitPlanner(length: row, openRows: 64), lengths)
    let window = rows(WindowPlanner(length: row, seed: 1), lengths)
    #expect(emptyPercent(streaming, lengths, row) < 0.6, "\(emptyPercent(streaming, lengths, row))")
    #expect(emptyPercent(window, lengths, row) < 0.15, "\(emptyPercent(window, lengths, row))")
    for plan in [streaming, window] {
      #expect(plan.flatMap { $0 }.sorted() == Array(lengths.indices))
      #expect(plan.allSatisfy { $0.reduce(0) { $0 + lengths[$1] } <= row && $0 == $0.sorted() })
    }
  }

  /// Best fit as one would write it down, with the rows in a list.
  private func plainBestFit(_ lengths: [Int], row: Int, openRows: Int) -> [[Int]] {
    var open: [(members: [Int], space: Int, age: Int)] = []
    var rows: [[Int]] = []
    for (document, length) in lengths.enumerated() {
      if length >= row {
        rows.append([document])
        continue
      }
      // The least space; of equals the row that was touched last.
      let order: (Int, Int) -> Bool = { (open[$0].space, -open[$0].age) < (open[$1].space, -open[$1].age) }
      var place = open.indices.filter { open[$0].space >= length }.min(by: order)
      if place == nil {
        if open.count == openRows, let fullest = open.indices.min(by: order) {
          rows.append(open.remove(at: fullest).members)
        }
        open.append(([], row, document))
        place = open.count - 1
      }
      guard let place else { continue }
      open[place].members.append(document)
      open[place].space -= length
      open[place].age = document
      if open[place].space == 0 { rows.append(open.remove(at: place).members) }
    }
    return rows + open.sorted { ($0.space, -$0.age) < ($1.space, -$1.age) }.map(\.members)
  }

  @Test(arguments: [1, 3, 64], [40, 3_000_000]) func `streaming best fit is what a plain search gives`(
    openRows: Int, row: Int
  ) {
    var random = SeededGenerator(seed: UInt64(openRows))
    let lengths = (0..<2000).map { _ in Int.random(in: 0...row, using: &random) }
    #expect(
      rows(BestFitPlanner(length: row, openRows: openRows), lengths)
        == plainBestFit(lengths, row: row, openRows: openRows))
  }

  @Test func `the two kinds of the index agree`() {
    var random = SeededGenerator(seed: 8)
    var dense = SpaceIndex(bound: 300)
    var sparse = SpaceIndex(bound: SpaceIndex.largestDenseBound + 1)
    for row in 0..<3000 {
      let space = Int.random(in: 0...300, using: &random)
      dense.insert(row, space: space)
      sparse.insert(row, space: space)
      let from = Int.random(in: 0...300, using: &random)
      let (left, right) = (dense.take(from: from), sparse.take(from: from))
      #expect(left?.row == right?.row && left?.space == right?.space)
    }
  }

  @Test func `windows follow one another, and a seed gives the same rows`() {
    let lengths = Self.lengths(count: 25_000, mean: 300, sigma: 1, row: 2048, seed: 9)
    let first = rows(WindowPlanner(length: 2048, seed: 1), lengths)
    #expect(first == rows(WindowPlanner(length: 2048, seed: 1), lengths))
    #expect(first != rows(WindowPlanner(length: 2048, seed: 2), lengths))
    var last = 0
    for row in first {
      let window = row[0] / WindowPlanner.largestCount
      #expect(window >= last && row.allSatisfy { $0 / WindowPlanner.largestCount == window })
      last = window
    }
  }
}
