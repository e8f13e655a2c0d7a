import Foundation
import PrepDiagnostics
import PrepJobs
import PrepRecords
import TestSupport
import Testing

@Suite struct JSONLinesReaderContainerTests {
  @Test func `the library reads what the commands read`() throws {
    let inputs = [
      JobInput(Array("{\"text\":\"a\"}\n{\"text\":\"b\"}".utf8), named: "a.jsonl"),
      JobInput(Array("[{\"text\":\"c\"}]".utf8), named: "b.json"), JobInput(Array("text\nd\n".utf8), named: "c.csv"),
      JobInput(workbook(rows: [["text"], ["e"]]), named: "d.xlsx"), JobInput(Array("f\n".utf8), named: "e.txt"),
      JobInput(path: Fixtures.path("columns/dictionary-falls-back.parquet")),
    ]
    func texts(_ reading: InputOptions) throws -> [String] {
      let reader = try JSONLinesReader(records: inputs, reading: reading, threads: 2)
      var texts: [String] = []
      while let batch = try reader.next() {
        for case .record(let record) in batch { texts.append((try record.root["text"]?.string()) ?? "") }
      }
      return texts
    }
    let all = try texts(InputOptions())
    #expect(all.prefix(7) == ["a", "b", "c", "d", "e", "f", "text text text text text text text text 0"])
    #expect(all.count == 406)
    var parts: [String] = []
    for part in 0..<3 {
      var reading = InputOptions()
      reading.part = InputPart("\(part)/3")
      parts += try texts(reading)
    }
    #expect(parts == all)
  }

  @Test func `what is no record says where it stands`() throws {
    let input = JobInput(Array("text\n\"a\nb\"\nc,d\n".utf8), named: "x.csv")
    let reader = try JSONLinesReader(records: [input])
    var lines: [Int] = []
    while let batch = try reader.next() {
      for case .invalid(let finding, _) in batch { lines.append(finding.location.line) }
    }
    #expect(lines == [4])
  }
}
