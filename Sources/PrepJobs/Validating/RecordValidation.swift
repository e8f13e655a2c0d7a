import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepExamples
import PrepImporting
import PrepRecords
import PrepShapes
import PrepTemplates
import PrepTokenizers
import PrepTokenizing
import PrepValidating

/// Judges the records of a job's inputs, and writes what was found.
final class RecordValidation {
  private let job: ValidateJob
  private var options: ValidateJob.Options { job.options }
  private let context: JobContext
  /// How many findings of a rule are written, where each is.
  private let limit: Int
  /// How many findings of a kind are written, where they are grouped.
  private let places: Int?
  private var findings: (any FindingWriter)?
  private var baseline: Baseline?
  private var records: (any ByteSink)?
  private var rejects: (any ByteSink)?
  private var rejectIsOpen = false
  /// The worst finding that the baseline does not know.
  private var worst: Diagnostic.Severity?
  private var suppressed = 0
  private var passed = 0
  private var tokenizer = ""
  private var template = ""
  private var prices: PriceList?

  init(_ job: ValidateJob, _ context: JobContext) {
    self.job = job
    self.context = context
    let isGrouped = job.options.format == .text && !job.options.writesEach
    places = isGrouped ? job.options.maxFindings ?? Self.usualPlaces : nil
    limit = isGrouped ? .max : job.options.maxFindings ?? .max
  }

  /// The findings of a kind that show what it is about.
  private static let usualPlaces = 5

  func run() throws -> ValidateJob.Summary {
    let profiles = try self.profiles()
    let areNamed = !profiles.isEmpty
    let judges = areNamed ? profiles : [try TargetProfiles.generalProfile(maximumTokens: options.maxTokens)]
    let selection = try selection(judges)
    if let input = job.baseline {
      var source: (any ByteSource)? = try input.open()
      let reader = JSONLinesReader(sources: { source.take() })
      baseline = try Baseline { try reader.next() }
    }
    if let input = job.prices {
      do { prices = try PriceList(json: try input.open().readAll(limit: 1 << 24), file: input.path) } catch let failure
        as TargetProfileFailure
      {
        throw JobFailure("invalid-prices", "\(failure)")
      }
    }
    let sink = try job.findings.open()
    findings = options.format.writer(to: sink, targets: profiles.map(\.name), version: Version.number, places: places)
    records = try job.passed.map { try $0.open() }
    rejects = try job.rejects.map { try $0.open() }
    context.expect(bytes: JobInput.storedBytes(of: job.inputs))
    let settings = try validationOptions()
    tokenizer = settings.tokenizer?.name ?? ""
    template = settings.inspection?.template ?? ""
    let validation = Validation(
      profiles: judges, areNamed: areNamed, selection: selection,
      options: settings
    ) { [self] in try take($0) }
    var waiting = try opening.part(of: job.inputs)[...]
    let result = try validation.run { [self] in try waiting.popFirst().map { try open($0) } }
    return try finish(result, sink)
  }

  /// - Throws: ``JobFailure`` for rules that are not known, or that could not find anything.
  private func selection(_ judges: [TargetProfile]) throws -> RuleSelection {
    var given: RuleNeeds = []
    if options.tokenizer.name != nil { given.insert(.tokenizer) }
    if options.template.template != nil { given.insert(.template) }
    if !job.references.isEmpty { given.insert(.reference) }
    do {
      return try RuleSelection(
        select: words(options.selected), ignore: words(options.ignored), given: given, profiles: judges)
    } catch let failure as RuleSelection.Failure {
      throw JobFailure(JobFailure.Code(rawValue: failure.code), failure.description)
    }
  }

  private func validationOptions() throws -> ValidationOptions {
    var settings = ValidationOptions()
    settings.threads = context.threads
    settings.maxLine = options.reading.longestLine
    // What the baseline knows is left out before anything is counted.
    settings.limit = baseline == nil ? limit : .max
    settings.places = baseline == nil ? places : nil
    settings.keepsLines = job.passed != nil
    settings.memory = options.memory
    settings.mapping = options.mapping
    settings.omitted = options.omitted
    settings.namesShape = options.shape != nil
    if let tokenizer = try options.tokenizer.loadNamed(context) {
      settings.tokenizer = tokenizer
      settings.inspection = try inspection(tokenizer)
    }
    if !job.references.isEmpty {
      let others = ImportedRecords(
        job.references, threads: context.threads, longestLine: options.reading.longestLine, opening: opening)
      settings.reference = try ReferenceSet { try others.next() }
    }
    return settings
  }

  /// The names by which the shape of a file is told where a part of it is read.
  private lazy var namesOfSet: FieldNames = {
    var mapping = options.mapping
    if options.targets.contains(where: { !$0.isEmpty }) { mapping.known = .exact }
    return FieldNames(mapping)
  }()

  /// How inputs are opened.
  private lazy var opening = context.opening(options.reading, mapping: options.mapping)

  /// How records are rendered, when a template is named: as `tokenize` does it.
  private func inspection(_ tokenizer: Tokenizer) throws -> Inspection? {
    var settings = TokenizingOptions(for: tokenizer)
    guard
      let chat = try options.template.resolve(
        tokenizer, begin: settings.beginOfText, end: settings.endOfText)
    else { return nil }
    TemplateOptions.noteMissingTokens(chat, tokenizer, context)
    settings.chat = chat
    settings.mask = options.mask
    settings.trainedParts = options.trainedParts
    settings.letsReasoningGo = OmittedFields(options.omitted).letReasoningGo
    settings.letsSystemGo = OmittedFields(options.omitted).letSystemGo
    let names = FieldNames(options.mapping)
    return Inspection(template: chat.template.name, marksGeneration: chat.template.marksGeneration) { [settings] in
      let inspector = ExampleInspector(tokenizer, options: settings, names: names)
      return { inspector.inspect($0) }
    }
  }

  private func words(_ lists: [String]) -> [String] { lists.flatMap { $0.split(separator: ",").map(String.init) } }

  private func profiles() throws -> [TargetProfile] {
    var names: [String] = []
    for name in words(options.targets) where !names.contains(name) { names.append(name) }
    if names.count > TargetSet.most {
      throw JobFailure("out-of-range", "--target takes \(Counted(TargetSet.most, "name")) at most")
    }
    let limit = options.maxTokens
    do {
      return try names.map { name in
        guard TargetProfile.isFile(name) else { return try TargetProfiles.named(name, maximumTokens: limit) }
        return try TargetProfile(
          json: try JobInput(path: name).open().readAll(limit: 1 << 24), file: name, maximumTokens: limit)
      }
    } catch let failure as TargetProfileFailure { throw JobFailure("invalid-target", "\(failure)") }
  }

  /// Opens an input as JSON Lines. Text in UTF-16 or UTF-32 is left to the rules, which say so, unless its character
  /// set is named.
  private func open(_ input: JobInput) throws -> ValidationInput {
    if input.range != nil {
      let lines = try opening.open(input)
      var facts = FileFacts(name: lines.name, container: lines.container.name, storedBytes: input.storedBytes)
      facts.isPart = true
      return ValidationInput(
        source: lines, facts: facts,
        set: try opening.setShape(of: [input], namesOfSet, told: options.shape, maxLine: options.reading.longestLine))
    }
    let source = try input.open(refusing: false)
    var head = [UInt8](repeating: 0, count: TextEncoding.headSize)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    head.removeLast(head.count - count)
    let whole = PrefixedByteSource(prefix: head, rest: source)
    let imported: ImportedSource
    do {
      let isLeft = options.reading.importing.encoding == nil && Self.isWide(head)
      imported = try isLeft ? opening.openAsLines(whole) : opening.open(whole)
    } catch let refused as RefusedContainer {
      return unread(
        source.name,
        Diagnostic(
          "unsupported-container", "this is \(refused.container.name); \(refused.container.remedy)",
          at: SourceLocation(file: source.name)))
    } catch let fault as Diagnostic { return unread(source.name, fault) }
    var facts = FileFacts(
      name: imported.name, container: imported.container.name,
      storedBytes: input.isStandardInput ? nil : input.storedBytes)
    if imported.container.isText, options.reading.importing.encoding == nil {
      let encoding = TextEncoding(head, isWhole: count < TextEncoding.headSize)
      if !encoding.isUTF8, encoding.confidence >= 10 { facts.encoding = (encoding.name, encoding.confidence) }
    }
    return ValidationInput(source: imported, facts: facts, set: SetShape(options.shape))
  }

  /// An input that cannot be opened as records.
  private func unread(_ name: String, _ fault: Diagnostic) -> ValidationInput {
    let container =
      switch fault.code {
      case "records-inside": "json"
      case "ragged-row", "column-count": "csv"
      default: FileFacts.unread
      }
    var facts = FileFacts(name: name, container: container)
    facts.failure = fault
    return ValidationInput(source: MemoryByteSource([], name: name), facts: facts)
  }

  private static func isWide(_ head: [UInt8]) -> Bool {
    guard head.count >= 2 else { return false }
    return (head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF)
      || (head[0] == 0) != (head[1] == 0)
  }

  private func take(_ step: ValidationStep) throws {
    for finding in step.findings {
      if baseline?.takes(finding) == true {
        suppressed += 1
        continue
      }
      if worst.map({ $0 < finding.severity }) ?? true { worst = finding.severity }
      if options.writesErrorsOnly, finding.severity < .error { continue }
      try findings?.write(finding)
    }
    if job.passed != nil { try step.forEachLine(deliver) }
    try context.advance(bytes: step.byteCount, records: step.records)
  }

  private func deliver(
    _ text: UnsafeRawBufferPointer, isContinuation: Bool, isRecord: Bool, found: Diagnostic.Severity?
  ) throws {
    let isBad = !isRecord || options.threshold.map { limit in found.map { $0 >= limit } ?? false } ?? false
    if !isBad {
      passed += 1
      try records?.write(text)
      try records?.write("\n")
      return
    }
    if rejectIsOpen, !isContinuation { try rejects?.write("\n") }
    try rejects?.write(text)
    rejectIsOpen = rejects != nil
  }

  private func finish(_ result: ValidationResult, _ sink: any ByteSink) throws -> ValidateJob.Summary {
    if options.reading.part == nil { try context.refuse(unmatched: result.unmatchedNames, of: job.inputs) }
    try findings?.finish(result)
    let lines = Summary(
      result, limit: limit, showsErrorsOnly: options.writesErrorsOnly, tokenizer: tokenizer, template: template,
      epochs: options.epochs, prices: prices
    ).lines
    let areWritten = options.format == .text && job.passed == nil
    if areWritten, options.writesSummary { for line in lines { try sink.write(line.printableAtLineStart + "\n") } }
    if rejectIsOpen { try rejects?.write("\n") }
    try rejects?.finish()
    try records?.finish()
    try sink.finish()
    report(result)
    let fails = options.threshold.map { limit in
      baseline == nil ? result.counts.has(atLeast: limit) : worst.map { $0 >= limit } ?? false
    }
    return ValidateJob.Summary(lines: lines, areWritten: areWritten, fails: fails ?? false)
  }

  private func report(_ result: ValidationResult) {
    context.report.add(result.records, to: "records")
    context.report.add(result.invalid, to: "invalid")
    for severity in Diagnostic.Severity.allCases.reversed() {
      context.report.add(result.counts.count(severity), to: severity.rawValue)
    }
    var rules = JobReport()
    for (number, rule) in RuleCatalogue.all.enumerated() where result.counts.total(number) > 0 {
      rules.add(result.counts.total(number), to: rule.about.code.rawValue)
    }
    context.report["rules"] = .object(rules)
    if let tokens = result.tokens {
      context.report.add(tokens.total, to: "tokens")
      context.report.add(tokens.trained, to: "trained")
      if tokens.straddling.tokens > 0 { context.report.add(tokens.straddling.tokens, to: "straddling_tokens") }
    }
    if job.passed != nil { context.report.add(passed, to: "passed") }
    if suppressed > 0 { context.report.add(suppressed, to: "known") }
  }
}
