import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// The third step of `dedup --near` in parts: holds the texts of pairs against each other.
package struct NearVerifyJob: Job {
  /// How it is done: as the records were signed.
  package var options: DedupJob.Options
  /// Which part of the pairs is looked at; nil is all of them.
  package var reduce: InputPart?
  /// The signatures of all parts, and the pairs.
  package var signatures: [JobInput]
  package var pairs: [JobInput]
  /// What the records are read from again.
  package var inputs: [JobInput]
  /// Where goes what the rule says.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(
    _ options: DedupJob.Options, reduce: InputPart?, signatures: [JobInput], pairs: [JobInput], inputs: [JobInput],
    output: JobOutput
  ) {
    self.options = options.ofStep
    self.reduce = reduce
    self.signatures = signatures
    self.pairs = pairs
    self.inputs = inputs
    self.output = output
  }

  /// - Returns: How many pairs the rule lets one go of.
  package func execute(_ context: JobContext) throws -> Int {
    try options.check()
    try Self.check(signatures, pairs)
    let runs = try NearRuns(signatures)
    guard runs.comparison == options.content.comparison, runs.inputs == inputs.map(\.name),
      runs.referenceInputs == options.references.map(\.name)
    else {
      throw JobFailure("other-options", "the records were signed with other options, or of other inputs")
    }
    let files = try NearFiles(pairs, .group)
    let writer = try RunFileWriter(try output.open())
    let order = try runs.order(memory: options.content.memory)
    let range = reduce.map { part in
      runs.count * part.index / part.count..<runs.count * (part.index + 1) / part.count
    }
    var asked = try NearAsked(order)
    try files.forEachPair(NearStep.pairs) { kept, dropped in
      if range?.contains(Int(kept)) ?? true { try asked.append(kept: kept, dropped: dropped) }
    }
    try files.forEachPair(NearStep.crowds) { rank, _ in
      if range?.contains(Int(rank)) ?? true { try asked.append(member: rank) }
    }
    let candidates = try NearTextsAgain(self, runs, context).candidates(asked.wanted)
    let verification = NearVerification(
      rule: runs.rule, sides: SidesReader(options.content.reader), references: runs.references,
      longestLine: options.reading.longestLine, memory: options.content.memory)
    var (count, notes) = (0, [UInt8]())
    try writer.begin()
    try verification.forEach(in: asked.pairs, order, candidates, context) { pair, evidence in
      count += 1
      var note = (start: 0, count: 0)
      if !evidence.respelt.isEmpty {
        note.start = notes.count
        for word in evidence.respelt {
          for text in [word.word, word.meant] {
            withUnsafeBytes(of: UInt32(text.count).littleEndian) { notes.append(contentsOf: $0) }
            notes += text
          }
        }
        note.count = notes.count - note.start
      }
      try writer.write(
        words: UInt64(pair.dropped), UInt64(pair.kept), UInt64(evidence.shared), UInt64(evidence.kept),
        UInt64(evidence.dropped), UInt64(note.start), UInt64(note.count))
    }
    try writer.begin()
    try writer.write(notes)
    try writer.begin()
    try verification.withRuns(of: asked.members, order, candidates, context) { next in
      while let (rank, runs) = try next() {
        try writer.write(words: UInt64(rank), UInt64(runs.count))
        for run in runs { try writer.write(words: run) }
      }
    }
    context.report.add(count, to: "edges")
    try writer.finish(header: NearFiles.header(.verify, reduce))
    return count
  }
}

extension NearVerifyJob {
  /// - Throws: ``JobFailure`` where no files are named.
  static func check(_ signatures: [JobInput], _ pairs: [JobInput]) throws(JobFailure) {
    if signatures.isEmpty {
      throw JobFailure("needs-signatures", "name the files that prep dedup sign wrote with --signatures")
    }
    if pairs.isEmpty {
      throw JobFailure("needs-pairs", "name the files that prep dedup group wrote with --pairs")
    }
  }
}
