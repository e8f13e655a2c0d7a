import PrepBytes
import PrepColumns
import PrepConverting
import PrepExamples
import PrepImporting
import PrepShapes

/// Any container and shape as JSON Lines of the shape that is wanted.
package struct ConvertJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// The form that is written; nil is the shape the records have.
    package var form: TargetForm?
    /// Whether records are handed on as they are.
    package var keepsRecords = false
    /// The shape the records have; nil is what the first of them tell.
    package var shape: RecordShape?
    /// Whether each record is taken as what it is, whatever the others are.
    package var takesEachShape = false
    /// What fields are called in the records; nil is what they are usually called, and then columns without a name may
    /// get one.
    package var mapping = FieldMapping()
    /// What roles are called in the records, besides their usual names.
    package var roles = RoleNames()
    /// A system message for conversations that have none.
    package var system: String?
    /// How the arguments of tool calls are written; nil is as the form wants them.
    package var toolArguments: TargetForm.Arguments?
    /// Whether neighbouring messages of one role become one.
    package var joinsTurns = false
    /// Which ways through a tree of replies become examples.
    package var paths: SourceReader.Paths = .best
    /// Fields that go over as they are.
    package var kept: [String] = []
    /// Parts of an example that need not go over.
    package var omitted: [String] = []
    /// Whether the output begins with a byte order mark.
    package var writesByteOrderMark = false

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
      if system != nil, form == nil {
        throw JobFailure("option-needs-another", "--system needs --to: without a form records go on as they are")
      }
      if keepsRecords {
        for (name, isGiven) in [
          ("--tool-arguments", toolArguments != nil), ("--join-turns", joinsTurns), ("--omit", !omitted.isEmpty),
        ] where isGiven {
          throw JobFailure("options-exclude-each-other", "\(name) cannot be combined with --to records, which are kept")
        }
      }
      if let form, toolArguments != nil, form.hasOwnCalls {
        throw JobFailure(
          "options-exclude-each-other",
          "--tool-arguments cannot be combined with --to \(form.name), which writes tool calls in its own form")
      }
    }
  }

  /// What was read and written.
  package struct Summary: Sendable {
    /// Records that were read.
    package var records = 0
    /// Examples that were written.
    package var examples = 0
    /// Examples that are not the first ones of their records.
    package var extra = 0
    /// Records that were bad.
    package var invalid = 0
    /// What was seen of the inputs.
    package var reading = ReadingSummary()
    /// What of the records was not carried over, and of how many; the most frequent first.
    package var losses: [(name: String, count: Int)] = []
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
    let gate = try TargetGate(options.form, keepsFields: !options.kept.isEmpty)
    try gate?.check(output)
    let sink = try output.open()
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    // The parts of a job stand one behind the other.
    if options.writesByteOrderMark, options.reading.part?.index ?? 0 == 0 { try sink.write([0xEF, 0xBB, 0xBF]) }
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    let opening = RecordOpening(context.opening(options.reading, mapping: options.mapping)) { importer in
      // The rows as they are: texts that stand for values stay texts.
      importer.columnOptions.decodesJSON = !options.keepsRecords
    }
    let pieces = try opening.part(of: inputs)
    let records = ImportedRecords(
      pieces, threads: context.threads, longestLine: options.reading.longestLine, opening: opening)
    let converter = converter
    let set = try opening.setShape(
      of: converter == nil ? [] : inputs, converter?.names ?? .usual, maxLine: options.reading.longestLine)
    // A part of a set is smaller than the set.
    let isWhole = options.reading.part == nil
    let conversion = RecordConversion(
      converter: converter, set: options.takesEachShape ? nil : set, gate: gate,
      file: isWhole ? (output.path.flatMap { $0 == "-" ? nil : $0 } ?? "<stdout>") : nil, sink: sink,
      invalid: invalid, context: context)
    let summary = try conversion.run(records)
    if let names = converter?.names {
      try context.conclude(names, of: inputs, options.reading, records: summary.records)
    }
    try sink.finish()
    return summary
  }

  /// What converts a record; nil hands it on as it is.
  private var converter: Converter? {
    if options.keepsRecords { return nil }
    var reader = SourceReader()
    reader.names = FieldNames(options.mapping)
    reader.roles = options.roles
    reader.paths = options.paths
    reader.omitted = OmittedFields(options.omitted)
    return Converter(
      reader: reader, shape: options.shape, form: options.form,
      system: options.system.flatMap { $0.isEmpty ? nil : Array($0.utf8) },
      arguments: options.toolArguments, joiningTurns: options.joinsTurns,
      keeping: options.kept + (options.reading.importing.pathField.map { [$0] } ?? [])
    )
  }
}

/// What can be converted.
package enum Conversions {
  /// The shapes that are read and the forms that are written, a line each.
  package static var list: String {
    let read = RecordShape.allCases.filter { $0.isReadable || $0.isStepwise }.map { "  \($0.rawValue)\n" }.joined()
    return "read:\n\(read)written:\n" + TargetForm.all.map { "  \($0.name)\n" }.joined()
  }
}
