import PrepBytes
import PrepConcurrency
import PrepConverting
import PrepDiagnostics
import PrepExamples
import PrepImporting
import PrepRecords
import PrepShapes

/// Converts the records of inputs on all threads and writes them in order.
struct RecordConversion {
  /// What a batch of records became.
  private struct Converted: Sendable {
    var text: [UInt8] = []
    /// A batch that is handed on as it is, instead of the text.
    var whole: RecordBatch?
    var examples = 0
    /// Examples that are not the first ones of their records.
    var extra = 0
    var records = 0
    var losses: [String: Int] = [:]
    /// What was met, in order, each with the length of the text before it.
    var findings: [(finding: LineFinding, before: Int)] = []
    var byteCount = 0
    /// For each line of the text the number of the item in the batch that it was made of.
    var owners: [Int] = []
  }

  /// nil hands the records on as they are.
  let converter: Converter?
  /// The shape of the set, told by its first records; nil takes each record as what it is.
  let set: SetShape?
  /// What the target refuses; nil where nothing is written for one.
  let gate: TargetGate?
  /// What the output is called in a warning about all of it; nil for none.
  let file: String?
  let sink: any ByteSink
  let invalid: InvalidRecords
  let context: JobContext
  /// How many names of losses are told apart.
  private static let mostLosses = 200

  func run(_ records: ImportedRecords) throws -> ConvertJob.Summary {
    let (converter, gate) = (converter, gate)
    var set = set
    let pool = OrderedWorkerPool<Void, (batch: RecordBatch, set: SetShape?), Converted>(
      threads: context.threads, budget: 8 << 20, cost: { $0.batch.byteCount }, makeState: {},
      produce: {
        guard let batch = try records.next() else { return nil }
        if let converter { set?.look(at: batch, converter.names) }
        return (batch, set)
      },
      transform: { _, work in
        let (batch, set) = work
        let converted = Self.convert(batch, converter, set)
        guard let gate else { return converted }
        // What is refused is converted again without it: nearly all batches have none.
        let refusals = try gate.refusals(in: converted.text)
        if refusals.isEmpty { return converted }
        var refused: [Int: Diagnostic] = [:]
        for (line, refusal) in refusals.sorted(by: { $0.key < $1.key }) {
          let owner = converted.owners[line - 1]
          if refused[owner] == nil { refused[owner] = refusal }
        }
        return Self.convert(batch, converter, set, without: refused)
      })
    var losses: [String: Int] = [:]
    var summary = ConvertJob.Summary()
    var bytes = 0
    while let converted = try pool.next() {
      try deliver(converted)
      for (name, count) in converted.losses {
        losses[losses[name] != nil || losses.count < Self.mostLosses ? name : "others", default: 0] += count
      }
      summary.records += converted.records
      summary.examples += converted.examples
      summary.extra += converted.extra
      bytes += converted.whole?.byteCount ?? converted.text.count
      try context.advance(bytes: converted.byteCount, records: converted.records)
    }
    context.report["records"] = .integer(summary.records)
    context.report["examples"] = .integer(summary.examples)
    try invalid.finish()
    summary.invalid = invalid.count
    // What a target has against a set is no fault of any record: its file can still be added to.
    if let file, let warning = gate?.warning(examples: summary.examples, bytes: bytes, file: file) {
      context.found(warning)
    }
    summary.reading = records.reading
    summary.losses = losses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    count(summary)
    return summary
  }

  /// - Parameter refused: What is wrong with items of the batch, besides what converting them shows.
  private static func convert(
    _ batch: RecordBatch, _ converter: Converter?, _ set: SetShape?, without refused: [Int: Diagnostic] = [:]
  ) -> Converted {
    var result = Converted()
    result.byteCount = batch.byteCount
    if converter == nil, refused.isEmpty, batch.hasWholeLines, batch.allSatisfy(Self.isObject) {
      result.whole = batch
      (result.records, result.examples) = (batch.count, batch.count)
      return result
    }
    var writer = JSONWriter()
    for (index, item) in batch.enumerated() {
      if let finding = LineFinding(item) {
        if finding.isOfRecord { result.records += 1 }
        result.findings.append((finding, writer.bytes.count))
      }
      guard case .record(let record) = item else { continue }
      result.records += 1
      if let refusal = refused[index] {
        let finding = Diagnostic(refusal.code, refusal.message, at: record.location(pointer: ""))
        result.findings.append((.rejected(finding, line: record.withUnsafeBytes { Array($0) }), writer.bytes.count))
        continue
      }
      guard let converter else {
        if let fault = record.isNoObject {
          result.findings.append((.rejected(fault, line: record.withUnsafeBytes { Array($0) }), writer.bytes.count))
          continue
        }
        record.withUnsafeBytes { writer.raw($0) }
        writer.newline()
        result.examples += 1
        continue
      }
      do throws(Diagnostic) {
        let outcome = try converter.convert(record, in: set, into: &writer)
        result.examples += outcome.examples
        result.extra += max(0, outcome.examples - 1)
        result.owners += repeatElement(index, count: outcome.examples)
        for loss in outcome.losses { result.losses[loss, default: 0] += 1 }
      } catch {
        result.findings.append((.rejected(error, line: record.withUnsafeBytes { Array($0) }), writer.bytes.count))
      }
    }
    result.text = writer.take()
    return result
  }

  private static func isObject(_ item: RecordBatch.Item) -> Bool {
    if case .record(let record) = item { record.root.kind == .object } else { true }
  }

  private func deliver(_ converted: Converted) throws {
    if let whole = converted.whole {
      try whole.withWholeLines { try sink.write($0) }
      return
    }
    var written = 0
    func write(upTo end: Int) throws {
      try converted.text.withUnsafeBytes { try sink.write(UnsafeRawBufferPointer(rebasing: $0[written..<end])) }
      written = end
    }
    for (finding, before) in converted.findings {
      try write(upTo: before)
      try invalid.settle(finding)
    }
    try write(upTo: converted.text.count)
  }

  /// Puts into the report what is known at the end.
  private func count(_ summary: ConvertJob.Summary) {
    for replacement in summary.reading.replacements { context.report.add(replacement.count, to: "replaced") }
    var losses = JobReport()
    for loss in summary.losses { losses[loss.name] = .integer(loss.count) }
    if !summary.losses.isEmpty { context.report["losses"] = .object(losses) }
  }
}
