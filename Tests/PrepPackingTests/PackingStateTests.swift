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

    func save(to state: inout StageState) { state.put(position, as: "position") }

    func restore(from state: StageState) throws { position = try state.number("position") }
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
    func source() -> ResumableStage<PackedSequences> {
      ResumableStage(Documents(documents, header)) { PackedSequences($0, header: header, job: PackingJob(plan)) }
    }
    func rest(_ source: ResumableStage<PackedSequences>) throws -> [TokenSequence] {
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
      let state = try #require(bytes.withUnsafeBytes { StageState($0, header: header) })
      let second = source()
      try second.restore(from: state)
      #expect(try rest(second) == Array(expected[stop...]))
      #expect(second.stage.counts == whole.stage.counts)
    }
  }

  @Test(arguments: plans().indices) func `a state of another plan is refused`(number: Int) throws {
    var header = TokenStreamHeader(tokenizer: "t", fingerprint: "f", vocabularySize: 100)
    header.packedLength = 32
    let documents = (0..<20).map { TokenSequence(document: [UInt32](repeating: 1, count: $0 % 7 + 1), id: UInt64($0)) }
    let plan = Self.plans()[number]
    let source = ResumableStage(Documents(documents, header)) {
      PackedSequences($0, header: header, job: PackingJob(plan))
    }
    var saved = StageState()
    try source.save(to: &saved)
    var other = PackingPlan(length: 64, strategy: plan.strategy)
    other.buckets = [64]
    let target = ResumableStage(Documents(documents, header)) {
      PackedSequences($0, header: header, job: PackingJob(other))
    }
    #expect(throws: (any Error).self) { try target.restore(from: saved) }
  }
}
