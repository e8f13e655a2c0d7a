import PrepTokens
import TestSupport
import Testing

@testable import PrepPacking

/// A job that goes on from a state gives the rows that the job would have given that was saved.
@Suite struct PackingStateTests {
  private final class Documents: ResumableSource {
    let header: TokenStreamHeader
    private let documents: [TokenSequence]
    private var position = 0

    init(_ documents: [TokenSequence], _ header: TokenStreamHeader) {
      self.documents = documents
      self.header = header
    }

    func next() -> TokenSequence? {
      guard position < documents.count else { return nil }
      position += 1
      return documents[position - 1]
    }

    func save(to state: inout StageState) { state.put(position) }

    func restore(from state: inout StageState) throws { position = try state.takeNumber() }
  }

  private static func plans() -> [PackingPlan] {
    let plans = PackingStrategy.allCases.map { PackingPlan(length: 32, strategy: $0) }
    var buckets = PackingPlan(length: 32, strategy: .bestFit)
    buckets.buckets = [8, 16, 32]
    var batches = PackingPlan(length: 32, strategy: .window)
    batches.padding = RowPadding(.right, id: 0, target: .batch(5))
    batches.seed = 3
    var tokenBatches = PackingPlan(length: 32, strategy: .bestFit)
    tokenBatches.padding = RowPadding(.right, id: 0, target: .batchTokens(100))
    var strides = PackingPlan(length: 16, strategy: .nextFit)
    strides.stride = 3
    return plans + [buckets, batches, tokenBatches, strides]
  }

  @Test(arguments: plans().indices) func `rows go on from every place`(number: Int) throws {
    let plan = Self.plans()[number]
    var random = SeededGenerator(seed: UInt64(number))
    var header = TokenStreamHeader(tokenizer: "t", fingerprint: "f", vocabularySize: 100, loss: .mask)
    header.packedLength = plan.length
    let documents = (0..<120).map { id in
      let count = Int.random(in: 1...40, using: &random)
      return TokenSequence(
        document: (0..<count).map { _ in UInt32.random(in: 0..<100, using: &random) },
        loss: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) }), id: UInt64(id))
    }
    func source() -> PackedSequences { PackedSequences(Documents(documents, header), header: header, job: PackingJob(plan)) }
    func rest(_ source: PackedSequences) throws -> [TokenSequence] {
      var rows: [TokenSequence] = []
      while let row = try source.next() { rows.append(row) }
      return rows
    }
    let whole = source()
    let expected = try rest(whole)
    for stop in 0...expected.count {
      let first = source()
      for _ in 0..<stop { _ = try first.next() }
      var saved = StageState()
      try first.save(to: &saved)
      var bytes: [UInt8] = []
      saved.append(to: &bytes, header: header)
      var state = try #require(bytes.withUnsafeBytes { StageState($0, header: header) })
      let second = source()
      try second.restore(from: &state)
      #expect(try rest(second) == Array(expected[stop...]))
      #expect(second.counts == whole.counts)
    }
  }

  @Test func `a state that does not fit is refused`() {
    var state = StageState()
    #expect(throws: (any Error).self) { _ = try state.takeNumber() }
    state.put([1, 2])
    #expect(throws: (any Error).self) { _ = try state.takeSequences() }
    #expect([1, 2, 3].withUnsafeBytes { StageState($0, header: TokenStreamHeader(tokenizer: "t", fingerprint: "f", vocabularySize: 9)) } == nil)
  }
}
