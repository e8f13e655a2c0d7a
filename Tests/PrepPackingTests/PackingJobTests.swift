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

  private func packed(_ documents: [TokenSequence], _ job: PackingJob) throws -> (
    rows: [TokenSequence], PackingJob.Counts
  ) {
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

  @Test(arguments: PackingStrategy.allCases, [1 as UInt64, 2, 3])
  func `parts say where they stand, and documents that were not cut say nothing`(
    strategy: PackingStrategy, seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let documents = documents((0..<200).map { _ in Int.random(in: 1...90, using: &random) })
    for stride in strategy == .wrap ? [0] : [0, 5] {
      var plan = PackingPlan(length: 32, strategy: strategy)
      plan.seed = seed
      plan.stride = stride
      let rows = try packed(documents, PackingJob(plan)).rows
      // Rows that are packed again are cut again, and say the same of the first documents.
      var again = PackingPlan(length: 20, strategy: strategy)
      again.seed = seed
      let shorter = try packed(rows, PackingJob(again)).rows
      for row in rows + shorter {
        #expect(!row.documentParts.isEmpty == (0..<row.segmentCount).contains { !row.isWhole(segment: $0) })
        for segment in row.segments {
          let document = documents[Int(segment.documentIDs[0])]
          let part = segment.documentPart(ofSegment: 0)
          #expect(Int(part.length) == document.tokens.count)
          #expect(segment.tokens[...] == document.tokens[Int(part.start)...].prefix(segment.tokens.count))
        }
      }
    }
    let long = try packed(documents, PackingJob(length: 90, strategy: strategy, overflow: .split, seed: seed)).rows
    let isCut = long.contains { !$0.documentParts.isEmpty }
    #expect(isCut == (strategy == .wrap))
    let cut = try packed(documents, PackingJob(length: 32, strategy: .bestFit, overflow: .cutEnd, seed: seed)).rows
    #expect(cut.allSatisfy { $0.documentParts.isEmpty })
  }

  @Test func `best fit takes the fullest row that has room`() throws {
    let (rows, _) = try packed(documents([6, 7, 3, 4]), PackingJob(length: 10, strategy: .bestFit, overflow: .error))
    #expect(rows.map(\.documentIDs) == [[1, 2], [0, 3]])
  }

  @Test func `the window is the same for a seed, and empty space stays small on lognormal lengths`() throws {
    var random = SeededGenerator(seed: 7)
    let lengths = (0..<20_000).map { _ in
      max(1, min(2048, Int(Double.random(in: 0...1, using: &random) * Double.random(in: 0...1, using: &random) * 2000)))
    }
    let documents = lengths.enumerated().map {
      TokenSequence(document: [UInt32](repeating: 1, count: $1), id: UInt64($0))
    }
    let first = try packed(documents, PackingJob(length: 2048, strategy: .window, overflow: .split, seed: 5))
    let again = try packed(documents, PackingJob(length: 2048, strategy: .window, overflow: .split, seed: 5))
    #expect(first.rows == again.rows)
    #expect(first.1.emptyPercent < 0.3, "\(first.1.emptyPercent)")
    let streaming = try packed(documents, PackingJob(length: 2048, strategy: .bestFit, overflow: .split))
    #expect(streaming.1.emptyPercent < 1.5, "\(streaming.1.emptyPercent)")
  }

  @Test func `overlong documents follow the policy`() throws {
    let long = documents([25])
    #expect(throws: OverlongDocument.self) {
      try packed(long, PackingJob(length: 10, strategy: .bestFit, overflow: .error))
    }
    #expect(try packed(long, PackingJob(length: 10, strategy: .bestFit, overflow: .drop)).rows.isEmpty)
    let cut = try packed(long, PackingJob(length: 10, strategy: .bestFit, overflow: .cutEnd))
    #expect(cut.rows.map(\.tokens.count) == [10] && cut.1.droppedTokens == 15)
    #expect(
      try packed(long, PackingJob(length: 10, strategy: .bestFit, overflow: .split)).rows.map(\.tokens.count) == [
        10, 10, 5,
      ])
  }

  @Test func `padding is by position and is no label`() throws {
    let right = try packed(
      documents([3]), PackingJob(length: 5, strategy: .none, overflow: .error, padding: (.right, 9)))
    #expect(right.rows[0].tokens == [1, 2, 3, 9, 9] && right.rows[0].boundaries == [0, 3])
    #expect(right.rows[0].loss == .mask([1, 0, 1, 0, 0]))
    let left = try packed(documents([3]), PackingJob(length: 5, strategy: .none, overflow: .error, padding: (.left, 9)))
    #expect(left.rows[0].tokens == [9, 9, 1, 2, 3] && left.rows[0].boundaries == [2, 5])
  }

  @Test func `the label that would cross documents is masked on request`() throws {
    let (rows, _) = try packed(
      documents([3, 2]), PackingJob(length: 5, strategy: .nextFit, overflow: .error, masksBoundaries: true))
    #expect(rows[0].loss == .mask([1, 0, 1, 0, 1]))
    let odd = try packed(
      documents([2, 3]), PackingJob(length: 5, strategy: .nextFit, overflow: .error, masksBoundaries: true))
    #expect(odd.rows[0].loss == .mask([1, 0, 0, 0, 1]))
  }

  private func plan(_ length: Int, _ strategy: PackingStrategy = .nextFit, _ change: (inout PackingPlan) -> Void)
    -> PackingJob
  {
    var plan = PackingPlan(length: length, strategy: strategy)
    change(&plan)
    return PackingJob(plan)
  }

  @Test func `padding goes to a multiple, or to the longest of a batch`() throws {
    let multiple = try packed(
      documents([3, 9, 4]), plan(10, .none) { $0.padding = RowPadding(.right, id: 0, target: .multiple(4)) })
    #expect(multiple.rows.map(\.tokens.count) == [4, 10, 4] && multiple.1.paddedTokens == 2)
    let batch = try packed(
      documents([3, 5, 2, 1, 4]), plan(10, .none) { $0.padding = RowPadding(.left, id: 0, target: .batch(2)) })
    #expect(batch.rows.map(\.tokens.count) == [5, 5, 2, 2, 4])
    #expect(batch.rows.map { $0.boundaries[0] } == [2, 0, 0, 1, 0])
  }

  @Test func `a batch holds as many tokens as it may, filled up`() throws {
    let lengths = [3, 5, 2, 1, 4, 10, 1, 1, 1]
    let (rows, _) = try packed(
      documents(lengths), plan(10, .none) { $0.padding = RowPadding(.right, id: 0, target: .batchTokens(12)) })
    // 3 and 5 are 10; with 2 it would be 15. 2, 1 and 4 are 12. 10 is alone.
    #expect(rows.map(\.tokens.count) == [5, 5, 4, 4, 4, 10, 1, 1, 1])
    #expect(rows.map { $0.boundaries[1] } == lengths.map { Int32($0) })
    var random = SeededGenerator(seed: 4)
    for _ in 0..<50 {
      let lengths = (0..<60).map { _ in Int.random(in: 1...20, using: &random) }
      let most = Int.random(in: 20...100, using: &random)
      let (rows, _) = try packed(
        documents(lengths), plan(20, .none) { $0.padding = RowPadding(.left, id: 0, target: .batchTokens(most)) })
      #expect(rows.count == 60)
      // Who reads them finds the batches again: as many rows of one length as fit. Each was as long as its longest
      // document.
      var start = 0
      while start < rows.count {
        var end = start
        while end < rows.count, rows[end].tokens.count == rows[start].tokens.count,
          (end - start + 1) * rows[start].tokens.count <= most
        { end += 1 }
        #expect(lengths[start..<end].max() == rows[start].tokens.count)
        start = end
      }
    }
  }

  @Test func `both sides of a pair are counted`() throws {
    let pair = TokenSequence(
      tokens: Array(1...5), loss: .mask([UInt8](repeating: 1, count: 5)), boundaries: [0, 5], documentIDs: [0],
      rejected: TokenBranch(tokens: Array(1...25), loss: .mask([UInt8](repeating: 1, count: 25)), boundaries: [0, 25]))
    let cut = try packed(
      [pair],
      plan(16) {
        $0.overflow = .cutEnd
        $0.padding = RowPadding(.right, id: 0)
      }
    ).1
    #expect(cut.tokens == 30 && cut.droppedTokens == 9 && cut.paddedTokens == 11 && cut.capacity == 32)
    #expect(cut.emptyPercent == Double(11) * 100 / 32)
    let dropped = try packed([pair], plan(16) { $0.overflow = .drop }).1
    #expect(dropped.droppedTokens == 30 && dropped.rows == 0)
  }

  @Test func `documents go to the tightest bucket`() throws {
    let (rows, counts) = try packed(
      documents([3, 9, 4, 8, 1, 5]),
      plan(8, .bestFit) {
        $0.buckets = [4, 8]
        $0.padding = RowPadding(.right, id: 0)
      })
    #expect(rows.map(\.tokens.count).sorted() == [4, 4, 4, 8, 8, 8])
    #expect(rows.allSatisfy { row in row.tokens.count == 4 || row.documentIDs != [0] })
    #expect(counts.capacity == 36 && counts.cutDocuments == 1)
  }

  @Test func `the parts of a document overlap, and what stands twice is learnt once`() throws {
    let (rows, counts) = try packed([TokenSequence(document: Array(1...10), id: 7)], plan(4) { $0.stride = 1 })
    #expect(rows.map(\.tokens) == [[1, 2, 3, 4], [4, 5, 6, 7], [7, 8, 9, 10]])
    #expect(rows.map(\.loss) == [.mask([1, 1, 1, 1]), .mask([0, 1, 1, 1]), .mask([0, 1, 1, 1])])
    #expect(counts.repeatedTokens == 2 && counts.emptyPercent == 0)
  }

  @Test func `documents become multiples of a number`() throws {
    let (rows, counts) = try packed(documents([3, 4, 5]), plan(16) { $0.documentMultiple = (4, 9) })
    #expect(rows.map(\.boundaries) == [[0, 4, 8, 16]])
    #expect(rows[0].tokens == [1, 2, 3, 9, 4, 5, 6, 7, 8, 9, 10, 11, 12, 9, 9, 9])
    #expect(rows[0].loss == .mask([1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0]))
    #expect(counts.fillingTokens == 4 && counts.emptyPercent == 25)
  }

  @Test(arguments: PackingStrategy.allCases.filter { $0 != .wrap })
  func `weights and both sides of pairs travel with their tokens`(
    strategy: PackingStrategy
  ) throws {
    var random = SeededGenerator(seed: 5)
    let pairs = (0..<100).map { index in
      let count = Int.random(in: 1...20, using: &random)
      let other = Int.random(in: 1...20, using: &random)
      return TokenSequence(
        tokens: (0..<count).map { UInt32(index * 100 + $0) }, loss: .weights((0..<count).map { Float($0) }),
        boundaries: [0, Int32(count)],
        documentIDs: [UInt64(index)],
        rejected: TokenBranch(
          tokens: (0..<other).map { UInt32(index * 100 + 50 + $0) }, loss: .weights((0..<other).map { Float(-$0) }),
          boundaries: [0, Int32(other)]))
    }
    let (rows, _) = try packed(pairs, PackingJob(length: 40, strategy: strategy, overflow: .error))
    #expect(rows.allSatisfy { max($0.tokens.count, $0.rejected?.tokens.count ?? 0) <= 40 })
    #expect(rows.flatMap(\.segments).sorted { $0.documentIDs[0] < $1.documentIDs[0] } == pairs)
  }
}

extension PackingJob {
  init(
    length: Int, strategy: PackingStrategy, overflow: OverflowPolicy, seed: UInt64 = 0,
    padding: (PaddingSide, UInt32)? = nil,
    masksBoundaries: Bool = false
  ) {
    var plan = PackingPlan(length: length, strategy: strategy, overflow: overflow)
    plan.seed = seed
    plan.padding = padding.map { RowPadding($0.0, id: $0.1) }
    plan.masksBoundaries = masksBoundaries
    self.init(plan)
  }
}
