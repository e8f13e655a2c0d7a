import PrepBytes
import PrepCodecs
import PrepConcurrency
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// The rows of one sheet of a workbook as JSON objects of strings, and of lists and objects where ``JSONCell`` says so;
/// the first row with a cell names the columns.
struct SpreadsheetProducer: RecordProducer {
  /// Rows that say more than this, and this many times what the workbook takes, repeat shared texts to fill a disk:
  /// tables that people make repeat a label, which takes ten bytes for each cell as stored.
  static let suspect = (size: 1 << 30, ratio: 1000)

  private let rows: BackgroundProducer<[SheetRows.Row]>
  /// What there is to say of the other sheets of the workbook.
  let note: String?
  private let file: String
  private let ragged: RaggedRowPolicy
  private let hasHeader: Bool
  private let repeatsColumnNames: Bool
  private let fields: FieldNames
  private var columns: ColumnNames?

  /// - Throws: ``IOFailure`` when the file is no workbook or is damaged, ``RefusedContainer`` when it is another ZIP
  ///   archive.
  init(
    _ source: any ByteSource, sheet: String?, hasHeader: Bool, ragged: RaggedRowPolicy, maximumRow: Int,
    repeatsColumnNames: Bool, fields: FieldNames = .usual,
    suspect: (size: Int, ratio: Int) = Self.suspect
  ) throws {
    self.repeatsColumnNames = repeatsColumnNames
    self.fields = fields
    file = source.name
    self.hasHeader = hasHeader
    self.ragged = ragged
    // Its directory stands at the end: what cannot be read at any place goes through a temporary file.
    let whole = try SeekableFile.whole(of: source)
    let stored = whole.size
    let archive = try ZIPArchive(whole)
    guard Workbook.isWorkbook(archive) else { throw RefusedContainer(path: source.name, container: .zip) }
    let path = source.name
    let workbook = try Workbook(archive, path: path)
    note = sheet == nil ? workbook.otherSheets : nil
    rows = BackgroundProducer { yield in
      let xml = try workbook.open(sheet: sheet)
      var waiting: [SheetRows.Row] = []
      var size = 0
      var total = 0
      var repeatsTooMuch = false
      try withoutActuallyEscaping(yield) { yield in
        try SheetRows.read(xml, of: workbook, maximum: maximumRow) { row in
          waiting.append(row)
          let length = row.cells.reduce(0) { $0 + $1.utf8.count + 16 }
          size += length
          total += length
          repeatsTooMuch = total > suspect.size && total / max(1, stored) > suspect.ratio
          if repeatsTooMuch { return false }
          guard waiting.count >= 256 || size > 1 << 20 else { return true }
          defer { (waiting, size) = ([], 0) }
          return yield(waiting)
        }
      }
      if repeatsTooMuch {
        throw IOFailure(
          .damaged, "repeats its shared texts to more than \(Counted(total, "byte")): treated as a bomb and not read",
          path: path)
      }
      if !waiting.isEmpty { _ = yield(waiting) }
    }
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    guard let batch = try rows.next() else { return false }
    for row in batch { try add(row, to: &lines) }
    return true
  }

  private mutating func add(_ row: SheetRows.Row, to lines: inout ProducedLines) throws {
    let cells = row.cells
    let place = SourceLocation(file: file, line: row.number, column: 1)
    guard let columns else {
      if hasHeader {
        columns = try ColumnNames(header: cells.map { Array($0.utf8) }, fields, repeats: repeatsColumnNames, at: place)
        return
      }
      columns = ColumnNames(count: cells.count, fields)
      return try add(row, to: &lines)
    }
    // Cells at the end of a row that are empty are often not stored: a short row is whole.
    if cells.count > columns.count, cells[columns.count...].contains(where: { !$0.isEmpty }) {
      let finding = Diagnostic("ragged-row", "the row has \(cells.count) cells, the header \(columns.count)", at: place)
      lines.reject(finding, Array(cells.joined(separator: "\t").utf8))
      return
    }
    if let column = row.openFormula, column < columns.count {
      let cell = "\(SheetRows.letters(ofColumn: column))\(row.number)"
      let finding = Diagnostic(
        "no-value", "the formula in \(cell) has no value: open the workbook in a spreadsheet program and save it",
        at: place)
      lines.reject(finding, Array(cells.joined(separator: "\t").utf8))
      return
    }
    for index in 0..<columns.count {
      lines.bytes.append(contentsOf: columns.openings[index])
      var text = index < cells.count ? cells[index] : ""
      text.withUTF8 { columns.appendCell(UnsafeRawBufferPointer($0), index, to: &lines.bytes) }
    }
    lines.bytes.append(UInt8(ascii: "}"))
    lines.endLine(origin: row.number)
  }
}
