import PrepBytes
import PrepConcurrency
import PrepDiagnostics
import PrepExamples
import PrepFixing
import PrepImporting
import PrepRecords
import PrepShapes

/// Repairs the records of a run on all threads, writes them in order, and counts what was done.
final class RecordFixing {
  private let work: FixedBatch.Work
  private let sink: any ByteSink
  private let invalid: InvalidRecords
  private let context: JobContext
  private var counts: [Repair: Int] = [:]
  private var seen: Set<[UInt8]> = []
  private var read = 0
  private var written = 0
  private var extra = 0

  init(_ work: FixedBatch.Work, sink: any ByteSink, invalid: InvalidRecords, context: JobContext) {
    self.work = work
    self.sink = sink
    self.invalid = invalid
    self.context = context
  }

  /// - Parameter slips: What is got over where the inputs are cut into values.
  func run(_ records: ImportedRecords, _ slips: JSONSlips) throws -> FixJob.RepairSummary {
    // The shape of the set, told by its first records.
    var set = records.set
    let work = work
    let pool = OrderedWorkerPool<Void, (batch: RecordBatch, set: SetShape), (fixed: FixedBatch, byteCount: Int)>(
      threads: context.threads, budget: 8 << 20, cost: { $0.batch.byteCount }, makeState: {},
      produce: {
        guard let batch = try records.next() else { return nil }
        set.look(at: batch, work.names)
        return (batch, set)
      },
      transform: { _, input in (FixedBatch(input.batch, of: input.set, work), input.batch.byteCount) })
    defer { pool.cancel() }
    while let (fixed, byteCount) = try pool.next() {
      try deliver(fixed)
      try context.advance(bytes: byteCount, records: fixed.read)
    }
    for (slip, count) in slips.counts {
      if let repair = Repair(rawValue: slip.rawValue) { counts[repair, default: 0] += count }
    }
    context.report["records"] = .integer(read)
    try invalid.finish()
    return summary(records)
  }

  /// Writes what a batch became, and settles what was met in it where it was met.
  private func deliver(_ fixed: FixedBatch) throws {
    counts.merge(fixed.counts, uniquingKeysWith: +)
    read += fixed.read
    written += fixed.written
    extra += fixed.extra
    var done = 0
    var line = 0
    func write(upTo end: Int) throws {
      try fixed.text.withUnsafeBytes { text in
        if work.showsChanges { return try sink.write(UnsafeRawBufferPointer(rebasing: text[done..<end])) }
        while line < fixed.lines.count, fixed.lines[line].end <= end {
          let (digest, end) = fixed.lines[line]
          if !isCopy(digest) { try sink.write(UnsafeRawBufferPointer(rebasing: text[done..<end])) }
          (done, line) = (end, line + 1)
        }
        try sink.write(UnsafeRawBufferPointer(rebasing: text[done..<end]))
      }
      done = end
    }
    for (finding, before) in fixed.findings {
      try write(upTo: before)
      try invalid.settle(finding)
    }
    try write(upTo: fixed.text.count)
    // Where changes are shown, no line is written, and copies are counted alone.
    if work.showsChanges { for line in fixed.lines { _ = isCopy(line.digest) } }
  }

  /// Whether a record was written before; counts it then.
  private func isCopy(_ digest: [UInt8]) -> Bool {
    if seen.insert(digest).inserted { return false }
    counts[.duplicates, default: 0] += 1
    written -= 1
    return true
  }

  private func summary(_ records: ImportedRecords) -> FixJob.RepairSummary {
    let made = Repair.allCases.compactMap { repair in counts[repair].map { (repair: repair, count: $0) } }
    for (repair, count) in made { context.report.add(count, to: repair.rawValue) }
    context.report.add(written, to: "written")
    return FixJob.RepairSummary(
      records: read, written: written, extra: extra, invalid: invalid.count, repairs: made, reading: records.reading)
  }
}
