import Foundation
import PrepBytes
import PrepDiagnostics
import PrepRecords
import Testing

@testable import PrepJobs

/// What the card of a folder says of how its files are read.
@Suite struct CardReadingTests {
  /// The records of a folder with a card and a file, and what is told of them.
  private func read(_ card: String, _ name: String, _ bytes: [UInt8], _ change: (inout InputOptions) -> Void = { _ in })
    throws -> (records: [String], notes: [String])
  {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("prep-card-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let head = "---\nconfigs:\n- config_name: default\n  data_files: \(name)\n\(card)\n---\n"
    try Data(head.utf8).write(to: url.appendingPathComponent("README.md"))
    try Data(bytes).write(to: url.appendingPathComponent(name))
    var options = InputOptions()
    change(&options)
    var notes: [String] = []
    let opening = RecordOpening(options) { if case .table(_, let words) = $0 { notes.append(words) } }
    var records: [String] = []
    for input in try InputFiles([url.path]).inputs() {
      var text = try opening.open(input).readAll()[...]
      // The mark is handed on, and whoever reads the lines drops it.
      if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
      records += text.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }
    return (records, notes)
  }

  private func records(_ card: String, _ name: String, _ text: String) throws -> [String] {
    try read(card, name, Array(text.utf8)).records
  }

  @Test("names and the header of tables") func names() throws {
    let table = "x;y\nz;w\n"
    let two = [#"{"t":"x","u":"y"}"#, #"{"t":"z","u":"w"}"#]
    #expect(try records("  sep: ';'\n  names: [t, u]\n  header: null", "a.csv", table) == two)
    #expect(try records("  sep: ';'\n  names: [t, u]", "a.csv", table) == two)
    #expect(try records("  names: [t, u]\n  header: 0", "a.csv", table) == [two[1]])
    #expect(try records("  header: null", "a.csv", table).count == 2)
    #expect(try records("  header: 0", "a.csv", "1;2\n3;4\n") == [#"{"1":"3","2":"4"}"#])
    #expect(try records("  sep: ';'", "a.csv", "a,b;c\n1,2;3\n") == [#"{"a,b":"1,2","c":"3"}"#])
  }

  @Test("rows before a table, quotes and blanks") func tables() throws {
    #expect(try records("  skiprows: 1", "a.csv", "junk\nt,u\nz,w\n") == [#"{"t":"z","u":"w"}"#])
    #expect(try records("  skiprows: 2\n  names: [a, b]", "a.csv", "junk\nt,u\nz,w\n") == [#"{"a":"z","b":"w"}"#])
    #expect(try records("  quotechar: \"'\"", "a.csv", "t,u\n'a,b',\"c\n") == [#"{"t":"a,b","u":"\"c"}"#])
    #expect(try records("  quoting: 3", "a.csv", "t,u\n\"a,b\n") == [#"{"t":"\"a","u":"b"}"#])
    #expect(try records("  skipinitialspace: true", "a.csv", "t,u\na, b\n") == [#"{"t":"a","u":"b"}"#])
  }

  @Test("where the records of JSON are") func fields() throws {
    let records = [#"{"t":"a"}"#, #"{"t":"b"}"#]
    #expect(try self.records("  field: data", "a.json", #"{"v":1,"data":[{"t":"a"},{"t":"b"}]}"#) == records)
    #expect(try self.records("  field: a/b", "a.json", #"{"a/b":[{"t":"a"},{"t":"b"}]}"#) == records)
  }

  @Test("what a record is in plain text") func samples() throws {
    let text = "one\ntwo\n\nthree\n"
    let lines = [#"{"text":"one"}"#, #"{"text":"two"}"#, #"{"text":"three"}"#]
    #expect(try records("  sample_by: line", "a.txt", text) == lines)
    #expect(try records("  sample_by: paragraph", "a.txt", text) == [#"{"text":"one\ntwo"}"#, lines[2]])
    #expect(try records("  sample_by: document", "a.txt", text) == [#"{"text":"one\ntwo\n\nthree\n"}"#])
  }

  @Test("the character set, by the names that Python has", arguments: ["latin-1", "iso-8859-1", "latin1", "ISO8859-1"])
  func encodings(_ name: String) throws {
    let found = try read("  encoding: \(name)", "a.csv", Array("t,u\n".utf8) + [0xE9, 0x2C, 0x78, 0x0A])
    #expect(found.records == [#"{"t":"é","u":"x"}"#])
    let utf = try read("  encoding: utf-8-sig", "a.csv", [0xEF, 0xBB, 0xBF] + Array("t,u\né,x\n".utf8))
    #expect(utf.records == found.records)
  }

  @Test("the user goes first") func user() throws {
    let found = try read("  sep: ';'\n  header: null", "a.csv", Array("x;y,z\nz;w,z\n".utf8)) {
      $0.importing.delimiter = UInt8(ascii: ",")
    }
    #expect(found.records.count == 2 && found.records[0].contains("x;y"))
  }

  @Test("what is not done ends the run, with the place in the card") func refused() throws {
    let finding = try #require(throws: Diagnostic.self) { try read("  nrows: 1", "a.csv", Array("t\na\nb\n".utf8)) }
    #expect(finding.code == "invalid-card" && finding.location.line == 5)
    #expect(try records("  nrows: 1", "a.jsonl", "{\"t\":1}\n").count == 1)
  }

  @Test("rows that are not as many as the card says are told once", arguments: ["a.jsonl", "a.jsonl.gz"])
  func counts(_ name: String) throws {
    func info(_ count: Int) -> String { "dataset_info: {splits: [{name: train, num_examples: \(count)}]}" }
    let lines = Array("{\"t\":1}\n\n{\"t\":2}".utf8)
    #expect(try read(info(2), "a.jsonl", lines).notes.isEmpty)
    #expect(
      try read(info(5), "a.jsonl", lines).notes == [
        "the card says that the split train has 5 rows, and its files have 2"
      ])
  }
}
