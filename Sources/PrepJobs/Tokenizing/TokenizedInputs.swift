import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
import PrepTemplates
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// The examples of a job's inputs as token sequences: what `tokenize` writes and `run` packs.
struct TokenizedInputs {
  let run: TokenizingRun<ChunkSequence>
  private let shape: ExampleShape
  private let tokenizer: Tokenizer
  private let isStrict: Bool
  /// The fields of the first records that nothing is made of.
  private let unused: [String]
  /// The members of their messages that nothing is made of.
  private let unusedMembers: [String]

  /// Opens the inputs and looks at the first records for their shape.
  ///
  /// - Throws: ``JobFailure`` for a shape that cannot be tokenized so, and what reading throws.
  init(
    _ job: TokenizeJob.Options, _ inputs: [JobInput], _ tokenizer: Tokenizer, _ invalid: InvalidRecords,
    _ context: JobContext
  ) throws {
    let tokenizer = try job.dropout.apply(to: tokenizer)
    self.tokenizer = tokenizer
    isStrict = job.isStrict
    var options = try Self.options(job, tokenizer, requiresEnd: false)
    TemplateOptions.noteMissingTokens(options.chat, tokenizer, context)
    let stored = JobInput.storedBytes(of: inputs)
    context.expect(bytes: stored)
    tokenizer.expect(bytes: (stored ?? 0) / (job.reading.part?.count ?? 1))
    func chunks(of part: InputPart?) throws -> ChunkSequence {
      try ChunkSequence(
        inputs, job.examples, job.reading, part: part, invalid: invalid, context: context)
    }
    let input = try chunks(of: job.reading.part)
    // All parts of a job take what its first records say.
    let first = job.reading.part == nil ? input : try chunks(of: nil)
    let shape = try first.shape(stopsAtInvalid: invalid.stops)
    self.shape = shape
    context.tell(first.names, of: inputs)
    if first.isTold { Self.warnOfUnusedTemplate(job, shape, inputs, context) }
    let pass = LabelPass(
      job, shape, canReadTwice: !inputs.contains { $0.path == "-" } && job.reading.part == nil,
      chunks: { try chunks(of: nil) }, set: job.examples.shape == nil ? first.set : nil)
    if shape == .tokenClassification {
      let named = try ClassNames.named(in: inputs, context.opening(job.reading, mapping: job.examples.mapping))
      (options.tasks.labels, options.tasks.scheme) = try pass.tags(named: named)
    } else if job.classes.list != nil || job.classes.type != .class {
      guard shape == .classification else {
        throw JobFailure(
          "option-needs-another",
          "--label-list is for the shapes classification and token-classification; these examples are \(shape.rawValue)"
        )
      }
      if job.classes.type == .score, job.classes.list != nil {
        throw JobFailure("options-exclude-each-other", "--label-type score has no --label-list: labels are numbers")
      }
      options.classes = job.classes.type == .score ? nil : try pass.classes()
      options.tasks.labelType = job.classes.type
    }
    if let fault = ExampleTokenizer.spelledLabel(shape, options, tokenizer) {
      throw JobFailure("label-in-text", fault.message)
    }
    if options.tasks.masksWords, shape != .text {
      throw JobFailure("option-needs-another", "--masked-lm is for texts; these examples are \(shape.rawValue)")
    }
    if job.template.template == nil, !ExampleTokenizer.isForEncoders(shape, options) {
      _ = try job.ends.resolve(tokenizer)
    }
    unused = try first.unusedFieldsOfFirst { field in options.chat?.template.mentions(field.name) ?? false }
    unusedMembers = try first.unusedMembersOfFirst { name in options.chat?.template.mentions(name) ?? false }
    let needs = try first.lossOfFirst(shape)
    options.usesWeights = options.usesWeights || needs.hasFractions
    options.leavesOutParts = needs.leavesOutParts
    guard let loss = ExampleTokenizer.lossKind(of: shape, options) else {
      throw JobFailure(
        "needs-template",
        "\(shape.rawValue) records need a chat template: set --template NAME, a Jinja file or tokenizer_config.json")
    }
    var header = TokenStreamHeader(
      tokenizer: tokenizer, options: options, shape: shape, loss: loss,
      provenance: "\(Version.text) tokenize: \(shape.rawValue), boundary \(options.boundary.rawValue)",
      holdsSeveral: first.set.shape?.holdsSeveral ?? false)
    if let names = options.classes?.names ?? options.tasks.labels?.names {
      header.provenance.append(ClassOptions.description(names))
    }
    if let file = NamedTokenizer.rememberedFile(job.tokenizer.name) { header.remember(tokenizerFile: file) }
    if let part = job.reading.part {
      header.part = TokenStreamHeader.Part(
        index: part.index, count: part.count, job: JobIdentity.digest(of: job, inputs))
    }
    var reader = ExampleReader(
      shape: shape, names: input.names, in: job.examples.shape == nil ? first.set : nil,
      omitting: OmittedFields(job.examples.omitted))
    reader.makesMessages = options.chat != nil
    reader.offsetUnit = job.words.unit
    reader.takesSeveralLabels = job.classes.type == .several
    run = TokenizingRun(
      input, tokenizer: tokenizer, options: options, reader: reader,
      documents: DocumentOptions(acceptsBytes: job.examples.acceptsBytes, maxLine: job.reading.longestLine),
      header: header,
      // The documents of each part have numbers of their own.
      firstDocument: UInt64(job.reading.part?.index ?? 0) << 40, threads: context.threads, ahead: context.chunksAhead)
  }

  /// Warns where a template is given for what no template shapes.
  private static func warnOfUnusedTemplate(
    _ job: TokenizeJob.Options, _ shape: ExampleShape, _ inputs: [JobInput], _ context: JobContext
  ) {
    guard job.template.template != nil else { return }
    let remedy: String
    switch shape {
    case .classification: remedy = "; prep convert --to chat makes conversations of them"
    case .text, .tokenClassification, .questionAnswering: remedy = ""
    default: return
    }
    context.found(
      Diagnostic(
        "unused-template", severity: .warning,
        "--template is not used: it shapes conversations, and these are \(shape.rawValue) records\(remedy)",
        at: SourceLocation(file: inputs.count == 1 ? inputs[0].path : "input")))
  }

  /// How examples become tokens by the options of a job.
  ///
  /// - Throws: ``JobFailure`` for what makes no sense together, `TemplateFailure`.
  /// - Parameter requiresEnd: Whether a vocabulary without an end of text is refused where no template is given.
  static func options(_ job: TokenizeJob.Options, _ tokenizer: Tokenizer, requiresEnd: Bool = true) throws
    -> TokenizingOptions
  {
    var options = TokenizingOptions()
    (options.beginOfText, options.endOfText) = try job.ends.resolve(
      tokenizer, isRequired: requiresEnd && job.template.template == nil)
    options.endsEncoderTexts = job.ends.end != nil
    try job.learning.apply(to: &options)
    options.chat = try job.template.resolve(
      tokenizer, begin: options.beginOfText, end: options.endOfText, model: job.tokenizer.name)
    options.chat?.addsBeginOfText = job.ends.begin != nil
    options.chat?.addsEndOfText = job.ends.end != nil
    options.boundary = job.boundary
    options.allowsSpecialTokens = job.allowsSpecialTokens
    options.refusesLostText = job.isStrict
    options.tellsParts = job.tellsParts
    options.letsReasoningGo = OmittedFields(job.examples.omitted).letReasoningGo
    options.letsSystemGo = OmittedFields(job.examples.omitted).letSystemGo
    try job.words.apply(to: &options)
    if let share = job.words.maskShare {
      guard let mask = tokenizer.specialTokens.mask else {
        throw JobFailure("no-mask-token", "\(tokenizer.name) has no mask token ([MASK] or <mask>)")
      }
      options.tasks.masking = .init(share: share, seed: job.dropout.seed, mask: mask)
    }
    return options
  }

  /// Ends the run where a name that the user gave to a field stands in no record. A part of a job, and a run that was
  /// gone on with, do not see all records.
  func refuseUnmatchedNames(_ options: TokenizeJob.Options, _ inputs: [JobInput], _ context: JobContext) throws {
    guard options.reading.part == nil, run.isFromStart else { return }
    try context.refuseUnmatched(run.input.names, of: inputs, records: run.records)
    if run.records == 0 { context.warnOfNothing(inputs, "record") }
    context.tell(unused: unused, of: inputs)
    context.tell(unusedMembers: unusedMembers, of: inputs)
  }

  /// Says what the vocabulary had no token for.
  func tellLostText(_ context: JobContext) {
    if !isStrict { NamedTokenizer.tellLostText(tokenizer, context) }
    let counts = run.counts
    if counts.unknownExamples > 0 {
      context.note(.unknownExamples(counts.unknownExamples, of: counts.examples, tokenizer: tokenizer.name))
    }
  }

  var summary: TokenizeJob.Summary {
    TokenizeJob.Summary(counts: run.counts, shape: shape, tokenizer: run.header.tokenizer)
  }

  /// Puts the counts into a report.
  func count(into report: inout JobReport) {
    let counts = run.counts
    report.add(counts.examples, to: "examples")
    report.add(counts.tokens, to: "tokens")
    report.add(counts.trainedTokens, to: "trained_tokens")
    report.add(counts.straddlingTokens, to: "straddling_tokens")
    if counts.openExamples > 0 { report.add(counts.openExamples, to: "examples_without_a_trained_end") }
    if counts.unknownExamples > 0 { report.add(counts.unknownExamples, to: "examples_of_unknown_tokens") }
    if counts.thoughtsNotShown > 0 { report.add(counts.thoughtsNotShown, to: "thoughts_not_shown") }
    if counts.namesNotShown > 0 { report.add(counts.namesNotShown, to: "names_not_shown") }
    if counts.toolsNotShown > 0 { report.add(counts.toolsNotShown, to: "tools_not_shown") }
    for (name, count) in counts.ofTasks where count > 0 { report.add(count, to: name) }
    if counts.droppedExamples > 0 { report.add(counts.droppedExamples, to: "dropped_examples") }
    if counts.cutExamples > 0 { report.add(counts.cutExamples, to: "cut_examples") }
    Self.add(counts.tokensByRole, "tokens_by_role", to: &report)
    Self.add(counts.trainedTokensByRole, "trained_tokens_by_role", to: &report)
    if counts.lostTokensByRole.total > 0 { Self.add(counts.lostTokensByRole, "lost_tokens_by_role", to: &report) }
  }

  private static func add(_ numbers: RoleCounts, _ name: String, to report: inout JobReport) {
    var object = JobReport()
    for role in TokenRole.allCases where numbers[role] > 0 { object.add(numbers[role], to: role.name) }
    report[name] = .object(object)
  }
}
