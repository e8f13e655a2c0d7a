internal import PrepConcurrency
import PrepDiagnostics

/// Learns scored pieces of words: those under which the words are most probable, by expectation and maximization over
/// pieces of which those are left out that cost least (Kudo 2018, arxiv.org/abs/1804.10959).
///
/// The result depends on the words and the options alone: what threads add up, they add up in the same order.
package struct UnigramTrainer {
  private let options: UnigramOptions
  private let threads: Int

  /// So many parts of the words are gone through apart, whatever the number of threads.
  private static let parts = 8
  /// Pieces that are expected more seldom are left out.
  private static let least = 0.5
  /// What is kept of the pieces in a round, and how far above the size that is asked for the rounds end.
  private static let kept = 0.75
  private static let margin = 1.1

  /// - Parameter threads: How many work at a time.
  package init(_ options: UnigramOptions, threads: Int) {
    self.options = options
    self.threads = threads
  }

  /// Trains on counted words.
  ///
  /// - Parameter progress: Told after each round how many pieces there are; false ends the training before its time.
  /// - Returns: The pieces by falling score, and how improbable the words are under them: the negative logarithm of
  ///   their probability, divided by their number.
  /// - Throws: ``TrainingFailure`` when there are more words than training can hold, or more characters than pieces.
  package func train(_ words: consuming WordCounter, progress: (Int) -> Bool = { _ in true }) throws
    -> (pieces: [ScoredPiece], objective: Double)
  {
    let corpus = try UnigramCorpus(words, options)
    words = WordCounter()
    if corpus.characters.count > options.size {
      throw TrainingFailure(
        "the texts have \(Counted(corpus.characters.count, "different character")), and only \(Counted(options.size, "piece")) are asked for; "
          + "take a larger --vocab-size, or leave out rare ones with --limit-alphabet")
    }
    let seeds = UnigramSeeds(corpus, options)
    var lattice = UnigramLattice(corpus, seeds)
    var scores = Self.scores(corpus.counts.map(Double.init) + seeds.seeds.map(\.score))
    let desired = max(corpus.characters.count, Int(Double(options.size) * Self.margin))
    let parts = Self.parts(of: corpus, lattice)
    func maximize(drops: Bool) throws {
      let outcome = try run(corpus, lattice, scores, parts) { $0.expectations() }
      var counts = outcome.counts
      if drops {
        let isKept = counts.map { $0 >= Self.least }
        counts = counts.indices.filter { isKept[$0] || $0 < lattice.characterCount }.map { counts[$0] }
        lattice.keep(isKept)
      }
      let sum = counts.reduce(0) { $0 + max($1, Self.least) }
      let logarithm = Logarithm.digamma(sum)
      scores = counts.map { Logarithm.digamma(max($0, Self.least)) - logarithm }
    }
    while true {
      for _ in 0..<2 { try maximize(drops: true) }
      if !progress(lattice.pieceCount) || lattice.pieceCount <= desired { break }
      let size = max(desired, Int(Double(lattice.pieceCount) * Self.kept))
      try prune(corpus, &lattice, &scores, parts, to: size)
    }
    if lattice.pieceCount > options.size {
      try prune(corpus, &lattice, &scores, parts, to: options.size)
      for _ in 0..<2 { try maximize(drops: false) }
    }
    let objective = try run(corpus, lattice, scores, parts) { $0.expectations() }.likelihood
    let total = corpus.words.reduce(0) { $0 + $1.weight }
    let order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    return (
      order.map { piece in
        let text =
          piece < lattice.characterCount
          ? Array(String(corpus.characters[piece]).utf8)
          : corpus.bytes(Int(lattice.places[piece]), Int(lattice.lengths[piece]))
        return ScoredPiece(text: text, score: scores[piece])
      }, total > 0 ? -objective / total : 0
    )
  }

  /// The logarithms of shares.
  private static func scores(_ weights: [Double]) -> [Double] {
    let sum = weights.reduce(0) { $0 + max($1, least) }
    return weights.map { Logarithm.of(max($0, least)) - Logarithm.of(sum) }
  }

  // MARK: Parts

  /// The words in parts of about the same work.
  private static func parts(of corpus: UnigramCorpus, _ lattice: UnigramLattice) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var first = 0
    for part in 1...parts {
      let limit = lattice.pieces.count / parts * part
      var end = first
      while end < corpus.words.count, part == parts || lattice.starts[corpus.words[end].start] < limit { end += 1 }
      ranges.append(first..<end)
      first = end
    }
    return ranges
  }

  /// Goes through all parts, and adds up what they came to, in order.
  private func run(
    _ corpus: UnigramCorpus, _ lattice: UnigramLattice, _ scores: [Double], _ parts: [Range<Int>],
    _ work: @escaping @Sendable (UnigramPass) -> UnigramPass.Outcome
  ) throws -> UnigramPass.Outcome {
    let probabilities = scores.map { Logarithm.exponential($0) }
    var next = 0
    let pool = OrderedWorkerPool<Void, Range<Int>, UnigramPass.Outcome>(
      threads: threads, makeState: {},
      produce: {
        defer { next += 1 }
        return next < parts.count ? parts[next] : nil
      },
      transform: { _, range in
        work(
          UnigramPass(
            lattice: lattice, words: corpus.words[range], probabilities: probabilities, scores: scores))
      })
    var sum = UnigramPass.Outcome(counts: [Double](repeating: 0, count: lattice.pieceCount))
    while let outcome = try pool.next() {
      for piece in sum.counts.indices { sum.counts[piece] += outcome.counts[piece] }
      sum.likelihood += outcome.likelihood
    }
    return sum
  }

  // MARK: Pruning

  /// Leaves out the pieces without which the words lose least.
  ///
  /// What a piece is worth is how much less probable its occurrences on the best paths are when the best other pieces
  /// stand for it.
  private func prune(
    _ corpus: UnigramCorpus, _ lattice: inout UnigramLattice, _ scores: inout [Double], _ parts: [Range<Int>],
    to size: Int
  ) throws {
    let counts = try run(corpus, lattice, scores, parts) { $0.bestPaths() }.counts
    let sum = counts.reduce(0, +)
    let logarithm = Logarithm.of(sum)
    var losses: [(loss: Double, piece: Int)] = []
    for piece in lattice.characterCount..<lattice.pieceCount where counts[piece] > 0 {
      let path = UnigramPass.bestPath(
        lattice, scores, Int(lattice.places[piece]), Int(lattice.lengths[piece]), except: UInt32(piece))
      let own = Logarithm.of(counts[piece]) - logarithm
      let sumOfOthers = Logarithm.of(sum + counts[piece] * Double(path.count - 1))
      let others = path.reduce(0.0) { $0 + Logarithm.of(counts[Int($1)] + counts[piece]) - sumOfOthers }
      losses.append((counts[piece] * (own - others), piece))
    }
    losses.sort { $0.loss != $1.loss ? $0.loss > $1.loss : $0.piece < $1.piece }
    var isKept = [Bool](repeating: false, count: lattice.pieceCount)
    for piece in 0..<lattice.characterCount { isKept[piece] = true }
    for loss in losses.prefix(max(0, size - lattice.characterCount)) { isKept[loss.piece] = true }
    scores = scores.indices.filter { isKept[$0] }.map { scores[$0] }
    lattice.keep(isKept)
  }
}
