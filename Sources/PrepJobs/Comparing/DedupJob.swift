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
    /// Which of several records that say the same stays.
    package var kept: Deduplicator.Choice = .first
    /// Takes the records left out, as they were read.
    package var removed: JobOutput?

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try content.check()
      try invalid.check()
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
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let sink = try output.open()
    let removed = try options.removed.map { try $0.open() }
    let invalid = try InvalidRecords(options.invalid, context)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let deduplicator = Deduplicator(keeping: options.kept, memory: options.content.memory)
    var written = 0
    func write(_ text: UnsafeRawBufferPointer, _ stays: Bool) throws {
      try context.check()
      if stays { written += 1 }
      let target = stays ? sink : removed
      try target?.write(text)
      try target?.write("\n")
    }
    let reader = options.content.reader
    try KeyedRecords(
      inputs: inputs, reader: reader, reading: options.reading, context: context, invalid: invalid
    ).forEach { key, text in
      if let stays = try deduplicator.observe(key.content, text: text) { try write(text, stays) }
    }
    if options.content.readsFields {
      try context.conclude(reader.names, of: inputs, options.reading, records: context.recordsRead)
    }
    try deduplicator.conclude(write)
    try invalid.finish()
    try removed?.finish()
    try sink.finish()
    context.report.add(written, to: "written")
    context.report.add(deduplicator.dropped, to: "duplicates")
    return Summary(written: written, duplicates: deduplicator.dropped, invalid: invalid.count)
  }
}
