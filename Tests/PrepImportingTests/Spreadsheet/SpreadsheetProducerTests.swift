import PrepBytes
import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepImporting

@Suite struct SpreadsheetProducerTests {
  @Test func `a published workbook gives the rows of its CSV twin`() throws {
    guard let workbook = try TestData.bytes("finetune/user.DataIndeed.Split.xlsx"),
      let table = try TestData.bytes("finetune/user.DataIndeed.Split.csv")
    else { return }
    #expect(try imported(workbook).lines == imported(table).lines)
  }

  @Test func `every cut of a workbook is an error and never a crash`() throws {
    guard let workbook = try TestData.bytes("finetune/user.DataIndeed.Split.xlsx") else { return }
    for length in stride(from: 4, to: workbook.count, by: 97) {
      #expect(throws: (any Error).self) { try imported(Array(workbook.prefix(length))) }
    }
  }

  @Test func `a sheet is taken by name and an unknown one names those there are`() throws {
    guard let workbook = try TestData.bytes("finetune/user.DataIndeed.Split.xlsx") else { return }
    var importer = InputImporter()
    importer.sheet = "no such sheet"
    let failure = #expect(throws: IOFailure.self) { try imported(workbook, importer) }
    #expect(failure?.message.contains("its sheets are") == true)
  }

  @Test func `the first sheet that is shown is read, and the others are named`() throws {
    func sheet(_ text: String) -> String {
      "<worksheet><sheetData><row r=\"1\"><c t=\"str\"><v>text</v></c></row><row r=\"2\"><c t=\"str\"><v>\(text)</v></c></row></sheetData></worksheet>"
    }
    let workbook = archive([
      (
        "xl/workbook.xml",
        #"<workbook xmlns:r="r"><sheets><sheet name="A" state="hidden" r:id="a"/><sheet name="B" r:id="b"/><sheet name="C" r:id="c"/></sheets></workbook>"#
      ),
      ("xl/worksheets/sheet1.xml", sheet("hidden")), ("xl/worksheets/sheet2.xml", sheet("shown")),
      ("xl/worksheets/sheet3.xml", sheet("other")),
    ])
    #expect(try imported(workbook).lines == [#"{"text":"shown"}"#])
    let source = try InputImporter().open(MemoryByteSource(workbook))
    #expect(source.note == #"its sheet "B" is read; --sheet reads another: "A" (hidden), "C""#)
    var importer = InputImporter()
    importer.sheet = "A"
    #expect(try imported(workbook, importer).lines == [#"{"text":"hidden"}"#])
    #expect(try importer.open(MemoryByteSource(workbook)).note == nil)
  }

  @Test func `a formula whose value nobody has computed is a finding`() throws {
    func rows(_ cell: String) -> [UInt8] {
      workbook(
        "<worksheet><sheetData><row r=\"1\"><c t=\"str\"><v>prompt</v></c><c t=\"str\"><v>completion</v></c></row>"
          + "<row r=\"2\"><c t=\"str\"><v>q</v></c>\(cell)</row></sheetData></worksheet>")
    }
    for cell in ["<c r=\"B2\"><f>A2</f></c>", "<c r=\"B2\"><f>A2</f><v></v></c>", "<c r=\"B2\"><f>A2</f><v/></c>"] {
      let found = try imported(rows(cell))
      #expect(found.lines.isEmpty)
      #expect(found.findings.map(\.code) == ["no-value"] && found.findings[0].location.line == 2)
      #expect(found.findings[0].message.contains("B2"))
    }
    for cell in [
      "<c t=\"str\"><f>A2</f><v>a</v></c>", "<c t=\"str\"><f>\"\"</f><v></v></c>", "<c><f>1+1</f><v>2</v></c>",
    ] {
      #expect(try imported(rows(cell)).lines.count == 1, "\(cell)")
    }
  }

  @Test func `columns are letters in base 26`() {
    #expect(SheetRows.columnIndex("A1") == 0)
    #expect(SheetRows.columnIndex("Z9") == 25)
    #expect(SheetRows.columnIndex("AA10") == 26)
    #expect(SheetRows.columnIndex("XFD1") == 16_383)
    #expect(SheetRows.columnIndex("ZZZZZZ1") == nil)
    #expect(SheetRows.unescaped("a_x000D_b_x") == "a\rb_x")
  }

  @Test func `a file that claims to unpack to a thousand times its size is not read`() {
    let failure = #expect(throws: IOFailure.self) { try imported(workbook("<worksheet/>", claiming: 1 << 30)) }
    #expect(failure?.message.contains("ZIP bomb") == true)
  }

  @Test func `cells, rows and attributes have bounds`() throws {
    var importer = InputImporter()
    importer.maximumLine = 1000
    func sheet(_ cells: String) -> [UInt8] {
      workbook("<worksheet><sheetData><row r=\"1\">\(cells)</row></sheetData></worksheet>")
    }
    func cell(_ count: Int) -> String { "<c t=\"str\"><v>" + String(repeating: "x", count: count) + "</v></c>" }
    #expect(try imported(sheet(cell(600)), importer).findings.isEmpty)
    #expect(throws: IOFailure.self) { try imported(sheet(cell(1001)), importer) }
    #expect(throws: IOFailure.self) { try imported(sheet(cell(600) + cell(600)), importer) }
    let attributes = (0..<2000).map { " a\($0)=\"\"" }.joined()
    #expect(throws: IOFailure.self) { try imported(sheet("<c\(attributes)/>"), importer) }
  }

  @Test func `shared texts that fill a disk are not written`() throws {
    let text = String(repeating: "x", count: 1000)
    let row = "<row>" + String(repeating: "<c t=\"s\"><v>0</v></c>", count: 100) + "</row>"
    let files = [
      ("xl/workbook.xml", "<workbook><sheets><sheet name=\"s\"/></sheets></workbook>"),
      ("xl/sharedStrings.xml", "<sst><si><t>\(text)</t></si></sst>"),
      (
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData>" + String(repeating: row, count: 20) + "</sheetData></worksheet>"
      ),
    ]
    func produce(_ suspect: (size: Int, ratio: Int)) throws -> Int {
      var producer = try SpreadsheetProducer(
        MemoryByteSource(archive(files), name: "bomb.xlsx"), sheet: nil, hasHeader: false, ragged: .error,
        maximumRow: 1 << 20,
        repeatsColumnNames: false, suspect: suspect)
      var lines = ProducedLines()
      while try producer.produce(into: &lines) {}
      return lines.bytes.count
    }
    #expect(try produce(SpreadsheetProducer.suspect) > 2_000_000)
    let failure = #expect(throws: IOFailure.self) { try produce((1 << 16, 10)) }
    #expect(failure?.message.contains("treated as a bomb") == true)
    #expect(try produce((1 << 16, 100)) > 2_000_000)
  }

  /// The value of a second row's only cell, given as its XML.
  private func value(_ cell: String) throws -> String? {
    let rows = "<row r=\"1\"><c t=\"str\"><v>a</v></c></row><row r=\"2\">\(cell)</row>"
    return try imported(workbook("<worksheet><sheetData>\(rows)</sheetData></worksheet>")).lines.first
  }

  @Test(arguments: [
    ("4111111111111111", "4111111111111111"), ("9876543210987654", "9876543210987654"),
    ("9007199254740993", "9007199254740993"),
    ("123456789012345678901", "123456789012345678901"), ("-1000000000000001", "-1000000000000001"), ("-0", "0"),
    ("7", "7"),
    ("5.0", "5"), ("1.5e3", "1500"), ("0.1000000", "0.1"), ("1E+15", "1000000000000000"), ("1E+21", "1e+21"),
  ])
  func `whole numbers keep all their digits`(stored: String, text: String) throws {
    #expect(try value("<c><v>\(stored)</v></c>") == #"{"a":"\#(text)"}"#)
  }

  @Test(arguments: ["7", "-1", "x"]) func `a shared text that there is not is damage`(index: String) throws {
    let failure = #expect(throws: IOFailure.self) { try value("<c r=\"AB2\" t=\"s\"><v>\(index)</v></c>") }
    #expect(failure?.message == "the cell AB2 has the shared text \(index), and the workbook has 0 of them")
    #expect(try value("<c t=\"s\"><v></v></c>") == #"{"a":""}"#)
  }
}
