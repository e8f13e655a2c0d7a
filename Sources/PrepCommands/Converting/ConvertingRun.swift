import PrepBytes
import PrepConcurrency
import PrepConverting
import PrepDiagnostics
import PrepImporting
import PrepRecords

/// Converts the records of inputs on all threads and writes them in order.
struct ConvertingRun {
  /// What a batch of records became.
  private struct Converted: Sendable {
    enum Finding: Sendable {
      case rejected(Diagnostic, [UInt8])
      case continuation([UInt8])
      case note(Diagnostic)
    }

    var text: [UInt8] = []
    var examples = 0
    var records = 0
    var losses: [String: Int] = [:]
    /// What was met, in order, each with the length of the text before it.
    var findings: [(finding: Finding, before: Int)] = []
    var byteCount = 0
  }

  /// nil hands the records on as they are.
  let converter: Converter?
  let sink: any ByteSink
  let invalid: InvalidRecords
  let session: Session
  /// How many names of losses are told apart.
  private static let mostLosses = 200

  func run(_ records: ImportedRecords) throws {
    let converter = converter
    let pool = OrderedWorkerPool<Void, RecordBatch, Converted>(
      threads: session.threads, budget: 8 << 20, cost: { $0.byteCount }, makeState: {}, produce: { try records.next() },
      transform: { _, batch in Self.convert(batch, converter) })
    var losses: [String: Int] = [:]
    var counts = (records: 0, examples: 0)
    while let converted = try pool.next() {
      try deliver(converted, records)
      for (name, count) in converted.losses {
        losses[losses[name] != nil || losses.count < Self.mostLosses ? name : "others", default: 0] += count
      }
      let rows = converted.records + (try records.rejectRows(to: invalid))
      counts.records += rows
      counts.examples += converted.examples
      session.progress.advance(bytes: converted.byteCount, records: rows)
    }
    counts.records += try records.rejectRows(to: invalid)
    session.report["records"] = .integer(counts.records)
    session.report["examples"] = .integer(counts.examples)
    try invalid.finish()
    summarize(records, losses, counts)
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
          result.findings.append((.rejected(error, record.withUnsafeBytes { Array($0) }), writer.bytes.count))
        }
      case .invalid(let diagnostic, let line):
        result.records += 1
        result.findings.append((.rejected(diagnostic, line.withUnsafeBytes { Array($0) }), writer.bytes.count))
      case .continuation(let line): result.findings.append((.continuation(line.withUnsafeBytes { Array($0) }), writer.bytes.count))
      case .note(let note): result.findings.append((.note(note), writer.bytes.count))
      }
    }
    result.text = writer.take()
    return result
  }

  private func deliver(_ converted: Converted, _ records: ImportedRecords) throws {
    var written = 0
    func write(upTo end: Int) throws {
      try converted.text.withUnsafeBytes { try sink.write(UnsafeRawBufferPointer(rebasing: $0[written..<end])) }
      written = end
    }
    for (finding, before) in converted.findings {
      try write(upTo: before)
      switch finding {
      case .rejected(let diagnostic, let line): try line.withUnsafeBytes { try invalid.reject(records.placed(diagnostic), line: $0) }
      case .continuation(let line): try line.withUnsafeBytes { try invalid.continueRejected($0) }
      case .note(let note): session.print(records.placed(note))
      }
    }
    try write(upTo: converted.text.count)
  }

  private func summarize(_ records: ImportedRecords, _ losses: [String: Int], _ counts: (records: Int, examples: Int)) {
    for (name, container) in records.containers where container != .jsonLines { session.summarize("\(name): read as \(container.name)") }
    for note in records.notes { session.summarize(note) }
    for (name, encoding, count) in records.replacements where count > 0 {
      session.report.add(count, to: "replaced")
      session.summarize("\(name): U+FFFD was put in \(Counted(count, "place")) for bytes that mean nothing in \(encoding)")
    }
    var report = RunReport()
    for (name, count) in losses.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      report[name] = .integer(count)
      session.summarize("not carried over: \(name), in \(Counted(count, "record"))")
    }
    if !losses.isEmpty { session.report["losses"] = .object(report) }
    session.summarize("\(Counted(counts.records, "record")) read, \(Counted(counts.examples, "example")) written, \(invalid.count) invalid")
  }
}
