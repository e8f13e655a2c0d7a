public import PrepTokens

/// The rows that another source's documents are packed into.
public final class PackedSequences: TokenSequenceSource {
  public let header: TokenStreamHeader
  /// What went in and came out so far.
  package var counts: PackingJob.Counts { job.counts }
  private let source: any TokenSequenceSource
  private var job: PackingJob
  /// The rows that are complete and have not been given yet.
  private var pending: ArraySlice<TokenSequence> = []
  private var isFinished = false

  package init(_ source: any TokenSequenceSource, header: TokenStreamHeader, job: PackingJob) {
    self.source = source
    self.header = header
    self.job = job
  }

  /// - Throws: ``OverlongDocument`` under the policy `error`; what the source throws.
  public func next() throws -> TokenSequence? {
    while true {
      if let row = pending.popFirst() { return row }
      pending.removeAll(keepingCapacity: true)
      if isFinished { return nil }
      if let sequence = try source.next() {
        try job.add(sequence) { pending.append($0) }
      } else {
        try job.finish { pending.append($0) }
        isFinished = true
      }
    }
  }
}

extension PackedSequences: SavableStage {
  package func saveStage(to state: inout StageState) {
    state.put(pending, as: "rows")
    state.put(as: "packing") { job.save(to: &$0) }
  }

  package func restoreStage(from state: StageState) throws {
    pending = try state.sequences("rows")[...]
    try job.restore(from: state.stage("packing"))
  }
}

extension TokenStreamHeader {
  /// Whether tokens of the stream are meant to be learnt; in one of prompts alone none is.
  package var trainsAnything: Bool { maskPolicy != "none" }
}

extension TokenSequenceSource {
  /// Packs the documents into rows of at most `length` tokens.
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
    plan.dropsEmptyRows = header.trainsAnything
    return PackedSequences(
      self, header: header, job: PackingJob(plan))
  }
}
