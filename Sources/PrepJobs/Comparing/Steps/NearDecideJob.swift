import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords

/// The fourth step of `dedup --near` in parts, one process: which records go.
package struct NearDecideJob: Job {
  /// How many bytes are held before temporary files are used.
  package var memory = 64 << 20
  /// What was compared; it stands in the proof.
  package var content = ContentOptions()
  /// The signatures of all parts, the pairs, and what the rule said of them.
  package var signatures: [JobInput]
  package var pairs: [JobInput]
  package var verified: [JobInput]
  /// Takes a line for each record that goes, by which it can be proven.
  package var proof: JobOutput?
  /// Where the decisions go.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(
    signatures: [JobInput], pairs: [JobInput], verified: [JobInput], proof: JobOutput? = nil, output: JobOutput
  ) {
    self.signatures = signatures
    self.pairs = pairs
    self.verified = verified
    self.proof = proof
    self.output = output
  }

  /// - Returns: How many records go.
  package func execute(_ context: JobContext) throws -> Int {
    try NearVerifyJob.check(signatures, pairs)
    let runs = try NearRuns(signatures)
    guard runs.comparison == content.comparison else {
      throw JobFailure("other-options", "the records were signed with other options")
    }
    let writer = try RunFileWriter(try output.open())
    let proof = try proof.map { try $0.open() }
    let decision = try NearDecision(
      try runs.order(memory: memory), runs.rule, references: runs.references, memory: memory)
    let verdicts = try NearFiles(verified, .verify)
    for file in verdicts.files {
      for row in 0..<(try file.count(of: NearStep.edges) / 56) {
        let words = try (0..<7).map { Int(try file.word(NearStep.edges, row * 7 + $0)) }
        try decision.append(
          NearPair(kept: words[1], dropped: words[0]),
          NearEvidence(
            shared: words[2], kept: words[3], dropped: words[4], respelt: try Self.respelt(file, words[5], words[6])))
      }
    }
    let copies = SortedEntries(memory: memory / 8)
    for file in try NearFiles(pairs, .group).files {
      for row in 0..<(try file.count(of: NearStep.copies) / 16) {
        try copies.append(
          SortedEntry(
            ContentDigest(
              high: file.word(NearStep.copies, row * 2), low: file.word(NearStep.copies, row * 2 + 1)), number: 0))
      }
      for row in 0..<(try file.count(of: NearStep.crowds) / 16) {
        try decision.append(
          rank: file.word(NearStep.crowds, row * 2), crowd: file.word(NearStep.crowds, row * 2 + 1))
      }
    }
    try decision.decide(copies: copies, runs: Self.words(of: verdicts.files))
    let places = SortedEntries(memory: memory / 8)
    func add(_ input: Int, _ position: Int, isBad: Bool) throws {
      try places.append(
        SortedEntry(ContentDigest(high: UInt64(input), low: UInt64(position)), number: isBad ? 1 : 0))
    }
    try decision.forEach { drop in
      let (dropped, kept) = (try runs.row(drop.dropped), try runs.row(drop.kept))
      try add(dropped.input, dropped.position, isBad: false)
      guard let proof else { return }
      let line = NearProof(
        dropped: place(dropped, runs.inputs),
        kept: place(kept, drop.kept < runs.references ? runs.referenceInputs : runs.inputs), rule: runs.rule,
        content: content, evidence: drop.evidence, bands: try runs.commonBands(drop.kept, drop.dropped)
      ).line
      try line.withUnsafeBytes { try proof.write($0) }
    }
    try runs.forEachBad { try add($0, $1, isBad: true) }
    try writer.begin()
    try places.forEach { try writer.write(words: $0.first.high, $0.first.low, $0.number) }
    context.report.add(decision.count, to: "duplicates")
    context.report.add(decision.skipped, to: "skipped_pairs")
    try proof?.finish()
    try writer.finish(header: NearFiles.header(.decide, nil))
    return decision.count
  }

  private func place(_ row: NearRow, _ names: [String]) -> NearProof.Place {
    NearProof.Place(file: row.input < names.count ? names[row.input] : "", line: row.line, offset: row.offset)
  }

  /// Hands out the runs of words of all members of crowds, in the order of the files, which is that of the ranks.
  private static func words(of files: [RunFile]) -> NearDecision.RunSource {
    var (rest, place) = (files[...], 0)
    return {
      while let file = rest.first {
        guard try place * 8 < file.count(of: NearStep.words) else {
          (rest, place) = (rest.dropFirst(), 0)
          continue
        }
        let (rank, count) = try (file.word(NearStep.words, place), Int(file.word(NearStep.words, place + 1)))
        defer { place += 2 + count }
        return (Int(rank), try (0..<count).map { try file.word(NearStep.words, place + 2 + $0) })
      }
      return nil
    }
  }

  private static func respelt(_ file: RunFile, _ start: Int, _ count: Int) throws -> [CoverIndex.Respelling] {
    if count == 0 { return [] }
    let bytes = try file.bytes(NearStep.notes, start..<start + count)
    var (texts, place) = ([[UInt8]](), 0)
    while place + 4 <= bytes.count {
      let length = (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
      texts.append(Array(bytes[(place + 4)...].prefix(length)))
      place += 4 + length
    }
    return stride(from: 0, to: texts.count - 1, by: 2).map {
      CoverIndex.Respelling(word: texts[$0], meant: texts[$0 + 1])
    }
  }
}
