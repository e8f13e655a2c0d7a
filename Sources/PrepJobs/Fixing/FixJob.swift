import PrepBytes
import PrepFixing
import PrepImporting
import PrepShapes

/// Repairs records by name.
package struct FixJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// The shape of the records; nil is what the first of them tell.
    package var shape: RecordShape?
    /// What fields are called in the records.
    package var mapping = FieldMapping()
    /// The repairs to make.
    package var repairs = Set(Repair.named("safe"))
    /// The form that arguments of tool calls get; nil leaves sound ones as they are.
    package var toolArguments: ToolArgumentForm?
    /// Whether what would change is written instead of the records.
    package var showsChanges = false
    /// Whether to do what OpenAI's fine_tunes.prepare_data did when all its questions were answered with yes; it takes
    /// one input.
    package var likePrepareData = false

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
      if likePrepareData, showsChanges {
        throw JobFailure("options-exclude-each-other", "--diff cannot be combined with --like-prepare-data")
      }
      if likePrepareData, mapping != FieldMapping() {
        throw JobFailure(
          "options-exclude-each-other", "--map and --names cannot be combined with --like-prepare-data")
      }
      if likePrepareData, toolArguments != nil {
        throw JobFailure("options-exclude-each-other", "--tool-arguments cannot be combined with --like-prepare-data")
      }
      if likePrepareData, reading.part != nil {
        throw JobFailure(
          "options-exclude-each-other", "--like-prepare-data looks at the whole set, and --part reads a part of it")
      }
    }
  }

  /// What was done.
  package enum Summary: Sendable {
    case repaired(RepairSummary)
    case prepared(LegacySummary)
  }

  /// What repairs by name did.
  package struct RepairSummary: Sendable {
    /// Records that were read.
    package var records: Int
    /// Records that were written.
    package var written: Int
    /// Values that were found in lines behind another one.
    package var extra: Int
    /// Records that were bad.
    package var invalid: Int
    /// The repairs that were made, in the order of the catalogue, and how often.
    package var repairs: [(repair: Repair, count: Int)]
    /// What was seen of the inputs.
    package var reading: ReadingSummary
  }

  /// What preparing as prepare_data did came to.
  package struct LegacySummary: Sendable {
    /// What was done, in the words of the step.
    package var steps: [String]
    /// Records that were written.
    package var written: Int
    /// What the set looks like.
    package var task: ExampleTask
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
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let longestLine = options.reading.longestLine
    let summary: Summary
    if options.likePrepareData {
      summary = .prepared(
        try LegacyFixing(inputs: inputs, longestLine: longestLine, sink: sink, context: context).run())
    } else {
      let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
      let names = FieldNames(options.mapping)
      let repairs = options.repairs.union(options.toolArguments == nil ? [] : [.toolArguments])
      let fixing = RecordFixing(
        FixedBatch.Work(
          repairs: repairs, repair: RecordRepair(repairs, arguments: options.toolArguments, names: names),
          names: names, showsChanges: options.showsChanges),
        sink: sink, invalid: invalid, context: context)
      let slips = JSONSlips(Set(repairs.compactMap { JSONSlip(rawValue: $0.rawValue) }))
      let opening = RecordOpening(context.opening(options.reading, mapping: options.mapping)) { $0.slips = slips }
      summary = .repaired(
        try fixing.run(
          ImportedRecords(
            opening.part(of: inputs), threads: context.threads, longestLine: longestLine, notesBlankLines: true,
            opening: opening, set: opening.setShape(of: inputs, names, told: options.shape, maxLine: longestLine)),
          slips))
      if options.reading.part == nil {
        try context.refuseUnmatched(names, of: inputs, records: context.recordsRead)
      }
    }
    try sink.finish()
    return summary
  }
}

extension Repair {
  /// The repairs there are, a line each.
  package static var list: String {
    allCases.map { repair in
      let name = repair.rawValue + String(repeating: " ", count: max(1, 22 - repair.rawValue.count))
      return "\(name)\(repair.catalogueID)  \(repair.isSafe ? "safe  " : "      ")\(repair.summary)\n"
    }.joined()
  }
}
