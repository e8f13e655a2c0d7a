import PrepDiagnostics
import PrepRecords

/// Judges the lines of one batch: what a worker does.
struct BatchJudge: Sendable {
  let rules: RuleSet
  let severities: SeverityTable
  /// How many findings of a rule a batch keeps.
  let limit: Int
  /// Whether the caller wants to know about each line what became of it.
  let keepsLines: Bool

  /// What a worker keeps from batch to batch.
  struct Scratch {
    var example: ExampleView?
  }

  func judge(_ batch: RecordBatch, file: Int, _ scratch: inout Scratch) -> BatchVerdict {
    let reporter = Reporter(severities: severities, limit: limit)
    reporter.file = batch.file
    let verdict = BatchVerdict(
      file: file, byteCount: batch.byteCount, batch: keepsLines ? batch : nil, tallies: rules.sets.map { $0.rule.makeTally() },
      census: rules.census.isEmpty ? nil : SetCensus())
    batch.withIndex { bytes, nodes in
      verdict.lastByte = bytes.last ?? 0x0A
      for index in 0..<batch.count {
        let facts = batch.facts(index)
        switch facts.kind {
        case .continuation: break
        case .byteOrderMark: verdict.hasByteOrderMark = true
        case .blank:
          verdict.note(facts, bytes)
          blank(facts, batch, reporter)
        case .invalid:
          verdict.note(facts, bytes)
          if facts.problem == .notUTF8 { verdict.isWide = true }
          invalid(facts, batch, bytes, reporter)
          verdict.invalid += 1
          if keepsLines { verdict.refused.append(index) }
          if verdict.isWide { return }
        case .record:
          verdict.note(facts, bytes)
          let root = Value(bytes: UnsafePointer(bytes.baseAddress ?? UnsafePointer(nodes).rawBytes), nodes: nodes, node: facts.detail)
          record(facts, root, batch, reporter, verdict, &scratch)
          if keepsLines { verdict.worst.append((index, reporter.worst)) }
        }
      }
    }
    verdict.findings = reporter.findings
    verdict.counts = reporter.counts
    return verdict
  }

  private func blank(_ facts: LineFacts, _ batch: RecordBatch, _ reporter: Reporter) {
    guard let number = rules.blankLine else { return }
    reporter.begin(line: facts.line, start: facts.start, baseOffset: batch.baseOffset, root: nil)
    reporter.rule = number
    reporter.report(atColumnOffset: 0) { "the line is blank" }
  }

  private func invalid(
    _ facts: LineFacts, _ batch: RecordBatch, _ bytes: UnsafeBufferPointer<UInt8>, _ reporter: Reporter
  ) {
    reporter.begin(line: facts.line, start: facts.start, baseOffset: batch.baseOffset, root: nil)
    let line = FaultyLine(
      problem: facts.problem ?? .expectedValue,
      text: UnsafeBufferPointer(rebasing: bytes[facts.start..<facts.start + facts.length]), position: facts.detail,
      line: facts.line)
    for entry in rules.lines {
      reporter.rule = entry.number
      if entry.rule.check(line, reporter) { return }
    }
  }

  private func record(
    _ facts: LineFacts, _ root: Value, _ batch: RecordBatch, _ reporter: Reporter, _ verdict: BatchVerdict,
    _ scratch: inout Scratch
  ) {
    verdict.records += 1
    reporter.begin(line: facts.line, start: facts.start, baseOffset: batch.baseOffset, root: root)
    var example = scratch.example.take() ?? ExampleView(root)
    let text = UnsafeBufferPointer(start: root.bytes + facts.start, count: facts.length)
    example.read(root, line: facts.line, text: text)
    for entry in rules.records {
      reporter.rule = entry.number
      entry.rule.check(example, reporter)
    }
    let place = RecordPlace(file: verdict.file, line: facts.line, offset: batch.baseOffset + facts.start)
    verdict.census?.observe(example, place)
    for tally in verdict.tallies { tally.observe(example, place) }
    if !rules.duplicates.isEmpty { verdict.keys.append(RecordKeys(example, place, text: text)) }
    verdict.shapes[example.shape, default: 0] += 1
    scratch.example = example
  }
}

extension UnsafePointer<JSONNode> {
  /// Some pointer to bytes, for a batch without any.
  fileprivate var rawBytes: UnsafePointer<UInt8> { UnsafeRawPointer(self).assumingMemoryBound(to: UInt8.self) }
}
