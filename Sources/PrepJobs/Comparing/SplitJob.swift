import PrepBytes
import PrepContents
import PrepSplitting

/// Deals records out to parts, such as those to train and to validate with.
package struct SplitJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What makes two records the same.
    package var content = ContentOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// The parts and what each gets.
    package var plan: SplitPlan
    /// Records with an equal field are kept together.
    package var group: FieldPath?
    /// Every part gets its share of each value of a field.
    package var stratum: FieldPath?
    /// Another number deals the same records otherwise.
    package var seed: UInt64 = 0
    /// Whether shares are met by largest remainder instead of by chance alone; a record that is added can then move
    /// others.
    package var isExact = false
    /// Whether a part may get no record.
    package var allowsEmpty = false

    /// The defaults, for a plan.
    package init(plan: SplitPlan) { self.plan = plan }

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try content.check()
      try invalid.check()
      let needsWholeSet = isExact || group != nil || stratum != nil || plan.countsRecords
      if needsWholeSet, reading.part != nil {
        throw JobFailure(
          "options-exclude-each-other",
          "--exact, --group, --stratify and numbers of records depend on the whole set, and --part reads a part of it")
      }
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// How many records each part got, in the order of the plan.
    package var parts: [(name: String, records: Int)]
    /// The seed by which they were dealt.
    package var seed: UInt64
    /// Records that were bad.
    package var invalid: Int
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the records of a part go, by its name.
  package var output: (String) -> JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: @escaping (String) -> JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let parts = options.plan.parts.map(\.name)
    let sinks = try parts.map { try output($0).open() }
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    var reader = options.content.reader
    reader.group = options.group
    reader.stratum = options.stratum
    let splitter = Splitter(
      plan: options.plan, seed: options.seed, isGrouped: options.group != nil, isStratified: options.stratum != nil,
      isExact: options.isExact, memory: options.content.memory)
    var counts = [Int](repeating: 0, count: sinks.count)
    func write(_ text: UnsafeRawBufferPointer, _ part: Int) throws {
      try context.check()
      counts[part] += 1
      try sinks[part].write(text)
      try sinks[part].write("\n")
    }
    try MappedRecords(
      inputs: inputs, reader: reader, reading: options.reading, context: context, invalid: invalid
    ).forEach { key, _, text in
      if let part = try splitter.observe(key, text: text) { try write(text, part) }
    }
    if options.content.readsFields {
      try context.conclude(reader.names, of: inputs, options.reading, records: context.recordsRead)
    }
    try splitter.conclude(write)
    try checkParts(counts)
    try invalid.finish()
    for sink in sinks { try sink.finish() }
    var report = JobReport()
    for (part, count) in zip(parts, counts) { report[part] = .integer(count) }
    context.report["parts"] = .object(report)
    context.report["seed"] = .text("\(options.seed)")
    return Summary(
      parts: zip(parts, counts).map { (name: $0, records: $1) }, seed: options.seed, invalid: invalid.count)
  }

  /// - Throws: `SplitPlanError` when a part that was to get records got none: whatever comes next would validate on
  ///   nothing. What a part of the job deals out is not the whole set.
  private func checkParts(_ counts: [Int]) throws(SplitPlanError) {
    guard !options.allowsEmpty, options.reading.part == nil else { return }
    let empty = counts.indices.filter { counts[$0] == 0 && !options.plan.isEmptyByPlan($0) }
    guard let first = empty.first else { return }
    let name = options.plan.parts[first].name
    let help = options.isExact ? "" : "--exact deals by largest remainder, "
    throw SplitPlanError(message: "the part '\(name)' gets no record; \(help)--allow-empty takes it as it is")
  }
}
