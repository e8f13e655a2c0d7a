import PrepContents

/// What a rule says of two records that share the key of a band: the figures of the proof.
package struct NearEvidence: Sendable, Hashable {
  /// How many different runs of five words both have, and each of them.
  package var shared: Int
  package var kept: Int
  package var dropped: Int
  /// The words that were taken for misspelt.
  package var respelt: [CoverIndex.Respelling]

  package init(shared: Int, kept: Int, dropped: Int, respelt: [CoverIndex.Respelling] = []) {
    self.shared = shared
    self.kept = kept
    self.dropped = dropped
    self.respelt = respelt
  }

  /// The share of the runs of both that both have, in thousandths.
  package var jaccard: Int { Self.thousandths(shared, of: kept + dropped - shared) }
  /// The share of the runs of the dropped record that the kept one has, in thousandths.
  package var containment: Int { Self.thousandths(shared, of: dropped) }

  private static func thousandths(_ part: Int, of whole: Int) -> Int { whole == 0 ? 1000 : part * 1000 / whole }
}

/// A record as the rules look at it.
package final class NearRecord {
  package let index: CoverIndex
  private var sortedRuns: [UInt64]?

  package init(_ sides: WordSides) { index = CoverIndex(sides) }

  /// About how many bytes it takes.
  package var size: Int { index.size + 512 }

  /// Its different runs of five words, in order of their hashes.
  var runs: [UInt64] {
    if let sortedRuns { return sortedRuns }
    let runs = Shingles.sorted(of: index.sides.words)
    sortedRuns = runs
    return runs
  }

  /// What a rule says for letting another record go because this one stays; nil where it may not.
  package func evidence(against other: NearRecord, _ rule: NearRule) -> NearEvidence? {
    switch rule {
    case .covered:
      guard let covering = index.covers(other.index) else { return nil }
      return figures(against: other, respelt: covering.respelt)
    case .similar(let millionths):
      let evidence = figures(against: other)
      let all = evidence.kept + evidence.dropped - evidence.shared
      return all > 0 && evidence.shared * 1_000_000 >= millionths * all ? evidence : nil
    }
  }

  private func figures(against other: NearRecord, respelt: [CoverIndex.Respelling] = []) -> NearEvidence {
    NearEvidence(
      shared: Shingles.shared(runs, other.runs), kept: runs.count, dropped: other.runs.count, respelt: respelt)
  }
}
