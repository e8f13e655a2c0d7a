import PrepDiagnostics
import PrepExamples
import PrepFixing
import PrepRecords
import PrepShapes

/// What the records of a batch became, made on any thread.
struct FixedBatch: Sendable {
  /// The lines to write: of each record that stays, or what changed in it where that is shown.
  private(set) var text: [UInt8] = []
  /// What was met, in order, each with the length of the text before it.
  private(set) var findings: [(finding: LineFinding, before: Int)] = []
  /// How often each repair was made.
  private(set) var counts: [Repair: Int] = [:]
  /// Records that were read.
  private(set) var read = 0
  /// Records that stay.
  private(set) var written = 0
  /// Values that were found in lines behind another one.
  private(set) var extra = 0
  /// Where copies are looked for: what tells each record that stays from others, and where its line ends.
  private(set) var lines: [(digest: [UInt8], end: Int)] = []

  /// How a batch is repaired.
  struct Work: Sendable {
    let repairs: Set<Repair>
    let repair: RecordRepair
    let names: FieldNames
    let showsChanges: Bool
  }

  private let work: Work
  private let set: SetShape

  /// Repairs a batch.
  ///
  /// - Parameter set: The shape of the set that the records are of.
  init(_ batch: RecordBatch, of set: SetShape, _ work: Work) {
    self.work = work
    self.set = set
    text.reserveCapacity(batch.byteCount)
    for item in batch { take(item) }
  }

  private mutating func take(_ item: RecordBatch.Item) {
    switch item {
    case .record(let record):
      read += 1
      if let told = work.names.detect(record.root), set.refuses(told) {
        return reject(set.refusal(of: record, told), record.withUnsafeBytes { Array($0) })
      }
      take(work.repair(record), of: record)
    case .invalid(let diagnostic, let line): take(line, diagnostic)
    case .continuation(let line): find(.continuation(line.withUnsafeBytes { Array($0) }))
    case .note(let note):
      let name = note.code == "blank-line" ? Repair.blankLines.rawValue : note.code.rawValue
      guard let known = Repair.named(name).first else { return }
      if work.repairs.contains(known) { counts[known, default: 0] += 1 } else { find(.note(note)) }
    }
  }

  /// A line that is no record.
  private mutating func take(_ line: RawLine, _ diagnostic: Diagnostic) {
    read += 1
    let text = line.withUnsafeBytes { Array($0) }
    // The comma behind the last element of an array takes nothing from its records.
    if line.isKeptAside, text == [UInt8(ascii: ",")], diagnostic.code == "invalid-json",
      work.repairs.contains(.trailingCommas)
    {
      read -= 1
      counts[.trailingCommas, default: 0] += 1
      return
    }
    // A row that became no line is no JSON to be repaired.
    guard !line.isKeptAside, case .repaired(let values, let used) = LineRepair.repair(text, enabled: work.repairs)
    else { return reject(diagnostic, text) }
    for value in values {
      let root = try? JSONDocument(value).root
      if let root, root.kind != .object { return reject(diagnostic, text) }
      guard let root, let told = work.names.detect(root), set.refuses(told) else {
        continue
      }
      return reject(Diagnostic("other-shape", set.words(for: told), at: diagnostic.location), text)
    }
    for repair in used { counts[repair, default: 0] += 1 }
    if work.showsChanges { show(diagnostic.location, text, values, used) }
    extra += max(0, values.count - 1)
    for value in values { takeRepaired(value) }
  }

  /// A record that was valid as it came.
  private mutating func take(_ outcome: RecordRepair.Outcome, of record: Record) {
    switch outcome {
    case .unchanged:
      if let fault = record.isNoObject { return reject(fault, record.withUnsafeBytes { Array($0) }) }
      record.withUnsafeBytes { write($0) }
    case .changed(let text, let used):
      for repair in used { counts[repair, default: 0] += 1 }
      if work.showsChanges { show(record.location(), record.withUnsafeBytes { Array($0) }, [text], used) }
      text.withUnsafeBytes { write($0) }
    case .dropped(let repair):
      counts[repair, default: 0] += 1
      if work.showsChanges { show(record.location(), record.withUnsafeBytes { Array($0) }, [], [repair]) }
    }
  }

  /// A value that a repair of text gave, which may need the repairs of records too.
  private mutating func takeRepaired(_ value: [UInt8]) {
    switch work.repair(value) {
    case .unchanged: value.withUnsafeBytes { write($0) }
    case .changed(let text, let used):
      for repair in used { counts[repair, default: 0] += 1 }
      text.withUnsafeBytes { write($0) }
    case .dropped(let repair): counts[repair, default: 0] += 1
    }
  }

  private mutating func write(_ line: UnsafeRawBufferPointer) {
    written += 1
    if !work.showsChanges {
      text.append(contentsOf: line)
      text.append(UInt8(ascii: "\n"))
    }
    if work.repairs.contains(.duplicates) { lines.append((RecordKey.digest(of: line), text.count)) }
  }

  private mutating func reject(_ diagnostic: Diagnostic, _ line: [UInt8]) {
    find(.rejected(diagnostic, line: line))
  }

  private mutating func find(_ finding: LineFinding) { findings.append((finding, text.count)) }

  private mutating func show(_ place: SourceLocation, _ old: [UInt8], _ new: [[UInt8]], _ used: [Repair]) {
    text += "@@ \(place.file.printable):\(place.line) \(used.map(\.rawValue).joined(separator: ", "))\n-".utf8
    text += old
    text.append(UInt8(ascii: "\n"))
    for line in new {
      text.append(UInt8(ascii: "+"))
      text += line
      text.append(UInt8(ascii: "\n"))
    }
  }
}
