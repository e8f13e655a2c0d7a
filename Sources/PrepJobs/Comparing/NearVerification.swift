import PrepBytes
import PrepConcurrency
import PrepContents
import PrepDeduplicating

/// Holds pairs of records against each other, on all threads.
struct NearVerification {
  let rule: NearRule
  let sides: SidesReader
  let references: Int
  let longestLine: Int
  let memory: Int

  private typealias Judged = [(pair: NearPair, evidence: NearEvidence)]

  /// Calls a closure with each pair of a list of which one may go, in order.
  func forEach(
    in list: TemporaryStore, _ order: RankOrder, _ candidates: NearCandidates, _ context: JobContext,
    _ body: (NearPair, NearEvidence) throws -> Void
  ) throws {
    let (rule, sides, references, longestLine) = (rule, sides, references, longestLine)
    let memory = memory / (2 * context.threads)
    var reader = TemporaryReader(list)
    let pool = OrderedWorkerPool<NearCandidateCache, [NearPair], Judged>(
      threads: context.threads,
      makeState: { NearCandidateCache(candidates, sides, longestLine: longestLine, memory: memory) },
      produce: {
        var work: [NearPair] = []
        var words = (UInt64(0), UInt64(0))
        while work.count < 512, try withUnsafeMutableBytes(of: &words, { try reader.read(exactly: $0) }) {
          work.append(NearPair(kept: Int(words.0), dropped: Int(words.1)))
        }
        return work.isEmpty ? nil : work
      },
      transform: { cache, work in
        var judged: Judged = []
        for pair in work {
          let (kept, dropped) = (order.number(at: pair.kept), order.number(at: pair.dropped))
          let (left, right) = (try cache.record(kept), try cache.record(dropped))
          if let evidence = left.evidence(against: right, rule) {
            judged.append((pair, evidence))
          } else if kept < references, let evidence = right.evidence(against: left, rule) {
            // What stands in the other set in part gives it away all the same.
            judged.append((pair, evidence))
          }
        }
        return judged
      })
    defer { pool.cancel() }
    while let judged = try pool.next() {
      try context.check()
      for (pair, evidence) in judged { try body(pair, evidence) }
    }
  }

  /// Gives a closure what hands out the runs of records, one after the other.
  ///
  /// - Parameter ranks: The ranks of the records, in order.
  func withRuns<Result>(
    of ranks: TemporaryStore, _ order: RankOrder, _ candidates: NearCandidates, _ context: JobContext,
    _ body: (NearDecision.RunSource) throws -> Result
  ) throws -> Result {
    typealias Runs = (rank: Int, runs: [UInt64])
    let (sides, longestLine) = (sides, longestLine)
    var reader = TemporaryReader(ranks)
    let pool = OrderedWorkerPool<NearCandidateCache, [Int], [Runs]>(
      threads: context.threads,
      makeState: { NearCandidateCache(candidates, sides, longestLine: longestLine, memory: 0) },
      produce: {
        var work: [Int] = []
        var rank: UInt64 = 0
        while work.count < 64, try withUnsafeMutableBytes(of: &rank, { try reader.read(exactly: $0) }) {
          work.append(Int(rank))
        }
        return work.isEmpty ? nil : work
      },
      transform: { cache, work in
        try work.map { rank in (rank, Shingles.sorted(of: try cache.sides(order.number(at: rank)).words)) }
      })
    defer { pool.cancel() }
    var waiting: [Runs].Iterator?
    return try body {
      while true {
        if let next = waiting?.next() { return next }
        guard let more = try pool.next() else { return nil }
        try context.check()
        waiting = more.makeIterator()
      }
    }
  }
}
