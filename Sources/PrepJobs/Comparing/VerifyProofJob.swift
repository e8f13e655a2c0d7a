import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Recomputes the lines of a proof that `dedup --near` wrote: reads both records of each, and holds the rule and all
/// figures against them.
package struct VerifyProofJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// What fields were called, and what was left out, when the records were compared.
    package var content = ContentOptions()

    /// The defaults.
    package init() {}
  }

  /// What was found.
  package struct Summary: Sendable {
    /// How many lines hold.
    package var proven: Int
    /// How many lines there are.
    package var lines = 0
    /// The worst finding; nil when all lines hold.
    package var worst: Diagnostic.Severity?
  }

  /// How it is done.
  package var options: Options
  /// The proof.
  package var proof: JobInput
  /// Where the records are; none takes the files that the proof names.
  package var inputs: [JobInput]
  /// Where findings go.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options = Options(), proof: JobInput, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.proof = proof
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.content.check()
    let sink = try output.open()
    var summary = Summary(proven: 0)
    func report(_ finding: Diagnostic) throws {
      try sink.write("\(finding)".printableAtLineStart + "\n")
      context.report.add(1, to: finding.code.rawValue)
      summary.worst = max(summary.worst ?? finding.severity, finding.severity)
    }
    let (lines, faults) = try readProof(context)
    summary.lines = lines.count + faults.count
    for fault in faults { try report(fault) }
    let (records, numbers) = try readRecords(of: lines.map(\.proof), context)
    let dropped = Set(lines.map(\.proof.dropped.identity))
    var room = SidesReader.Room()
    for (proof, place) in lines {
      try context.check()
      if let finding = try check(proof, place, records, numbers, dropped, &room) {
        try report(finding)
      } else {
        summary.proven += 1
      }
    }
    context.report.add(summary.proven, to: "proven")
    try sink.finish()
    return summary
  }

  private func readProof(_ context: JobContext) throws -> ([(proof: NearProof, place: SourceLocation)], [Diagnostic]) {
    var lines: [(NearProof, SourceLocation)] = []
    var faults: [Diagnostic] = []
    var source: (any ByteSource)? = try proof.open()
    let reader = JSONLinesReader(sources: { source.take() })
    while let batch = try reader.next() {
      try context.check()
      for item in batch {
        switch item {
        case .record(let record):
          do throws(Diagnostic) { lines.append((try NearProof(record), record.location())) } catch {
            faults.append(error)
          }
        case .invalid(let fault, _): faults.append(fault)
        default: break
        }
      }
    }
    return (lines, faults)
  }

  /// The records that a proof names, by their numbers, and their numbers by their places.
  private func readRecords(of proofs: [NearProof], _ context: JobContext) throws -> (
    NearCandidates, [NearProof.Identity: Int]
  ) {
    var wanted = Set<NearProof.Identity>()
    var files: [String] = []
    for place in proofs.flatMap({ [$0.dropped, $0.kept] }) {
      wanted.insert(place.identity)
      if !files.contains(place.file) { files.append(place.file) }
    }
    let inputs = inputs.isEmpty ? files.map { JobInput(path: $0) } : inputs
    let reading = InputOptions()
    let opening = context.opening(reading, mapping: options.content.mapping)
    let records = try NearCandidates(count: 0, references: 0, sets: [SetShape(), SetShape()])
    var numbers: [NearProof.Identity: Int] = [:]
    for input in inputs {
      let chunker = LineChunker(source: try opening.open(input), maxLine: reading.longestLine)
      while let chunk = try chunker.next() {
        try context.check()
        for case .record(let record) in chunk.parse() {
          let location = record.location()
          let identity = NearProof.Identity(file: location.file, line: location.line)
          guard wanted.contains(identity), numbers[identity] == nil else { continue }
          numbers[identity] = numbers.count
          try record.withUnsafeBytes { try records.append(numbers.count - 1, $0) }
        }
      }
    }
    try records.finish()
    return (records, numbers)
  }

  /// What is wrong with a line; nil when it holds.
  private func check(
    _ proof: NearProof, _ place: SourceLocation, _ records: NearCandidates, _ numbers: [NearProof.Identity: Int],
    _ dropped: Set<NearProof.Identity>, _ room: inout SidesReader.Room
  ) throws -> Diagnostic? {
    var read: [NearRecord] = []
    let sides = SidesReader(reader(for: proof))
    for side in [proof.kept, proof.dropped] {
      guard let number = numbers[side.identity] else {
        return Diagnostic("missing-record", "\(side.file):\(side.line) has no record", at: place)
      }
      do {
        read.append(
          try NearRecord(
            NearCandidateCache.sides(
              try records.text(number), sides, SetShape(), longestLine: InputOptions().longestLine, &room)))
      } catch let fault as Diagnostic {
        return Diagnostic("missing-record", "\(side.file):\(side.line): \(fault.message)", at: place)
      }
    }
    if dropped.contains(proof.kept.identity) {
      return Diagnostic("kept-is-dropped", "the record that stays is left out by another line", at: place)
    }
    guard let evidence = read[0].evidence(against: read[1], proof.rule) else {
      if let reverse = read[1].evidence(against: read[0], proof.rule) {
        return difference(of: proof, reverse, read, place)
      }
      return Diagnostic("not-proven", "the rule \(proof.rule.text) does not let this record go", at: place)
    }
    return difference(of: proof, evidence, read, place)
  }

  private func difference(
    of proof: NearProof, _ evidence: NearEvidence, _ read: [NearRecord], _ place: SourceLocation
  ) -> Diagnostic? {
    var sketcher = Sketcher()
    let keys = read.map { record in
      sketcher.sketch(record.index.sides.words).sketch.keys(of: proof.rule.bands)
    }
    let figures = [
      ("jaccard", proof.jaccard, evidence.jaccard), ("containment", proof.containment, evidence.containment),
      ("bands", proof.bands, zip(keys[0], keys[1]).count { $0 == $1 }),
    ]
    for (name, written, found) in figures where written != found {
      return Diagnostic("other-figures", "\"\(name)\" is another one now", at: place)
    }
    if proof.respelt != evidence.respelt {
      return Diagnostic("other-figures", "\"respelt\" is another one now", at: place)
    }
    return nil
  }

  private func reader(for proof: NearProof) -> ContentKeyReader {
    var content = options.content
    content.scope = proof.scope
    content.fields = proof.fields.compactMap { FieldPath($0) }
    return content.reader
  }
}

extension NearProof {
  /// What tells a record apart.
  struct Identity: Hashable {
    var file: String
    var line: Int
  }
}

extension NearProof.Place {
  var identity: NearProof.Identity { NearProof.Identity(file: file, line: line) }
}
