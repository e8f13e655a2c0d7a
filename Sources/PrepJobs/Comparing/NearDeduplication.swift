import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Leaves out records in which another one has it all: signs them, groups what may be alike, holds the texts against each
/// other, decides, and reads the inputs once more to write what stays.
final class NearDeduplication {
  private let job: DedupJob
  private var options: DedupJob.Options { job.options }
  private let context: JobContext
  private let rule: NearRule
  private let keeping: NearKeeping
  private let memory: Int
  private let sides: SidesReader
  private let invalid: InvalidRecords

  init(_ job: DedupJob, _ context: JobContext) throws {
    self.job = job
    self.context = context
    rule = job.options.near ?? .covered
    keeping = job.options.kept ?? .longest
    memory = job.options.content.memory
    sides = SidesReader(job.options.content.reader)
    invalid = try InvalidRecords(job.options.invalid, context, isSummarized: true)
  }

  func run() throws -> DedupJob.Summary {
    let sink = try (job.sources ?? SourcedOutput(job.output)).open()
    let removed = try options.removed.map { try $0.open() }
    let proof = try options.proof.map { try $0.open() }
    context.expect(bytes: JobInput.storedBytes(of: job.inputs + options.references))
    let texts = try NearTexts(
      inputs: job.inputs, references: options.references, reading: options.reading, mapping: options.content.mapping,
      context, keepsPlaces: proof != nil)
    let signatures = try sign(texts, sink)
    let order = try signatures.order(memory: memory)
    let pairs = NearPairs(signatures, order, memory: memory)
    try pairs.find(context.check)
    let decision = try decide(pairs, signatures, order, texts)
    let skipped = pairs.skipped + decision.skipped
    let written = try apply(decision, signatures, texts, sink, removed)
    if let proof { try prove(decision, signatures, texts, proof) }
    try invalid.finish()
    try proof?.finish()
    try removed?.finish()
    try sink.finish()
    context.report.add(written, to: "written")
    context.report.add(decision.count, to: "duplicates")
    context.report.add(skipped, to: "skipped_pairs")
    return DedupJob.Summary(written: written, duplicates: decision.count, invalid: invalid.count, skipped: skipped)
  }

  // MARK: Sign

  private struct Room {
    var sides = SidesReader.Room()
    var sketcher = Sketcher()
  }

  private func sign(_ texts: NearTexts, _ sink: SourcedSink) throws -> NearSignatures {
    let signatures = try NearSignatures(rule: rule, keeping: keeping, memory: memory)
    try sign(options.references, isReference: true, signatures, texts)
    try sign(job.inputs, isReference: false, signatures, texts, sink)
    try texts.finish()
    if sides.asksShape, options.content.readsFields {
      try context.conclude(sides.content.names, of: job.inputs, options.reading, records: context.recordsRead)
    }
    return signatures
  }

  private func sign(
    _ inputs: [JobInput], isReference: Bool, _ signatures: NearSignatures, _ texts: NearTexts,
    _ sink: SourcedSink? = nil
  ) throws {
    if inputs.isEmpty { return }
    let (rule, keeping, sides) = (rule, keeping, sides)
    var reading = options.reading
    if isReference { reading.part = nil }
    let records = MappedRecords<Room, NearSignature>(
      inputs: inputs, reading: reading, context: context, invalid: invalid, names: sides.content.names,
      asksShape: sides.asksShape, areCounted: !isReference, makeState: { Room() },
      work: { (room, record, set) throws(Diagnostic) in
        var sides = sides
        sides.content.set = set
        let read = try sides.read(record, &room.sides)
        let rank = try keeping.rank(of: record, words: read.wordCount, isReference: isReference)
        return NearSignature(of: read, rule: rule, rank: rank, &room.sketcher)
      })
    try records.forEachRecord { signature, record, delivery in
      try signatures.append(signature, isReference: isReference)
      sink?.wait(input: delivery.place.input)
      try texts.append(record, ordinal: delivery.ordinal, set: delivery.set, isReference: isReference)
    }
  }

  // MARK: Verify and decide

  private func decide(
    _ pairs: NearPairs, _ signatures: NearSignatures, _ order: RankOrder, _ texts: NearTexts
  ) throws -> NearDecision {
    var asked = try NearAsked(order)
    try pairs.forEach { try asked.append(kept: UInt64($0.kept), dropped: UInt64($0.dropped)) }
    let decision = try NearDecision(order, rule, references: signatures.references, memory: memory)
    try pairs.crowds.forEach {
      try asked.append(member: $0.first.high)
      try decision.append(rank: $0.first.high, crowd: $0.first.low)
    }
    let candidates = try texts.candidates(asked.wanted)
    let verification = NearVerification(
      rule: rule, sides: sides, references: signatures.references, longestLine: options.reading.longestLine,
      memory: memory)
    try verification.forEach(in: asked.pairs, order, candidates, context) { try decision.append($0, $1) }
    try verification.withRuns(of: asked.members, order, candidates, context) {
      try decision.decide(copies: pairs.copies, runs: $0)
    }
    return decision
  }

  // MARK: Apply

  private func apply(
    _ decision: NearDecision, _ signatures: NearSignatures, _ texts: NearTexts, _ sink: SourcedSink,
    _ removed: (any ByteSink)?
  ) throws -> Int {
    var written = 0
    try texts.forEach { number, text in
      let source = sink.next()
      if decision.drops(number) {
        try removed?.write(text)
        try removed?.write("\n")
      } else {
        written += 1
        try sink.write(text, to: source)
      }
    }
    return written
  }

  private func prove(
    _ decision: NearDecision, _ signatures: NearSignatures, _ texts: NearTexts, _ sink: any ByteSink
  ) throws {
    try decision.forEach { drop in
      let proof = NearProof(
        dropped: try texts.place(of: drop.dropped), kept: try texts.place(of: drop.kept), rule: rule,
        content: options.content, evidence: drop.evidence,
        bands: try signatures.commonBands(drop.kept, drop.dropped))
      try sink.write(proof.line)
    }
  }
}
