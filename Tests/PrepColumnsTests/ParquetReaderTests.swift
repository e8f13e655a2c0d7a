import PrepBytes
import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

@testable import PrepColumns

@Suite struct ParquetReaderTests {
  static let names = [
    "types", "types-zstd-v2", "nested-gzip", "nested-brotli", "nested-lz4-v2", "encodings", "dictionary-falls-back",
    "conversations",
    "groups", "no-rows", "marked", "repeated-names",
  ]

  @Test("rows are those that were written", arguments: names) func rows(_ name: String) throws {
    let lines = try ColumnFixtures.lines(try ColumnFixtures.bytes(name + ".parquet"))
    #expect(lines == (try ColumnFixtures.expected(name + ".parquet")))
  }

  @Test("the rows of all parts, in order, are the file", arguments: 1...9) func parts(_ count: Int) throws {
    let bytes = try ColumnFixtures.bytes("groups.parquet")
    let parts = try (0..<count).map { try ColumnFixtures.lines(bytes, part: ($0, count)) }
    #expect(parts.flatMap { $0 } == (try ColumnFixtures.expected("groups.parquet")))
    #expect(count > 6 || parts.allSatisfy { !$0.isEmpty })
  }

  @Test("the rows of a part have their numbers in the file") func numbers() throws {
    let reader = try ParquetReader(SeekableFile(try ColumnFixtures.bytes("groups.parquet"), name: "file"), part: (1, 3))
    let batch = try #require(try reader.next())
    guard case .record(let record) = batch[0] else {
      throw Diagnostic("none", "no record", at: SourceLocation(file: ""))
    }
    #expect(record.line == 9)
    #expect(record.root["n"]?.int == 8)
  }

  @Test("only the columns that are asked for are read") func fields() throws {
    var options = ColumnOptions()
    options.fields = [Array("n".utf8)]
    var bytes = try ColumnFixtures.bytes("conversations.parquet")
    #expect(try ColumnFixtures.lines(bytes, options: options) == ["{\"n\":0}", "{\"n\":1}", "{\"n\":2}"])
    // What stands in the other columns does not matter, not even that it is damaged.
    for index in 4..<60 { bytes[index] ^= 0xFF }
    #expect(try ColumnFixtures.lines(bytes, options: options) == ["{\"n\":0}", "{\"n\":1}", "{\"n\":2}"])
    #expect(throws: Diagnostic.self) { try ColumnFixtures.lines(bytes) }
  }

  @Test("members that are null stay when they are wanted") func nulls() throws {
    var options = ColumnOptions()
    options.keepsNulls = true
    let lines = try ColumnFixtures.lines(try ColumnFixtures.bytes("marked.parquet"), options: options)
    #expect(lines.last == "{\"tools\":null,\"label\":1}")
  }

  @Test("what datasets and pandas say of columns is known") func metadata() throws {
    let reader = try ParquetReader(SeekableFile(try ColumnFixtures.bytes("marked.parquet"), name: "file"))
    #expect(reader.summary.columns.map(\.name) == ["tools", "label"])
    #expect(reader.summary.classLabels.map(\.names) == [["bad", "good"]])
    #expect(reader.summary.rowCount == 3)
    var options = ColumnOptions()
    options.decodesJSON = false
    #expect(
      try ColumnFixtures.lines(try ColumnFixtures.bytes("marked.parquet"), options: options)[0]
        == #"{"tools":"{\"name\": \"f\"}","label":0}"#)
  }

  @Test("a row longer than the limit is not a record, and its length is not taken") func limits() throws {
    var options = ColumnOptions()
    options.maximumLine = 90
    let file = SeekableFile(try ColumnFixtures.bytes("groups.parquet"), name: "file")
    let batch = try #require(try ParquetReader(file, options: options).next())
    let findings = batch.compactMap { item -> Diagnostic? in
      if case .invalid(let finding, _) = item { finding } else { nil }
    }
    #expect(findings.count == batch.count)
    #expect(findings.allSatisfy { $0.code == "line-too-long" })
  }

  @Test("what stands beside a member in other records is no member of a record that lacks it", arguments: 0..<12)
  func paddedMembers(_ seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    func list(_ depth: Int) -> String {
      let elements = (0..<Int.random(in: 0...3, using: &chance)).map { _ in
        depth > 3 ? "{\"b\":2}" : object(depth + 1)
      }
      return "[\(elements.joined(separator: ","))]"
    }
    // A name has values of one kind, so that each kind has its column and pads the others.
    func object(_ depth: Int) -> String {
      let members = (0..<4).filter { _ in Bool.random(using: &chance) }.map { name in
        let content =
          switch name {
          case 0: "\"x\""
          case 1: "{\"name\":\"n\",\"arguments\":\(depth > 3 ? "{\"a\":1}" : object(depth + 1))}"
          case 2: list(depth)
          default: "1"
          }
        return "\"k\(name)\":\(content)"
      }
      return "{\((members + ["\"z\":0"]).joined(separator: ","))}"
    }
    let lines = (0..<30).map { _ in object(0) }
    let target = MemoryByteSink()
    let sink = ParquetSink(target)
    try sink.write(Array(lines.map { $0 + "\n" }.joined().utf8))
    try sink.finish()
    var options = ColumnOptions()
    for keepsNulls in [false, true] {
      options.keepsNulls = keepsNulls
      let rows = try ColumnFixtures.lines(target.bytes, options: options)
      #expect(rows.contains { $0.contains("null") } == keepsNulls)
      #expect(try rows.map { try JSONMeaning.of($0) } == lines.map { try JSONMeaning.of($0) })
    }
  }
}
