import PrepContents
import PrepDiagnostics
import PrepRecords
import PrepShapes
import PrepTokenizers
import PrepTokens

/// Judges the lines of one batch: what a worker does. A class, so that what it holds is not counted for every record.
final class BatchJudge: Sendable {
  let rules: RuleSet
  let severities: SeverityTable
  /// The tokenizer and its control tokens, when tokens are counted.
  let tokenizer: (Tokenizer, SpecialNames)?
  /// How records are rendered, when a template is given.
  let inspection: Inspection?
  /// What fields are called.
  let names: FieldNames
  /// Other data that examples are held against.
  let reference: ReferenceSet?
  /// How many findings of a rule a batch keeps.
  let limit: Int
  /// How many findings of a kind a batch keeps, where they are grouped.
  let places: Int?
  /// Whether the caller wants to know about each line what became of it.
  let keepsLines: Bool
  /// Reads what near copies are told by.
  private let sides: SidesReader
  /// Reads examples as others do; nil where no rule asks for it.
  private let reading: ExampleReading?

  init(
    rules: RuleSet, severities: SeverityTable, options: ValidationOptions, names: FieldNames
  ) {
    self.rules = rules
    self.severities = severities
    tokenizer = options.tokenizer.map { ($0, SpecialNames($0)) }
    inspection = options.inspection
    self.names = names
    var content = ContentKeyReader()
    content.names = names
    sides = SidesReader(content)
    reading = severities.areNamed ? nil : ExampleReading(rules, names: names, options)
    reference = options.reference
    limit = options.limit
    places = options.places
    keepsLines = options.keepsLines
  }

  /// What a worker keeps from batch to batch.
  struct Scratch {
    var example: ExampleView?
    var counter: TokenCounter?
    var near = NearKeys.Room()
    var set: SetShape?
  }

  /// - Parameters:
  ///   - file: The number of the input.
  ///   - set: The set that the records are of; nil judges each alone.
  func judge(_ batch: RecordBatch, file: Int, in set: SetShape? = nil, _ scratch: inout Scratch) -> BatchVerdict {
    scratch.set = set
    let log = FindingLog(severities: severities, limit: limit, places: places)
    log.file = batch.file
    log.areLinesMade = batch.areLinesMade
    log.cutValues = batch.cutValues
    let verdict = BatchVerdict(
      file: file, byteCount: batch.byteCount, batch: keepsLines ? batch : nil,
      tallies: rules.sets.map { $0.rule.makeTally() },
      census: rules.census.isEmpty && rules.tokenSets.isEmpty ? nil : SetCensus(),
      tokens: tokenizer.map { _ in TokenTotals(limits: severities.profiles.map(\.maximumTokens)) })
    if let (tokenizer, specials) = tokenizer, scratch.counter == nil {
      scratch.counter = TokenCounter(tokenizer, specials, inspection: inspection)
    }
    verdict.areLinesMade = batch.areLinesMade
    batch.withIndex { bytes, nodes in
      verdict.lastByte = bytes.last ?? 0x0A
      for index in 0..<batch.count {
        let facts = batch.facts(index)
        switch facts.kind {
        case .continuation:
          // The line feed behind a line too long is not among the bytes of its pieces.
          verdict.lastByte = 0x0A
        case .byteOrderMark: verdict.hasByteOrderMark = true
        case .blank:
          verdict.note(facts, bytes)
          blank(facts, batch, log)
        case .rejected:
          rejected(batch.rejectedLine(index), log)
          verdict.invalid += 1
          if keepsLines { verdict.refused.append(index) }
        case .invalid:
          verdict.note(facts, bytes)
          if facts.problem == .notUTF8 { verdict.isWide = true }
          invalid(facts, batch, bytes, log)
          verdict.invalid += 1
          if keepsLines { verdict.refused.append(index) }
          if verdict.isWide { return }
        case .record:
          verdict.note(facts, bytes)
          let root = BorrowedJSON(
            bytes: UnsafePointer(bytes.baseAddress ?? UnsafePointer(nodes).rawBytes), nodes: nodes, node: facts.detail)
          record(facts, index, root, batch, log, verdict, &scratch)
          if keepsLines { verdict.worst.append((index, log.worst)) }
        }
      }
    }
    verdict.findings = log.findings
    verdict.counts = log.counts
    return verdict
  }

  private func blank(_ facts: LineFacts, _ batch: RecordBatch, _ log: FindingLog) {
    guard let number = rules.blankLine else { return }
    log.begin(
      line: facts.line, sourceLine: facts.sourceLine, start: facts.start, baseOffset: batch.baseOffset, root: nil)
    log.reporter(for: number).report(atColumnOffset: 0) { "the line is blank" }
  }

  /// Something that could not become a line.
  private func rejected(_ line: RejectedLine, _ log: FindingLog) {
    let rule =
      switch line.finding.code {
      case InvalidUTF8Rule.about.code: RuleCatalogue.number(of: InvalidUTF8Rule.self)
      case InvalidJSONRule.about.code: RuleCatalogue.number(of: InvalidJSONRule.self)
      default: RuleCatalogue.number(of: RaggedRowRule.self)
      }
    guard let rule else { return }
    log.reporter(for: rule).report(at: line.finding.location) { line.finding.message }
  }

  private func invalid(
    _ facts: LineFacts, _ batch: RecordBatch, _ bytes: UnsafeBufferPointer<UInt8>, _ log: FindingLog
  ) {
    log.begin(
      line: facts.line, sourceLine: facts.sourceLine, start: facts.start, baseOffset: batch.baseOffset, root: nil)
    let line = FaultyLine(
      problem: facts.problem ?? .expectedValue,
      text: UnsafeBufferPointer(rebasing: bytes[facts.start..<facts.start + facts.length]), position: facts.detail,
      line: facts.line)
    for entry in rules.lines {
      if entry.rule.check(line, log.reporter(for: entry.number)) { return }
    }
  }

  private func record(
    _ facts: LineFacts, _ index: Int, _ root: BorrowedJSON, _ batch: RecordBatch, _ log: FindingLog,
    _ verdict: BatchVerdict,
    _ scratch: inout Scratch
  ) {
    verdict.records += 1
    log.begin(
      line: facts.line, sourceLine: facts.sourceLine, start: facts.start, baseOffset: batch.baseOffset, root: root)
    let example = scratch.example ?? ExampleView(root, names: names)
    let text = UnsafeBufferPointer(start: root.bytes + facts.start, count: facts.length)
    scratch.example = example
    example.set = scratch.set
    example.read(root, line: facts.line, text: text)
    // A value that is no object is one finding, and no example to be counted, compared or judged any further.
    guard root.isObject else {
      for entry in rules.values {
        entry.rule.check(example, log.reporter(for: entry.number))
      }
      verdict.shapes[RecordShape.count] += 1
      return
    }
    let traits = example.traits
    for entry in rules.records where !entry.speaksOf.isDisjoint(with: traits) {
      entry.rule.check(example, log.reporter(for: entry.number))
    }
    if let reading,
      let found = reading.fault(example, hasErrors: log.worst == .error, { batch.record(index) }),
      !log.hasReported(found.rule)
    {
      log.reporter(for: found.rule).report(at: found.fault.location) { found.fault.message }
    }
    if let counter = scratch.counter {
      var tokens = counter.count(example)
      if let inspect = counter.inspect, case .record(let record) = batch[index] { tokens.take(inspect(record)) }
      verdict.tokens?.add(tokens)
      reportRendering(example, tokens, log)
      for entry in rules.tokens {
        entry.rule.check(example, tokens, counter, log.reporter(for: entry.number))
      }
    }
    let place = RecordPlace(file: verdict.file, line: facts.line, offset: batch.baseOffset + facts.start)
    verdict.census?.observe(example, place)
    for tally in verdict.tallies { tally.observe(example, place) }
    compare(example, place, text, batch, index, log, verdict, &scratch)
    verdict.shapes[example.detected?.ordinal ?? RecordShape.count] += 1
    for (key, name) in example.otherNames where verdict.otherNames[key] == nil { verdict.otherNames[key] = name }
  }

  /// Reports under the rules about weights what shows only when an example is rendered.
  private func reportRendering(_ example: ExampleView, _ tokens: ExampleTokens, _ log: FindingLog) {
    guard let fault = tokens.inspection?.fault else { return }
    let number =
      fault.code == "nothing-to-learn" ? rules.nothingTrained : fault.code == "train-detail" ? rules.trainDetail : nil
    guard let number, !log.hasReported(number) else { return }
    log.reporter(for: number).report(at: example.root) { fault.message }
  }

  /// Makes what the record is compared by, and compares it with the other data.
  private func compare(
    _ example: ExampleView, _ place: RecordPlace, _ text: UnsafeBufferPointer<UInt8>, _ batch: RecordBatch,
    _ index: Int, _ log: FindingLog, _ verdict: BatchVerdict, _ scratch: inout Scratch
  ) {
    if rules.contamination != nil, let reference, case .record(let record) = batch[index] {
      let scan = ContaminationScan(RecordText(record.root), reference.items)
      verdict.scans.append((place, scan, scan.isEmpty ? [] : record.withUnsafeBytes { Array($0) }))
    }
    let holdsAgainst = reference != nil && !rules.references.isEmpty
    guard !rules.duplicates.isEmpty || holdsAgainst else { return }
    let keys = RecordKeys(example, place, text: text)
    if !rules.duplicates.isEmpty {
      verdict.keys.append(keys)
      verdict.keyOwners.append(verdict.records - 1)
    }
    if rules.wantsNear, !rules.duplicates.isEmpty {
      var near: NearKeys?
      if case .record(let record) = batch[index] { near = NearKeys(record, place, sides, &scratch.near) }
      verdict.near.append(near)
    }
    guard holdsAgainst, let reference else { return }
    for entry in rules.references {
      entry.rule.check(example, keys, reference, log.reporter(for: entry.number))
    }
  }
}

extension UnsafePointer<JSONNode> {
  /// Some pointer to bytes, for a batch without any.
  ///
  /// SAFETY: nothing is read there: it stands for no bytes at all.
  fileprivate var rawBytes: UnsafePointer<UInt8> { UnsafeRawPointer(self).assumingMemoryBound(to: UInt8.self) }
}

extension RecordBatch {
  /// The record that is an item; nil for any other item.
  fileprivate func record(_ index: Int) -> Record? {
    if case .record(let record) = self[index] { record } else { nil }
  }
}
