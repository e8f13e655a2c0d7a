import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepExamples
import PrepImporting
import PrepRecords
import PrepTemplates
import PrepTokenizers
import PrepTokenizing
import PrepValidating

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One run of `prep validate`.
final class ValidationRun {
  private let command: ValidateCommand
  private let session: Session
  private let limit: Int
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

  init(command: ValidateCommand, session: Session) {
    self.command = command
    self.session = session
    limit = command.maxFindings?.value ?? (command.format == .json || command.format == .sarif ? .max : 100)
  }

  func run() throws {
    let profiles = try self.profiles()
    let areNamed = !profiles.isEmpty
    let selection: RuleSelection
    do {
      selection = try RuleSelection(select: words(command.select), ignore: words(command.ignore), hasTokenizer: command.tokenizer != nil,
        hasReference: !command.against.isEmpty)
    } catch let error as RuleSelection.UnknownName { throw UsageError("\(error)") }
    if let path = command.baseline {
      let reader = JSONLinesReader(paths: [path])
      baseline = try Baseline { try reader.next() }
    }
    if let path = command.price {
      do { prices = try PriceList(json: try openInput(path: path).readAll(limit: 1 << 24), file: path) } catch let failure as TargetProfileFailure {
        throw UsageError("\(failure)")
      }
    }
    let sink = command.pass ? StandardErrorSink() : try command.output.open()
    findings = command.format.writer(to: sink, targets: profiles.map(\.name), version: Version.number)
    if command.pass {
      records = try command.output.open()
      rejects = try command.rejects.map { try OutputFile.open($0) }
    }
    session.progress.totalBytes = command.input.totalBytes
    var options = ValidationOptions()
    options.threads = session.threads
    options.maxLine = command.input.maxLine.value
    options.limit = baseline == nil ? limit : .max
    options.keepsLines = command.pass
    options.memory = command.memory.value
    for (field, name) in command.map?.names ?? [:] { options.fields[field.rawValue] = name }
    if let name = command.tokenizer {
      let tokenizer = try Tokenizer.resolve(name, pattern: command.pattern)
      options.tokenizer = tokenizer
      options.inspection = try inspection(tokenizer)
    }
    if !command.against.isEmpty {
      let others = ImportedRecords(paths: command.against, threads: session.threads, maxLine: options.maxLine) { [command] _ in
        command.importOptions.importer(maxLine: command.input.maxLine.value, mapping: command.map)
      }
      options.reference = try ReferenceSet { try others.next() }
    }
    let judges = areNamed ? profiles : [try TargetProfiles.generalProfile(maximumTokens: command.maxTokens?.value)]
    tokenizer = options.tokenizer?.name ?? ""
    template = options.inspection?.template ?? ""
    let validation = Validation(
      profiles: judges, areNamed: areNamed, selection: selection,
      options: options
    ) { [self] in try take($0) }
    var waiting = command.input.paths[...]
    let result = try validation.run { [self] in try waiting.popFirst().map { try open($0) } }
    try finish(result, sink)
  }

  /// How records are rendered, when a template is named: as `tokenize` does it.
  private func inspection(_ tokenizer: Tokenizer) throws -> Inspection? {
    var options = TokenizingOptions(for: tokenizer)
    guard let chat = try command.template.resolve(tokenizer, begin: options.beginOfText, end: options.endOfText) else { return nil }
    TemplateOptions.noteMissingTokens(chat, tokenizer, session.console)
    options.chat = chat
    options.mask = command.mask
    options.trainedParts = command.train?.parts
    let mapping = command.map ?? FieldMapping()
    return Inspection(template: chat.template.name, marksGeneration: chat.template.marksGeneration) { [options] in
      let inspector = ExampleInspector(tokenizer, options: options, mapping: mapping)
      return { inspector.inspect($0) }
    }
  }

  private func words(_ lists: [String]) -> [String] { lists.flatMap { $0.split(separator: ",").map(String.init) } }

  private func profiles() throws -> [TargetProfile] {
    var names: [String] = []
    for name in words(command.target) where !names.contains(name) { names.append(name) }
    if names.count > TargetSet.most { throw UsageError("--target takes \(TargetSet.most) names at most") }
    let limit = command.maxTokens?.value
    do {
      return try names.map { name in
        guard name.hasSuffix(".json") else { return try TargetProfiles.named(name, maximumTokens: limit) }
        return try TargetProfile(json: try openInput(path: name).readAll(limit: 1 << 24), file: name, maximumTokens: limit)
      }
    } catch let failure as TargetProfileFailure { throw UsageError("\(failure)") }
  }

  /// Opens an input as JSON Lines. Text in UTF-16 or UTF-32 is left to the rules, which say so.
  private func open(_ path: String) throws -> ValidationInput {
    let source = try openInput(path: path, refusing: false)
    var head = [UInt8](repeating: 0, count: TextEncoding.headSize)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    head.removeLast(head.count - count)
    var importer = command.importOptions.importer(maxLine: command.input.maxLine.value, mapping: command.map)
    if Self.isWide(head) { importer.container = .jsonLines }
    let imported: ImportedSource
    do { imported = try importer.open(PrefixedByteSource(prefix: head, rest: source)) } catch let fault as Diagnostic {
      var facts = FileFacts(name: source.name, container: "csv")
      facts.failure = fault
      return ValidationInput(source: MemoryByteSource([], name: source.name), facts: facts)
    }
    if let note = imported.note { session.summarize("\(imported.name): \(note)") }
    var status = stat()
    let isFile = path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    var facts = FileFacts(name: imported.name, container: imported.container.name, storedBytes: isFile ? Int(status.st_size) : nil)
    if imported.container.isText {
      let encoding = TextEncoding(head, isWhole: count < TextEncoding.headSize)
      if !encoding.isUTF8, encoding.confidence >= 10 { facts.encoding = (encoding.name, encoding.confidence) }
    }
    var input = ValidationInput(source: imported, facts: facts)
    if imported.container != .jsonLines { input.origin = { imported.origin(ofLine: $0) } }
    input.takeRejected = { imported.takeRejected().map { ($0.finding, $0.bytes) } }
    return input
  }

  private static func isWide(_ head: [UInt8]) -> Bool {
    guard head.count >= 2 else { return false }
    return (head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF) || (head[0] == 0) != (head[1] == 0)
  }

  private func take(_ step: ValidationStep) throws {
    for finding in step.findings {
      if baseline?.takes(finding) == true {
        suppressed += 1
        continue
      }
      if worst.map({ $0 < finding.severity }) ?? true { worst = finding.severity }
      try findings?.write(finding)
    }
    if command.pass { try step.forEachLine(deliver) }
    session.progress.advance(bytes: step.byteCount, records: step.records)
  }

  private func deliver(
    _ text: UnsafeRawBufferPointer, isContinuation: Bool, isRecord: Bool, found: Diagnostic.Severity?
  ) throws {
    let isBad = !isRecord || command.failOn.severity.map { limit in found.map { $0 >= limit } ?? false } ?? false
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

  private func finish(_ result: ValidationResult, _ sink: any ByteSink) throws {
    try findings?.finish(result)
    let lines = Summary(result, limit: limit, tokenizer: tokenizer, template: template, epochs: command.epochs, prices: prices).lines
    if command.format == .text, !command.pass {
      if !command.runOptions.quiet { for line in lines { try sink.write(line + "\n") } }
    } else {
      for line in lines { session.summarize(line) }
    }
    if rejectIsOpen { try rejects?.write("\n") }
    for row in result.rejectedRows { try rejects?.write(row + [0x0A]) }
    try rejects?.finish()
    try records?.finish()
    try sink.finish()
    report(result)
    if let limit = command.failOn.severity, baseline == nil ? result.counts.has(atLeast: limit) : worst.map({ $0 >= limit }) ?? false {
      throw ExitStatus.findings
    }
  }

  private func report(_ result: ValidationResult) {
    session.report.add(result.records, to: "records")
    session.report.add(result.invalid, to: "invalid")
    for severity in Diagnostic.Severity.allCases.reversed() {
      session.report.add(result.counts.count(severity), to: severity.rawValue)
    }
    var rules = RunReport()
    for (number, rule) in RuleCatalogue.all.enumerated() where result.counts.total(number) > 0 {
      rules.add(result.counts.total(number), to: rule.about.code.rawValue)
    }
    session.report["rules"] = .object(rules)
    if let tokens = result.tokens {
      session.report.add(tokens.total, to: "tokens")
      session.report.add(tokens.trained, to: "trained")
      if tokens.straddling.tokens > 0 { session.report.add(tokens.straddling.tokens, to: "straddling_tokens") }
    }
    if command.pass { session.report.add(passed, to: "passed") }
    if suppressed > 0 { session.report.add(suppressed, to: "known") }
  }
}

/// Standard error as a sink for findings.
private final class StandardErrorSink: ByteSink {
  let name = "<stderr>"

  func write(_ bytes: UnsafeRawBufferPointer) throws { Console.write(String(decoding: bytes, as: UTF8.self), to: 2) }

  func finish() throws {}
}
