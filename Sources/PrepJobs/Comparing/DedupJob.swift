import PrepBytes
import PrepContents
import PrepDeduplicating

/// Leaves out records that say what others say.
package struct DedupJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What makes two records the same.
    package var content = ContentOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// Which of several records that say the same stays; nil is the first, and the longest of near-duplicates.
    package var kept: NearKeeping?
    /// Also leaves out records that say nearly the same, by this rule.
    package var near: NearRule?
    /// Marks or cuts out what stands elsewhere before, instead of leaving records out.
    package var substring = SubstringOptions()
    /// Records that near-duplicates are looked for in too, and that stay.
    package var references: [JobInput] = []
    /// Takes a line for each near-duplicate, by which it can be proven.
    package var proof: JobOutput?
    /// Takes the records left out, as they were read.
    package var removed: JobOutput?

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try content.check()
      try invalid.check()
      try checkSubstring()
      if substring.length != nil { return }
      guard near == nil else {
        if content.scope == .line {
          throw JobFailure(
            "options-exclude-each-other", "--near compares contents: it cannot be combined with --by line")
        }
        return
      }
      switch kept {
      case nil, .first, .last: break
      default:
        throw JobFailure(
          "needs-near", "--keep \(kept?.text ?? "") needs --near; without it, --keep takes first or last")
      }
      if proof != nil { throw JobFailure("needs-near", "--proof needs --near") }
      if !references.isEmpty { throw JobFailure("needs-near", "--against needs --near or --substring") }
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// Records that were written.
    package var written: Int
    /// Records that were left out.
    package var duplicates: Int
    /// Records that were bad.
    package var invalid: Int
    /// Records that were bad when they were signed, and are left out now.
    package var invalidBefore = 0
    /// Pairs of records that near-duplicates were not looked for in, because too many share a sample.
    package var skipped = 0
    /// What stands elsewhere before, where that was looked for.
    package var repeats: Repeats?
  }

  /// Stretches of texts that stand elsewhere before.
  package struct Repeats: Sendable, Equatable {
    /// How many there are, how many bytes are in them, and how many records have one.
    package var stretches = 0
    package var bytes = 0
    package var records = 0
    /// How many bytes were cut out.
    package var cut = 0
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput
  /// Where the records of each source go instead, which are compared with those of the others.
  package var sources: SourcedOutput?

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    if options.substring.length != nil { return try SubstringDeduplication(self, context).run() }
    if options.near != nil { return try NearDeduplication(self, context).run() }
    let sink = try (sources ?? SourcedOutput(output)).open()
    let removed = try options.removed.map { try $0.open() }
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let deduplicator = Deduplicator(keeping: options.kept == .last ? .last : .first, memory: options.content.memory)
    var written = 0
    func write(_ text: UnsafeRawBufferPointer, _ stays: Bool, _ source: Int) throws {
      try context.check()
      if stays {
        written += 1
        return try sink.write(text, to: source)
      }
      try removed?.write(text)
      try removed?.write("\n")
    }
    let reader = options.content.reader
    try MappedRecords(
      inputs: inputs, reader: reader, reading: options.reading, context: context, invalid: invalid
    ).forEach { key, place, text in
      if let stays = try deduplicator.observe(key.content, text: text) {
        try write(text, stays, sink.source(ofInput: place.input))
      } else {
        sink.wait(input: place.input)
      }
    }
    if options.content.readsFields {
      try context.conclude(reader.names, of: inputs, options.reading, records: context.recordsRead)
    }
    try deduplicator.conclude { try write($0, $1, sink.next()) }
    try invalid.finish()
    try removed?.finish()
    try sink.finish()
    context.report.add(written, to: "written")
    context.report.add(deduplicator.dropped, to: "duplicates")
    return Summary(written: written, duplicates: deduplicator.dropped, invalid: invalid.count)
  }
}
