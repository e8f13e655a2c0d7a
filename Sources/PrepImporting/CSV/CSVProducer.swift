import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// What becomes of a row whose number of fields is not that of the columns.
package enum RaggedRowPolicy: String, Sendable, CaseIterable {
  /// The row is a finding.
  case error
  /// Missing fields are empty; a row with too many is a finding.
  case pad
}

/// Rows of delimited text as JSON objects of strings, and of lists and objects where ``JSONCell`` says so.
struct CSVProducer: RecordProducer {
  private let reader: PieceReader
  private var scanner: CSVScanner
  private let file: String
  private let ragged: RaggedRowPolicy
  private let maximumRow: Int
  private let repeatsColumnNames: Bool
  /// Names for the columns of a table without a header.
  private let names: [[UInt8]]?
  /// Names for the columns of any table, in place of those of its header.
  private let givenNames: [[UInt8]]?
  private let fields: FieldNames
  private var columns: ColumnNames?
  private let hasHeader: Bool
  /// How many rows stand before the table.
  private var skippedRows: Int
  private var ended = false

  init(
    _ source: any ByteSource, dialect: CSVDialect, ragged: RaggedRowPolicy, maximumRow: Int,
    repeatsColumnNames: Bool, names: [[UInt8]]? = nil, givenNames: [[UInt8]]? = nil, skippedRows: Int = 0,
    fields: FieldNames = .usual
  ) {
    self.names = names
    self.givenNames = givenNames
    self.fields = fields
    self.repeatsColumnNames = repeatsColumnNames
    reader = PieceReader(source)
    file = source.name
    scanner = CSVScanner(dialect)
    hasHeader = dialect.hasHeader
    self.skippedRows = skippedRows + (dialect.hasSeparatorLine ? 1 : 0)
    self.ragged = ragged
    self.maximumRow = maximumRow
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    if ended { return false }
    var scanner = scanner
    let more: Void? = try reader.next { piece in try scanner.feed(piece) { try add($0, to: &lines) } }
    self.scanner = scanner
    if scanner.pendingByteCount > maximumRow {
      let place = scanner.openQuote ?? (line: 0, offset: 0)
      throw Diagnostic(
        "line-too-long", "the row is longer than \(maximumRow) bytes; is a quote missing? --max-line raises the bound",
        at: SourceLocation(file: file, line: place.line, offset: place.offset))
    }
    if more != nil { return true }
    ended = true
    let complete = try scanner.finish { row in try add(row, to: &lines) }
    if !complete, let open = scanner.openQuote {
      throw Diagnostic(
        "unterminated-quote", "the quoted field that begins here is never closed",
        at: SourceLocation(file: file, line: open.line, column: 0, offset: open.offset))
    }
    return true
  }

  private mutating func add(_ row: CSVScanner.Row, to lines: inout ProducedLines) throws {
    if skippedRows > 0 {
      skippedRows -= 1
      return
    }
    if let finding = UTF8Fault.finding(
      in: row.raw, at: SourceLocation(file: file, line: row.line, column: 1, offset: row.offset))
    {
      lines.reject(finding, row.raw)
      if columns == nil {
        columns = givenNames.map { ColumnNames($0, fields) } ?? ColumnNames(count: row.count, fields)
      }
      return
    }
    guard let columns else {
      let place = SourceLocation(file: file, line: row.line, column: 1, offset: row.offset)
      if let givenNames {
        columns = ColumnNames(givenNames, fields)
        return hasHeader ? () : try add(row, to: &lines)
      }
      if hasHeader {
        columns = try ColumnNames(
          header: (0..<row.count).map { row.withField($0) { Array($0) } }, fields, repeats: repeatsColumnNames,
          at: place)
        return
      }
      columns =
        names.map { $0.count == row.count } ?? false
        ? ColumnNames(names ?? [], fields) : ColumnNames(count: row.count, fields)
      return try add(row, to: &lines)
    }
    if row.count > columns.count || (row.count < columns.count && ragged == .error) {
      let finding = Diagnostic(
        "ragged-row", "the row has \(Counted(row.count, "field")), the header \(columns.count)",
        at: SourceLocation(file: file, line: row.line, column: 1, offset: row.offset))
      lines.reject(finding, row.raw)
      return
    }
    for index in 0..<columns.count {
      lines.bytes.append(contentsOf: columns.openings[index])
      if index < row.count {
        row.withField(index) { columns.appendCell($0, index, to: &lines.bytes) }
      } else {
        lines.bytes.append(contentsOf: "\"\"".utf8)
      }
    }
    lines.bytes.append(UInt8(ascii: "}"))
    lines.endLine(origin: row.line)
  }
}

/// The names of a table's columns, ready to be written.
struct ColumnNames {
  /// What stands before each value: `{"prompt":`, then `,"completion":`.
  let openings: [[UInt8]]
  /// Which columns have JSON in their cells.
  private let cells: [JSONCell?]
  var count: Int { openings.count }

  /// The names of a header row, without the blanks around them; a column without a name is called `column` and its
  /// number.
  ///
  /// - Throws: a `duplicate-column` finding when two columns have one name.
  init(header: [[UInt8]], _ fields: FieldNames, repeats: Bool, at place: SourceLocation) throws {
    var seen: Set<[UInt8]> = []
    var names: [[UInt8]] = []
    let header = repeats ? header : header.map { $0.trimmingBlanks() }
    for (index, name) in header.enumerated() {
      var name = name.isEmpty ? Array("column\(index + 1)".utf8) : name
      var copy = 0
      while repeats, seen.contains(name) {
        copy += 1
        name = header[index] + Array(".\(copy)".utf8)
      }
      if !seen.insert(name).inserted {
        throw Diagnostic(
          "duplicate-column", "two columns are called \"\(String(decoding: name, as: UTF8.self))\"", at: place)
      }
      names.append(name)
    }
    self.init(names, fields)
  }

  /// `column1`, `column2` and so on, for a table without a header.
  init(count: Int, _ fields: FieldNames) {
    self.init((1...max(1, count)).map { Array("column\($0)".utf8) }, fields)
  }

  init(_ names: [[UInt8]], _ fields: FieldNames) {
    cells = JSONCell.cells(of: names, fields)
    openings = names.enumerated().map { index, name in
      let key = JSONKey(name)
      return [index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")] + key.text[..<key.count]
    }
  }

  /// Appends the value of a cell: a string, or the JSON that it holds.
  func appendCell(_ cell: UnsafeRawBufferPointer, _ index: Int, to bytes: inout [UInt8]) {
    if let json = cells[index], json.append(cell, to: &bytes) { return }
    JSONEscaping.appendString(cell, to: &bytes)
  }
}

extension [UInt8] {
  /// The bytes without the spaces and tabs at both ends.
  func trimmingBlanks() -> [UInt8] {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return []
    }
    return Array(self[first...last])
  }
}
