import PrepBytes
import PrepExamples
import PrepFormatting
import PrepShapes
import PrepTokenizers

/// Gives prompts and completions the form that completion models are trained with, or shows conversations as text.
package struct FormatJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// The shape of the examples; nil is what each record tells.
    package var shape: ExampleShape?
    /// What fields are called in the records; nil is our own names, and then columns without a name may get one.
    package var mapping = FieldMapping()
    /// With a template: parts of an example that may be left out.
    package var omitted: [String] = []
    /// What is done to prompts and completions.
    package var format = FormatOptions()
    /// Whether what would be done is written instead of the records.
    package var onlySuggests = false
    /// Where a template is named, examples are shown as the text it makes of them.
    package var template = TemplateOptions()
    /// With a template: whether the texts alone are written, a line feed after each.
    package var isPlain = false
    /// The tokenizer that labels are judged by, and that templates take their end-of-text from; none when it has no
    /// name.
    package var tokenizer = TokenizerOptions()

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
      if format.labels == .single, tokenizer.name == nil { throw need("--labels single needs --tokenizer") }
      if tokenizer.pattern != nil, tokenizer.name == nil { throw need("--pattern needs --tokenizer") }
      if isPlain, template.template == nil { throw need("--plain needs --template") }
      if template.template != nil, onlySuggests || format.labels != .keep {
        throw JobFailure("options-exclude-each-other", "--template shows texts: it takes no --suggest and no --labels")
      }
      if reading.part != nil, template.template == nil, onlySuggests || format.needsWholeSet {
        throw JobFailure(
          "options-exclude-each-other",
          "what is suggested depends on the whole set, and --part reads a part of it: prep format --suggest tells what "
            + "--separator and --stop to name")
      }
      for (name, ending) in [("separator", format.separator), ("stop", format.stop)] {
        if case .text(let text) = ending, text.isEmpty {
          throw JobFailure("out-of-range", "--\(name) takes a text, 'suggest' or 'keep'")
        }
      }
    }

    private func need(_ message: String) -> JobFailure { JobFailure("option-needs-another", message) }
  }

  /// What was done.
  package enum Summary: Sendable {
    case formatted(FormatSummary)
    case shown(TemplateSummary)
  }

  /// What formatting came to.
  package struct FormatSummary: Sendable {
    /// Records that were read.
    package var records: Int
    /// Records that were written.
    package var written: Int
    /// Records that were changed.
    package var changed: Int
    /// Records that were bad.
    package var invalid: Int
    /// What was done to the texts, and what they are like then; nil where nothing had to be looked at first.
    package var plan: FormatPlan?
    /// What the texts are like.
    package var census: FormatCensus?
    /// What becomes of each label.
    package var labels: [LabelChoice]
    /// What was asked for labels.
    package var labelPolicy: FormatOptions.Labels
    /// Prompts that have the separator inside.
    package var separatorsInside: Int
    /// Completions that have the stop sequence inside.
    package var stopsInside: Int
    /// Whether nothing but a suggestion was written.
    package var onlySuggests: Bool
  }

  /// What showing conversations came to.
  package struct TemplateSummary: Sendable {
    /// Records that were written.
    package var written: Int
    /// Records that were bad.
    package var invalid: Int
    /// What the template leaves out or shows as no model should see it: what it says of the first such record, and in how
    /// many there is the like.
    package var losses: [(words: String, records: Int)] = []
    /// Messages whose thoughts it leaves out.
    package var thoughts = 0
    /// Messages whose names it leaves out.
    package var names = 0
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
    let tokenizer = try options.tokenizer.loadNamed(context)
    let sink = try output.open()
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let longestLine = options.reading.longestLine
    let opening = context.opening(options.reading, mapping: options.mapping)
    let names = FieldNames(options.mapping)
    let records = ImportedRecords(
      try opening.part(of: inputs), threads: context.threads, longestLine: longestLine, opening: opening,
      set: try opening.setShape(of: inputs, names, maxLine: longestLine))
    let special = tokenizer?.specialTokens
    let summary: Summary
    if let format = try options.template.resolve(
      tokenizer, begin: special?.beginOfText, end: special?.endOfText, data: .exact)
    {
      let showing = try TemplateShowing(
        format, shape: options.shape, names: names, omitting: OmittedFields(options.omitted), isPlain: options.isPlain)
      summary = .shown(try showing.run(records, sink: sink, invalid: invalid, context: context))
    } else {
      let formatting = RecordFormatting(
        options: options.format, shape: options.shape, names: names, tokenizer: tokenizer,
        onlySuggests: options.onlySuggests,
        sink: sink, invalid: invalid, context: context)
      summary = .formatted(try formatting.run(records))
    }
    try context.conclude(names, of: inputs, options.reading, records: context.recordsRead)
    try sink.finish()
    return summary
  }
}
