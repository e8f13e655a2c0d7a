import PrepBytes
import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

@testable import PrepColumns

@Suite struct ParquetReaderTests {
  static let names = [
    "types", "types-zstd-v2", "nested-gzip", "nested-lz4-v2", "encodings", "dictionary-falls-back", "conversations",
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
}
