import PrepTokens
import TestSupport
import Testing

@testable import PrepPacking

@Suite struct PackingJobTests {
  private func documents(_ lengths: [Int]) -> [TokenSequence] {
    var next: UInt32 = 0
    return lengths.enumerated().map { index, length in
      let tokens = (0..<length).map { _ in
        next += 1
        return next
      }
      return TokenSequence(document: tokens, loss: .mask(tokens.map { UInt8($0 & 1) }), id: UInt64(index))
    }
  }

  private func packed(_ documents: [TokenSequence], _ job: PackingJob) throws -> (rows: [TokenSequence], PackingJob.Counts) {
    var job = job
    var rows: [TokenSequence] = []
    for document in documents { try job.add(document) { rows.append($0) } }
    try job.finish { rows.append($0) }
    return (rows, job.counts)
  }

  @Test(arguments: PackingStrategy.allCases, [1 as UInt64, 2, 3])
  func `every token comes out once with its loss and its document`(strategy: PackingStrategy, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let documents = documents((0..<300).map { _ in Int.random(in: 1...40, using: &random) })
    let (rows, counts) = try packed(documents, PackingJob(length: 32, strategy: strategy, overflow: .split, seed: seed))
    var found: [UInt64: [(UInt32, UInt8)]] = [:]
    for row in rows {
      #expect(row.isConsistent && row.tokens.count <= 32)
      #expect(row.boundaries.last == Int32(row.tokens.count))
      for segment in row.segments {
        guard case .mask(let mask) = segment.loss else { continue }
        found[segment.documentIDs[0], default: []] += zip(segment.tokens, mask)
      }
    }
    for document in documents {
      let entries = (found[document.documentIDs[0]] ?? []).sorted { $0.0 < $1.0 }
      #expect(entries.map(\.0) == document.tokens)
      #expect(entries.allSatisfy { $0.1 == UInt8($0.0 & 1) })
    }
    #expect(counts.tokens == documents.reduce(0) { $0 + $1.tokens.count })
  }

  @Test func `best fit takes the fullest row that has room`() throws {
    let (rows, _) = try packed(documents([6, 7, 3, 4]), PackingJob(length: 10, strategy: .bestFit, overflow: .error))
    #expect(rows.map(\.documentIDs) == [[1, 2], [0, 3]])
  }

  @Test func `the window is the same for a seed, and empty space stays small on lognormal lengths`() throws {
    var random = SeededGenerator(seed: 7)
    let lengths = (0..<20_000).map { _ in max(1, min(2048, Int(Double.random(in: 0...1, using: &random) * Double.random(in: 0...1, using: &random) * 2000))) }
    let documents = lengths.enumerated().map { TokenSequence(document: [UInt32](repeating: 1, count: $1), id: UInt64($0)) }
    let first = try packed(documents, PackingJob(length: 2048, strategy: .window, overflow: .split, seed: 5))
    let again = try packed(documents, PackingJob(length: 2048, strategy: .window, overflow: .split, seed: 5))
    #expect(first.rows == again.rows)
    #expect(first.1.emptyPercent < 0.3, "\(first.1.emptyPercent)")
    let streaming = try packed(documents, PackingJob(length: 2048, strategy: .bestFit, overflow: .split))
    #expect(streaming.1.emptyPercent < 1.5, "\(streaming.1.emptyPercent)")
  }

  @Test func `overlong documents follow the policy`() throws {
    let long = documents([25])
    #expect(throws: OverlongDocument.self) { try packed(long, PackingJob(length: 10, strategy: .bestFit, overflow: .error)) }
    #expect(try packed(long, PackingJob(length: 10, strategy: .bestFit, overflow: .drop)).rows.isEmpty)
    let cut = try packed(long, PackingJob(length: 10, strategy: .bestFit, overflow: .cutEnd))
    #expect(cut.rows.map(\.tokens.count) == [10] && cut.1.droppedTokens == 15)
    #expect(try packed(long, PackingJob(length: 10, strategy: .bestFit, overflow: .split)).rows.map(\.tokens.count) == [10, 10, 5])
  }

  @Test func `padding is by position and is no label`() throws {
    let right = try packed(documents([3]), PackingJob(length: 5, strategy: .none, overflow: .error, padding: (.right, 9)))
    #expect(right.rows[0].tokens == [1, 2, 3, 9, 9] && right.rows[0].boundaries == [0, 3])
    #expect(right.rows[0].loss == .mask([1, 0, 1, 0, 0]))
    let left = try packed(documents([3]), PackingJob(length: 5, strategy: .none, overflow: .error, padding: (.left, 9)))
    #expect(left.rows[0].tokens == [9, 9, 1, 2, 3] && left.rows[0].boundaries == [2, 5])
  }

  @Test func `the label that would cross documents is masked on request`() throws {
    let (rows, _) = try packed(documents([3, 2]), PackingJob(length: 5, strategy: .nextFit, overflow: .error, masksBoundaries: true))
    #expect(rows[0].loss == .mask([1, 0, 1, 0, 1]))
    let odd = try packed(documents([2, 3]), PackingJob(length: 5, strategy: .nextFit, overflow: .error, masksBoundaries: true))
    #expect(odd.rows[0].loss == .mask([1, 0, 0, 0, 1]))
  }

  @Test func `the set of lengths answers as a plain search does`() {
    var random = SeededGenerator(seed: 3)
    var plain: Set<Int> = []
    var fast = LengthSet(bound: 5000)
    for _ in 0..<5000 {
      let value = Int.random(in: 0...5000, using: &random)
      if Bool.random(using: &random) {
        plain.insert(value)
        fast.insert(value)
      } else {
        plain.remove(value)
        fast.remove(value)
      }
      let from = Int.random(in: 0...5000, using: &random)
      #expect(fast.firstMember(from: from) == plain.filter { $0 >= from }.min())
    }
  }
}
