import Foundation
import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

@testable import PrepImporting

@Suite struct CSVProducerTests {
  private var csv: InputImporter {
    var importer = InputImporter()
    importer.container = .delimited(.comma)
    return importer
  }

  @Test func `rows become objects named by the header`() throws {
    let result = try imported("a,b\n1,\"x\"\"y\nz\"\r\n2,\n", csv)
    #expect(result.lines == [#"{"a":"1","b":"x\"y\nz"}"#, #"{"a":"2","b":""}"#])
    #expect(result.origins == [2, 4])
    #expect(result.findings.isEmpty)
  }

  @Test(arguments: [[1], [2], [3], [7], [64]])
  func `pieces of any size give the same lines`(sizes: [Int]) throws {
    let text = "a;b\r\"x\r\ny\";'q'\r\n\r\n;\n\"\";\"a\"\"\"tail\nlast;one"
    var importer = csv
    importer.delimiter = UInt8(ascii: ";")
    let whole = try imported(text, importer)
    let chopped = try imported(text, importer, sizes: sizes)
    #expect(chopped.lines == whole.lines)
    #expect(chopped.origins == whole.origins)
    #expect(
      whole.lines == [
        #"{"a":"x\r\ny","b":"'q'"}"#, #"{"a":"","b":""}"#, #"{"a":"","b":"a\"tail"}"#, #"{"a":"last","b":"one"}"#,
      ])
    #expect(whole.origins == [2, 5, 6, 7])
  }

  @Test func `a row with too many or too few fields is a finding with its line`() throws {
    let result = try imported("a,b\n1,2,3\n4,5\n6\n", csv)
    #expect(result.lines == [#"{"a":"4","b":"5"}"#])
    #expect(result.findings.map(\.code) == ["ragged-row", "ragged-row"])
    #expect(result.findings.map(\.location.line) == [2, 4])
  }

  @Test func `missing fields are empty when rows are padded`() throws {
    var importer = csv
    importer.ragged = .pad
    let result = try imported("a,b\n6\n1,2,3\n", importer)
    #expect(result.lines == [#"{"a":"6","b":""}"#])
    #expect(result.findings.map(\.location.line) == [3])
  }

  @Test func `an open quote is named where it began`() throws {
    let failure = #expect(throws: Diagnostic.self) { try imported("a,b\n1,\"open\n\nrest", csv) }
    #expect(failure?.code == "unterminated-quote")
    #expect(failure?.location.line == 2)
  }

  @Test func `a row beyond the bound is an error and not a heap of memory`() throws {
    var importer = csv
    importer.maximumLine = 1000
    let text = Array("a,b\n\"".utf8) + [UInt8](repeating: 0x78, count: 5000)
    #expect(throws: Diagnostic.self) { try imported(text, importer, sizes: [100]) }
  }

  @Test func `two columns of one name are refused, and columns without a name are numbered`() throws {
    #expect(throws: Diagnostic.self) { try imported("a,a\n1,2\n", csv) }
    #expect(try imported("a,,\n1,2,3\n", csv).lines == [#"{"a":"1","column2":"2","column3":"3"}"#])
  }

  @Test func `the csv-spectrum files give their JSON`() throws {
    for url in try TestData.files(in: "json/csv-spectrum/csvs") {
      let stem = url.deletingPathExtension().lastPathComponent
      // The published pairs of these two do not belong together: the first is not UTF-8, the second lost its carriage
      // returns.
      if ["location_coordinates", "newlines_crlf"].contains(stem) { continue }
      guard let wanted = try TestData.bytes("json/csv-spectrum/json/\(stem).json") else { continue }
      var strings: [String] = []
      try JSONDocument(wanted).root.forEachElement { element in
        var members: [String] = []
        try element.forEachMember { key, value in members.append("\(try key.string())=\(try value.string())") }
        strings.append(members.joined(separator: "|"))
      }
      let lines = try imported([UInt8](try Data(contentsOf: url)), csv).lines
      let got = try lines.map { line in
        var members: [String] = []
        try JSONDocument(Array(line.utf8)).root.forEachMember { key, value in
          members.append("\(try key.string())=\(try value.string())")
        }
        return members.joined(separator: "|")
      }
      #expect(got == strings, "\(stem)")
    }
  }

  @Test func `bytes that are not UTF-8 are found inside a quoted field, and the other rows go on`() throws {
    var importer = InputImporter()
    importer.container = .delimited(.comma)
    let (lines, _, findings) = try imported(Array("a,b\n\"x\ny".utf8) + [0xE9] + Array("\",1\nz,2\n".utf8), importer)
    #expect(lines == [#"{"a":"z","b":"2"}"#])
    #expect(findings.map { "\($0.code) \($0.location) \($0.location.offset ?? -1)" } == ["invalid-utf8 input:3:2 8"])
  }

  @Test func `columns without names get those that the rows tell`() throws {
    var importer = InputImporter()
    importer.container = .delimited(CSVDialect(hasHeader: false))
    importer.columnNames = { rows in rows.count == 2 ? (["label", "text"].map { Array($0.utf8) }, "two") : nil }
    #expect(try imported("x,1\ny,2\n", importer).lines == [#"{"label":"x","text":"1"}"#, #"{"label":"y","text":"2"}"#])
    #expect(try imported("x,1\n", importer).lines == [#"{"column1":"x","column2":"1"}"#])
  }

  @Test func `a first row that has a name the user gave is a header`() throws {
    let text = "Customer question,Our reply\nfoo,bar\n"
    #expect(try imported(text).lines.first == #"{"column1":"Customer question","column2":"Our reply"}"#)
    var importer = InputImporter()
    importer.knownNames = [Array("Our reply".utf8)]
    #expect(try imported(text, importer).lines == [#"{"Customer question":"foo","Our reply":"bar"}"#])
    importer.hasHeader = false
    #expect(try imported(text, importer).lines.count == 2)
  }

  @Test func `names are read without the blanks around them`() throws {
    #expect(try imported("prompt, completion\t\na, b\n").lines == [#"{"prompt":"a","completion":" b"}"#])
    #expect(throws: Diagnostic.self) { try imported("a, a\n1,2\n", csv) }
  }

  @Test func `a table read without a header says so`() throws {
    func note(_ text: String) throws -> String? {
      try InputImporter().open(ChoppedByteSource(Array(text.utf8), sizes: [64], name: "x")).note
    }
    #expect(try note("prompt,completion\na,b\n") == nil)
    #expect(try note("1,2\n3,4\n")?.hasPrefix("read without a header") == true)
  }

  @Test func `a byte order mark stays before the lines`() throws {
    #expect(try imported("\u{FEFF}a,b\n1,2\n").lines == ["\u{FEFF}{\"a\":\"1\",\"b\":\"2\"}"])
  }
}
