public import PrepTokens

/// The rows that another source's documents are packed into.
public final class PackedSequences: TokenSequenceSource {
  public let header: TokenStreamHeader
  /// What went in and came out so far.
  package var counts: PackingJob.Counts { job.counts }
  private let source: any TokenSequenceSource
  private var job: PackingJob
  private var rows: [TokenSequence] = []
  private var position = 0
  private var isFinished = false

  package init(_ source: any TokenSequenceSource, header: TokenStreamHeader, job: PackingJob) {
    self.source = source
    self.header = header
    self.job = job
  }

  /// - Throws: ``OverlongDocument`` under the policy `error`; what the source throws.
  public func next() throws -> TokenSequence? {
    while true {
      if position < rows.count {
        position += 1
        return rows[position - 1]
      }
      rows.removeAll(keepingCapacity: true)
      position = 0
      if isFinished { return nil }
      if let sequence = try source.next() {
        try job.add(sequence) { rows.append($0) }
      } else {
        try job.finish { rows.append($0) }
        isFinished = true
      }
    }
  }
}

extension PackedSequences: ResumableSource {
  package func save(to state: inout StageState) throws {
    guard let source = source as? any ResumableSource else { preconditionFailure("what is packed cannot be saved") }
    state.put(rows[position...])
    job.save(to: &state)
    try source.save(to: &state)
  }

  package func restore(from state: inout StageState) throws {
    guard let source = source as? any ResumableSource else { preconditionFailure("what is packed cannot be restored") }
    rows = try state.takeSequences()
    try job.restore(from: &state)
    try source.restore(from: &state)
  }
}

extension TokenSequenceSource {
  /// Rows of a fixed length that the documents are packed into.
  ///
  /// - Precondition: The strategy is not `wrap` for preference pairs, which cannot be cut.
  /// - Parameters:
  ///   - length: How many tokens a row holds at most.
  ///   - seed: Where chance starts; only the strategy `window` uses it.
  public func packed(
    length: Int, strategy: PackingStrategy = .bestFit, overflow: OverflowPolicy = .split, seed: UInt64 = 0
  ) -> PackedSequences {
    var header = header
    header.packedLength = length
    header.provenance.append("pack: length \(length), \(strategy.rawValue), overflow \(overflow.rawValue)")
    var plan = PackingPlan(length: length, strategy: strategy, overflow: overflow)
    plan.seed = seed
    return PackedSequences(
      self, header: header, job: PackingJob(plan))
  }
}
