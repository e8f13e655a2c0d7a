import PrepBytes
import PrepDiagnostics
import PrepFixing
import PrepImporting
import PrepRecords
import PrepShapes

/// `prep fix --like-prepare-data`: reads as prepare_data read, by the ending of the name, and prepares as it prepared.
struct LegacyFixing {
  let inputs: [JobInput]
  let longestLine: Int
  let sink: any ByteSink
  let context: JobContext

  func run() throws -> FixJob.LegacySummary {
    guard inputs.count == 1, let input = inputs.first else {
      throw JobFailure("one-input", "--like-prepare-data takes one file, as prepare_data did")
    }
    let preparation: LegacyPreparation
    do {
      preparation = try LegacyPreparation(try table(input))
    } catch let refusal as LegacyRefusal {
      throw Diagnostic("prepare-data-refuses", refusal.description, at: SourceLocation(file: input.path))
    }
    var writer = JSONWriter()
    for row in preparation.rows {
      writer.beginObject()
      writer.key("prompt")
      writer.string(row.prompt)
      writer.key("completion")
      writer.string(row.completion)
      writer.endObject()
      writer.newline()
      if writer.bytes.count > 1 << 18 {
        try context.check()
        try sink.write(writer.bytes)
        writer.removeAll()
      }
    }
    try sink.write(writer.bytes)
    context.report["written"] = .integer(preparation.rows.count)
    return FixJob.LegacySummary(steps: preparation.steps, written: preparation.rows.count, task: preparation.task)
  }

  private func table(_ input: JobInput) throws -> LegacyTable {
    // The names that the tool takes whose place this takes; it knew no others.
    switch FileEnding(of: input.path).name {
    case "csv": try rows(input, as: .delimited(.comma), isTable: true)
    case "tsv": try rows(input, as: .delimited(.tab), isTable: true)
    case "xlsx": try rows(input, as: .xlsx, isTable: true)
    case "txt": try lines(input)
    case "json": try json(input)
    case "jsonl": try rows(input, as: .jsonLines, isTable: false)
    case "" where input.isStandardInput: try rows(input, as: nil, isTable: false)
    default: throw LegacyRefusal("the name has to end in .csv, .tsv, .xlsx, .txt, .json or .jsonl")
    }
  }

  /// The records of a container; those of a table follow pandas' rules for missing values and names of columns.
  private func rows(_ input: JobInput, as container: Container?, isTable: Bool) throws -> LegacyTable {
    var builder = LegacyTableBuilder()
    var only: JSONView?
    var count = 0
    try forEachRecord(input, as: container, isTable: isTable) { root in
      count += 1
      only = count == 1 ? root : nil
      if root.kind == .array, count == 1 { return }
      if isTable { builder.addTableRow(root) } else { try builder.add(root) }
    }
    // A single line is read again as a whole JSON file, where an array or columns make a table and one record does not.
    if !isTable, count == 1, let only { return try whole(only) }
    return try builder.table()
  }

  private func json(_ input: JobInput) throws -> LegacyTable {
    let bytes = try input.open().readAll()
    // As JSON Lines first; a file that is none is one JSON value.
    if let table = try? linesOfJSON(bytes) { return table }
    do { return try whole(try JSONDocument(bytes).root) } catch let error as JSONError {
      throw Diagnostic(error.code, error.message, at: SourceLocation(file: input.path, offset: error.offset))
    }
  }

  private func linesOfJSON(_ bytes: [UInt8]) throws -> LegacyTable? {
    var builder = LegacyTableBuilder()
    var count = 0
    for line in bytes.split(separator: 0x0A) where line.contains(where: { $0 > 0x20 }) {
      try builder.add(try JSONDocument(Array(line)).root)
      count += 1
    }
    return count > 1 ? try builder.table() : nil
  }

  private func whole(_ root: JSONView) throws -> LegacyTable {
    var builder = LegacyTableBuilder()
    if root.kind == .array {
      try root.forEachElement { try builder.add($0) }
    } else {
      try builder.addColumns(of: root)
    }
    return try builder.table()
  }

  /// Every line is a completion; prompts are empty.
  private func lines(_ input: JobInput) throws -> LegacyTable {
    let bytes = try input.open().readAll()
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Diagnostic("invalid-utf8", "the file is not UTF-8", at: SourceLocation(file: input.path))
    }
    var rows: [LegacyTable.Row] = []
    var line: [UInt8] = []
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == 0x0A || byte == 0x0D {
        if !(byte == 0x0A && previous == 0x0D) {
          rows.append(LegacyTable.Row(prompt: [], completion: line))
          line = []
        }
      } else {
        line.append(byte)
      }
      previous = byte
    }
    rows.append(LegacyTable.Row(prompt: [], completion: line))
    return LegacyTable(rows: rows)
  }

  private func forEachRecord(
    _ input: JobInput, as container: Container?, isTable: Bool, _ body: (JSONView) throws -> Void
  ) throws {
    let opening = RecordOpening(RecordOpening(InputOptions())) { importer in
      importer.container = container
      importer.ragged = .pad
      importer.repeatsColumnNames = isTable
      importer.columnNames = nil
      importer.makesRecords = false
      importer.maximumLine = longestLine
    }
    let records = ImportedRecords([input], threads: 1, longestLine: longestLine, opening: opening)
    while let batch = try records.next() {
      for item in batch {
        switch item {
        case .record(let record): try body(record.root)
        case .invalid(let diagnostic, _): throw diagnostic
        case .continuation, .note: continue
        }
      }
    }
  }
}
