import PrepBytes
import PrepConcurrency
import PrepConverting
import PrepDiagnostics
import PrepExamples
import PrepImporting
import PrepRecords

/// Converts the records of inputs on all threads and writes them in order.
struct RecordConversion {
  /// What a batch of records became.
  private struct Converted: Sendable {
    var text: [UInt8] = []
    var examples = 0
    var records = 0
    var losses: [String: Int] = [:]
    /// What was met, in order, each with the length of the text before it.
    var findings: [(finding: LineFinding, before: Int)] = []
    var byteCount = 0
  }

  /// nil hands the records on as they are.
  let converter: Converter?
  let sink: any ByteSink
  let invalid: InvalidRecords
  let context: JobContext
  /// How many names of losses are told apart.
  private static let mostLosses = 200

  func run(_ records: ImportedRecords) throws -> ConvertJob.Summary {
    let converter = converter
    let pool = OrderedWorkerPool<Void, RecordBatch, Converted>(
      threads: context.threads, budget: 8 << 20, cost: { $0.byteCount }, makeState: {}, produce: { try records.next() },
      transform: { _, batch in Self.convert(batch, converter) })
    var losses: [String: Int] = [:]
    var summary = ConvertJob.Summary()
    while let converted = try pool.next() {
      try deliver(converted)
      for (name, count) in converted.losses {
        losses[losses[name] != nil || losses.count < Self.mostLosses ? name : "others", default: 0] += count
      }
      summary.records += converted.records
      summary.examples += converted.examples
      try context.advance(bytes: converted.byteCount, records: converted.records)
    }
    context.report["records"] = .integer(summary.records)
    context.report["examples"] = .integer(summary.examples)
    try invalid.finish()
    summary.invalid = invalid.count
    summary.reading = records.reading
    summary.losses = losses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    count(summary)
    return summary
  }

  private static func convert(_ batch: RecordBatch, _ converter: Converter?) -> Converted {
    var result = Converted()
    var writer = JSONWriter()
    result.byteCount = batch.byteCount
    for item in batch {
      switch item {
      case .record(let record):
        result.records += 1
        guard let converter else {
          record.withUnsafeBytes { writer.raw($0) }
          writer.newline()
          result.examples += 1
          continue
        }
        do throws(Diagnostic) {
          let outcome = try converter.convert(record, into: &writer)
          result.examples += outcome.examples
          for loss in outcome.losses { result.losses[loss, default: 0] += 1 }
        } catch {
          result.findings.append((.rejected(error, line: record.withUnsafeBytes { Array($0) }), writer.bytes.count))
        }
      case .invalid(let diagnostic, let line):
        result.records += 1
        result.findings.append((.rejected(diagnostic, line: line.withUnsafeBytes { Array($0) }), writer.bytes.count))
      case .continuation(let line):
        result.findings.append((.continuation(line.withUnsafeBytes { Array($0) }), writer.bytes.count))
      case .note(let note): result.findings.append((.note(note), writer.bytes.count))
      }
    }
    result.text = writer.take()
    return result
  }

  private func deliver(_ converted: Converted) throws {
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
