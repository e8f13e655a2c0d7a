import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepFixing
import PrepImporting
import PrepRecords
import PrepShapes

/// Repairs the records of a run, one after the other, and counts what was done.
final class RecordFixing {
  private let repairs: Set<Repair>
  private let arguments: ToolArgumentForm?
  private let names: FieldNames
  /// The shape of the set, told by its first records.
  private var set = SetShape()
  private let showsChanges: Bool
  private let sink: any ByteSink
  private let invalid: InvalidRecords
  private let context: JobContext
  private var counts: [Repair: Int] = [:]
  private var seen: Set<[UInt8]> = []
  private var read = 0
  private var written = 0

  init(
    repairs: Set<Repair>, arguments: ToolArgumentForm?, names: FieldNames, showsChanges: Bool, sink: any ByteSink,
    invalid: InvalidRecords, context: JobContext
  ) {
    self.repairs = repairs
    self.arguments = arguments
    self.names = names
    self.showsChanges = showsChanges
    self.sink = sink
    self.invalid = invalid
    self.context = context
  }

  /// - Parameter slips: What is got over where the inputs are cut into values.
  func run(_ records: ImportedRecords, _ slips: JSONSlips) throws -> FixJob.RepairSummary {
    set = records.set
    while let batch = try records.next() {
      set.look(at: batch, names)
      let before = read
      for item in batch { try take(item) }
      try context.advance(bytes: batch.byteCount, records: read - before)
    }
    for (slip, count) in slips.counts {
      if let repair = Repair(rawValue: slip.rawValue) { counts[repair, default: 0] += count }
    }
    context.report["records"] = .integer(read)
    try invalid.finish()
    return summary(records)
  }

  private func take(_ item: RecordBatch.Item) throws {
    switch item {
    case .record(let record):
      read += 1
      if let told = names.detect(record.root), set.refuses(told) {
        return try record.withUnsafeBytes { try invalid.reject(set.refusal(of: record, told), line: $0) }
      }
      try take(RecordRepair.repair(record, enabled: repairs, arguments: arguments, names: names), of: record)
    case .invalid(let diagnostic, let line):
      read += 1
      let text = line.withUnsafeBytes { Array($0) }
      // The comma behind the last element of an array takes nothing from its records.
      if line.isKeptAside, text == [UInt8(ascii: ",")], diagnostic.code == "invalid-json",
        repairs.contains(.trailingCommas)
      {
        read -= 1
        counts[.trailingCommas, default: 0] += 1
        return
      }
      // A row that became no line is no JSON to be repaired.
      guard !line.isKeptAside, case .repaired(let values, let used) = LineRepair.repair(text, enabled: repairs) else {
        return try line.withUnsafeBytes { try invalid.reject(diagnostic, line: $0) }
      }
      for value in values {
        guard let root = try? JSONDocument(value).root, let told = names.detect(root), set.refuses(told) else {
          continue
        }
        let refusal = Diagnostic("other-shape", set.words(for: told), at: diagnostic.location)
        return try line.withUnsafeBytes { try invalid.reject(refusal, line: $0) }
      }
      for repair in used { counts[repair, default: 0] += 1 }
      if showsChanges { try showChange(diagnostic.location, text, values, used) }
      for value in values { try takeRepaired(value) }
    case .continuation(let line): try line.withUnsafeBytes { try invalid.continueRejected($0) }
    case .note(let note):
      guard let repair = Repair.named(note.code == "blank-line" ? "blank-lines" : note.code.rawValue).first else {
        return
      }
      if repairs.contains(repair) {
        counts[repair, default: 0] += 1
      } else {
        context.found(note)
      }
    }
  }

  /// A record that was valid as it came.
  private func take(_ outcome: RecordRepair.Outcome, of record: Record) throws {
    switch outcome {
    case .unchanged: try record.withUnsafeBytes { try write($0) }
    case .changed(let text, let used):
      for repair in used { counts[repair, default: 0] += 1 }
      if showsChanges {
        try showChange(
          record.location(),
          record.withUnsafeBytes { Array($0) }, [text], used)
      }
      try text.withUnsafeBytes { try write($0) }
    case .dropped(let repair):
      counts[repair, default: 0] += 1
      if showsChanges {
        try showChange(
          record.location(),
          record.withUnsafeBytes { Array($0) }, [], [repair])
      }
    }
  }

  /// A value that a repair of text gave, which may need the repairs of records too.
  private func takeRepaired(_ value: [UInt8]) throws {
    switch RecordRepair.repair(value, enabled: repairs, arguments: arguments, names: names) {
    case .unchanged: try value.withUnsafeBytes { try write($0) }
    case .changed(let text, let used):
      for repair in used { counts[repair, default: 0] += 1 }
      try text.withUnsafeBytes { try write($0) }
    case .dropped(let repair): counts[repair, default: 0] += 1
    }
  }

  private func write(_ text: UnsafeRawBufferPointer) throws {
    if repairs.contains(.duplicates), !seen.insert(RecordKey.digest(of: text)).inserted {
      counts[.duplicates, default: 0] += 1
      return
    }
    written += 1
    if showsChanges { return }
    try sink.write(text)
    try sink.write("\n")
  }

  private func showChange(_ place: SourceLocation, _ old: [UInt8], _ new: [[UInt8]], _ used: [Repair]) throws {
    try sink.write("@@ \(place.file.printable):\(place.line) \(used.map(\.rawValue).joined(separator: ", "))\n-")
    try sink.write(old)
    try sink.write("\n")
    for text in new {
      try sink.write("+")
      try sink.write(text)
      try sink.write("\n")
    }
  }

  private func summary(_ records: ImportedRecords) -> FixJob.RepairSummary {
    let made = Repair.allCases.compactMap { repair in counts[repair].map { (repair: repair, count: $0) } }
    for (repair, count) in made { context.report.add(count, to: repair.rawValue) }
    context.report.add(written, to: "written")
    return FixJob.RepairSummary(
      records: read, written: written, invalid: invalid.count, repairs: made, reading: records.reading)
  }
}
