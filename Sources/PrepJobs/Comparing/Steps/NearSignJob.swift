import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords

/// The first step of `dedup --near` in parts: what each record is compared by.
package struct NearSignJob: Job {
  /// How it is done: as `dedup --near`.
  package var options: DedupJob.Options
  /// What is read, in order: the inputs of the whole job.
  package var inputs: [JobInput]
  /// Where the signatures go.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: DedupJob.Options, inputs: [JobInput], output: JobOutput) {
    self.options = options.ofStep
    self.inputs = inputs
    self.output = output
  }

  private struct Room {
    var sides = SidesReader.Room()
    var sketcher = Sketcher()
  }

  /// - Returns: How many records were signed.
  package func execute(_ context: JobContext) throws -> Int {
    try options.check()
    let rule = options.near ?? .covered
    let keeping = options.kept ?? .longest
    let memory = options.content.memory
    let sides = SidesReader(options.content.reader)
    let writer = try RunFileWriter(try output.open())
    let invalid = try InvalidRecords(options.invalid, context)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let signatures = try NearSignatures(rule: rule, keeping: .first, memory: memory)
    let part = options.reading.part
    var bad: [UInt64] = []
    try writer.begin()
    func sign(_ inputs: [JobInput], isReference: Bool) throws {
      if inputs.isEmpty { return }
      var reading = options.reading
      if isReference { reading.part = nil }
      try MappedRecords<Room, Result<NearSignature, Diagnostic>>(
        inputs: inputs, reading: reading, context: context, invalid: invalid, names: sides.content.names,
        asksShape: sides.asksShape, areCounted: !isReference, makeState: { Room() },
        work: { (room, record, set) throws(Diagnostic) in
          var sides = sides
          sides.content.set = set
          do throws(Diagnostic) {
            let read = try sides.read(record, &room.sides)
            let rank = try keeping.rank(of: record, words: read.wordCount, isReference: isReference)
            return .success(NearSignature(of: read, rule: rule, rank: rank, &room.sketcher))
          } catch { return .failure(error) }
        }
      ).forEachRecord { signature, record, delivery in
        switch signature {
        case .failure(let fault):
          try record.withUnsafeBytes { try invalid.reject(fault, line: $0) }
          if !isReference { bad += [UInt64(delivery.place.input), UInt64(delivery.place.position)] }
        case .success(let signature):
          try signatures.append(signature, isReference: isReference)
          let location = record.location()
          try writer.write(
            words: UInt64(delivery.place.input) << 1 | (delivery.isPassedThrough ? 1 : 0),
            UInt64(delivery.place.position), UInt64(record.withUnsafeBytes { $0.count }), UInt64(location.line),
            UInt64(location.offset ?? 0), signature.digest.high, signature.digest.low, signature.whole,
            signature.rank.kind, signature.rank.words.0, signature.rank.words.1, signature.rank.words.2)
        }
      }
    }
    // What is compared with is signed once, with the first part.
    if part?.index ?? 0 == 0 { try sign(options.references, isReference: true) }
    try sign(inputs, isReference: false)
    try writeKeys(signatures, bad, memory, writer)
    try invalid.finish()
    try writer.finish(header: header(rule, keeping, signatures))
    return signatures.count - signatures.references
  }

  private func writeKeys(_ signatures: NearSignatures, _ bad: [UInt64], _ memory: Int, _ writer: RunFileWriter) throws {
    try writer.begin()
    for number in 0..<signatures.count {
      for band in 0..<signatures.bandCount { try writer.write(words: signatures.key(of: band, number)) }
    }
    try writer.begin()
    for word in bad { try writer.write(words: word) }
    for band in 0..<signatures.bandCount {
      try writer.begin()
      let sorted = SortedEntries(memory: memory / 2)
      try signatures.forEachKey(of: band, in: 0 ... .max) { key, number in
        try sorted.append(SortedEntry(ContentDigest(high: key, low: 0), number: UInt64(number)))
      }
      try sorted.forEach { try writer.write(words: $0.first.high, $0.number) }
    }
  }

  private func header(_ rule: NearRule, _ keeping: NearKeeping, _ signatures: NearSignatures) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, text) in [
      ("step", NearStep.sign.rawValue), ("rule", rule.text), ("keep", keeping.text),
      ("comparison", options.content.comparison),
    ] {
      writer.key(name)
      writer.string(text)
    }
    for (name, inputs) in [("inputs", inputs), ("against", options.references)] {
      writer.key(name)
      writer.beginArray()
      for input in inputs { writer.string(input.name) }
      writer.endArray()
    }
    for (name, number) in [
      ("part", options.reading.part?.index ?? 0), ("parts", options.reading.part?.count ?? 1),
      ("references", signatures.references),
    ] {
      writer.key(name)
      writer.int(number)
    }
    writer.endObject()
    return writer.take()
  }
}

extension ContentOptions {
  /// What is compared, in words that are equal where it is.
  var comparison: String {
    let fields = fields.map(\.text).joined(separator: ",")
    return
      "by=\(scope.rawValue) fields=\(fields) shape=\(shape.map { "\($0)" } ?? "") omit=\(omitted.joined(separator: ","))"
  }
}
