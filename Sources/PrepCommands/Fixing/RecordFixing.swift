import PrepBytes
import PrepDiagnostics
import PrepFixing
import PrepImporting
import PrepRecords

/// Repairs the records of a run, one after the other, and counts what was done.
final class RecordFixing {
  private let repairs: Set<Repair>
  private let showsChanges: Bool
  private let sink: any ByteSink
  private let invalid: InvalidRecords
  private let session: Session
  private var counts: [Repair: Int] = [:]
  private var seen: Set<[UInt8]> = []
  private var read = 0
  private var written = 0

  init(repairs: Set<Repair>, showsChanges: Bool, sink: any ByteSink, invalid: InvalidRecords, session: Session) {
    self.repairs = repairs
    self.showsChanges = showsChanges
    self.sink = sink
    self.invalid = invalid
    self.session = session
  }

  func run(_ records: ImportedRecords) throws {
    while let batch = try records.next() {
      let before = read
      for item in batch { try take(item, records) }
      read += try records.rejectRows(to: invalid)
      session.progress.advance(bytes: batch.byteCount, records: read - before)
    }
    read += try records.rejectRows(to: invalid)
    session.report["records"] = .integer(read)
    try invalid.finish()
    summarize(records)
  }

  private func take(_ item: RecordBatch.Item, _ records: ImportedRecords) throws {
    switch item {
    case .record(let record):
      read += 1
      try take(RecordRepair.repair(record, enabled: repairs), of: record, records)
    case .invalid(let diagnostic, let line):
      read += 1
      let text = line.withUnsafeBytes { Array($0) }
      guard case .repaired(let values, let used) = LineRepair.repair(text, enabled: repairs) else {
        return try line.withUnsafeBytes { try invalid.reject(records.placed(diagnostic), line: $0) }
      }
      for repair in used { counts[repair, default: 0] += 1 }
      if showsChanges { try showChange(records.placed(diagnostic).location, text, values, used) }
      for value in values { try takeRepaired(value) }
    case .continuation(let line): try line.withUnsafeBytes { try invalid.continueRejected($0) }
    case .note(let note):
      guard let repair = Repair.named(note.code == "blank-line" ? "blank-lines" : note.code.rawValue).first else { return }
      if repairs.contains(repair) {
        counts[repair, default: 0] += 1
      } else {
        session.print(records.placed(note))
      }
    }
  }

  /// A record that was valid as it came.
  private func take(_ outcome: RecordRepair.Outcome, of record: Record, _ records: ImportedRecords) throws {
    switch outcome {
    case .unchanged: try record.withUnsafeBytes { try write($0) }
    case .changed(let text, let used):
      for repair in used { counts[repair, default: 0] += 1 }
      if showsChanges {
        try showChange(records.placed(Diagnostic("changed", "", at: record.location())).location, record.withUnsafeBytes { Array($0) }, [text], used)
      }
      try text.withUnsafeBytes { try write($0) }
    case .dropped(let repair):
      counts[repair, default: 0] += 1
      if showsChanges {
        try showChange(records.placed(Diagnostic("changed", "", at: record.location())).location, record.withUnsafeBytes { Array($0) }, [], [repair])
      }
    }
  }

  /// A value that a repair of text gave, which may need the repairs of records too.
  private func takeRepaired(_ value: [UInt8]) throws {
    switch RecordRepair.repair(value, enabled: repairs) {
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
    try sink.write("@@ \(place.file):\(place.line) \(used.map(\.rawValue).joined(separator: ", "))\n-")
    try sink.write(old)
    try sink.write("\n")
    for text in new {
      try sink.write("+")
      try sink.write(text)
      try sink.write("\n")
    }
  }

  private func summarize(_ records: ImportedRecords) {
    for (name, container) in records.containers where container != .jsonLines {
      session.summarize("\(name): read as \(container.name), written as JSON Lines")
    }
    for note in records.notes { session.summarize(note) }
    for repair in Repair.allCases {
      guard let count = counts[repair] else { continue }
      session.report.add(count, to: repair.rawValue)
      session.summarize("\(repair.rawValue): \(count)")
    }
    session.report.add(written, to: "written")
    session.summarize("\(Counted(read, "record")) read, \(written) written, \(invalid.count) invalid")
  }
}
