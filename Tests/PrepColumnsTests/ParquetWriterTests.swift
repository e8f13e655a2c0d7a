import PrepBytes
import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

@testable import PrepColumns

@Suite struct ParquetWriterTests {
  /// Writes lines and gives the bytes of the file.
  private func file(_ lines: [String], cut: Int = .max, lineField: String? = nil) throws -> [UInt8] {
    let target = MemoryByteSink()
    let sink = ParquetSink(target, lineField: lineField)
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    for start in stride(from: 0, to: bytes.count, by: min(cut, max(1, bytes.count))) {
      try sink.write(Array(bytes[start..<min(bytes.count, start + min(cut, bytes.count))]))
    }
    try sink.finish()
    return target.bytes
  }

  private func expectEqual(_ lines: [String]) throws {
    let back = try ColumnFixtures.lines(try file(lines))
    #expect(back.count == lines.count)
    for (line, other) in zip(lines, back) {
      let (wanted, found) = (try JSONMeaning.of(line), try JSONMeaning.of(other))
      #expect(wanted == found, "\(line) became \(other)")
      if wanted != found { break }
    }
  }

  @Test("records of all kinds come back with their meaning", arguments: 0..<(TestData.runsLongTests ? 60 : 20))
  func law(_ seed: Int) throws {
    var maker = RecordMaker(seed: UInt64(seed))
    try expectEqual((0..<maker.number(1...80)).map { _ in maker.record() })
  }

  @Test(
    "kinds that meet at one place",
    arguments: [
      ["{\"a\":1}", "{\"a\":2.5}"], ["{\"a\":9007199254740993}", "{\"a\":0.5}"], ["{\"a\":1}", "{\"a\":\"1\"}"],
      ["{\"a\":18446744073709551615}", "{\"a\":1}"], ["{\"a\":18446744073709551615}", "{\"a\":-1}"],
      ["{\"a\":123456789012345678901234567890}"], ["{\"a\":1e400}"], ["{\"a\":-0}", "{\"a\":1}"], ["{\"a\":-0.0}"],
      ["{\"a\":-9223372036854775808}", "{\"a\":9223372036854775807}"], ["{\"a\":[]}", "{\"a\":null}", "{}"],
      ["{\"a\":[[]]}", "{\"a\":[null,[1,null]]}"], ["{\"a\":{}}", "{}"], ["{\"a\":{\"b\":null}}", "{\"a\":{}}"],
      ["{\"a\":[{},{\"b\":1}]}"], ["{\"a\":[1,\"x\",{\"c\":null},[true]]}"], ["{\"a\":{\"b\":1,\"b\":2}}"],
      ["{\"\":1,\"a.b\":2,\"é\":3}"], ["{\"a\":\"\\u0000\\ud83d\\ude00\"}"], ["{\"a\":\"\\ud800\"}", "{\"a\":\"x\"}"],
      ["{\"a\":{\"$bytes\":\"AAEC\"}}", "{\"a\":{\"$bytes\":\"\"}}"], ["{\"a\":{\"$bytes\":\"AA\"}}"],
      ["{\"a\":{\"$bytes\":\"AAEC\"}}", "{\"a\":{\"x\":1}}"], ["{\"a\":null}", "{\"b\":[null]}"],
      ["{\"a\":true}", "{}"],
      ["{\"a\":1.5}", "{\"a\":\"NaN\"}", "{\"a\":\"-Infinity\"}"], ["{\"a\":\"NaN\"}", "{\"a\":null}", "{\"a\":2}"],
      ["{\"a\":\"NaN\"}"], ["{\"a\":\"NaN\"}", "{\"a\":\"x\"}", "{\"a\":1}"],
      ["{\"a\":\"x\"}", "{\"a\":\"Infinity\"}"],
      ["{\"a\":\"NaN\"}", "{\"a\":9007199254740993}"], ["{\"a\":\"NaN\"}", "{\"a\":true}"],
      ["{\"a\":[\"NaN\",1,null]}"],
      ["{\"a\":\"NaN\"}", "{\"a\":[1]}"], ["{\"a\":1.0}", "{\"a\":1e2}"], ["{\"a\":[]}"], ["{\"$bytes\":\"AAEC\"}"],
    ])
  func meetings(_ lines: [String]) throws { try expectEqual(lines) }

  @Test(
    "numbers without a finite value are numbers beside others, and texts beside texts",
    arguments: [
      (["1.5", "\"NaN\"", "2"], "float"), (["\"NaN\"", "1"], "float"), (["null", "\"Infinity\"", "3"], "float"),
      (["1", "\"-Infinity\""], "float"), (["\"NaN\"", "\"NaN\""], "string"), (["\"NaN\"", "\"x\""], "string"),
      (["\"x\"", "\"NaN\""], "string"), (["\"NaN\"", "1", "\"x\""], "json"), (["1", "\"nan\""], "json"),
      (["-0", "3"], "float"),
      (["0", "3"], "int"), (["[1,\"NaN\"]", "[\"Infinity\"]"], "list of float"),
    ])
  func namedNumbers(_ values: [String], _ type: String) throws {
    let lines = values.map { "{\"a\":\($0)}" }
    try expectEqual(lines)
    let reader = try ParquetReader(SeekableFile(try file(lines), name: "file"))
    #expect(reader.summary.columns.map(\.type) == [type])
  }

  @Test("what became texts are values again, also where rows are handed on as they are") func texts() throws {
    let lines = ["{\"a\":1,\"b\":[{\"c\":\"x\"}]}", "{\"a\":\"x\",\"b\":[{\"c\":2}]}", "{\"a\":{\"d\":1},\"b\":[]}"]
    var options = ColumnOptions()
    options.decodesJSON = false
    let bytes = try file(lines)
    #expect(try ColumnFixtures.lines(bytes, options: options) == lines)
    // To those who know nothing of it they are strings.
    #expect(String(decoding: bytes, as: UTF8.self).contains("\"a\":{\"_type\":\"Json\"}"))
  }

  @Test("bounds are of numbers that are in an order") func boundsOfNumbers() throws {
    func bounds(_ values: [Double]) -> ColumnBounds {
      let column = WriterColumn([[0x61]], Self.shape(["{\"a\":0.5}"]), definition: 1, repetition: 0)
      for value in values { column.add(Int(bitPattern: UInt(value.bitPattern)), 0) }
      return ColumnBounds(column, 0..<values.count)
    }
    func bytes(_ value: Double) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
    for values in [[.nan, 2, 1], [2, .nan, 1], [1, 2, .nan], [.nan, 1, .nan, 2, .nan]] as [[Double]] {
      #expect(bounds(values).least?.bytes == bytes(1))
      #expect(bounds(values).greatest?.bytes == bytes(2))
    }
    #expect(bounds([.nan, .nan]).isEmpty)
    #expect(bounds([-.infinity, .nan, .infinity]).greatest?.bytes == bytes(.infinity))
  }

  @Test("the bytes do not depend on how the lines were cut", arguments: [1, 7, 1000]) func cuts(_ cut: Int) throws {
    var maker = RecordMaker(seed: 1)
    let lines = (0..<50).map { _ in maker.record() }
    #expect(try file(lines, cut: cut) == file(lines))
  }

  @Test("rows fill pages and wait on the disk") func manyRows() throws {
    let text = String(repeating: "a long text that says little, ", count: 40)
    let lines = (0..<40_000).map { "{\"n\":\($0),\"t\":\"\(text)\($0)\",\"k\":\"\($0 % 7)\",\"l\":[\($0),null]}" }
    let bytes = try file(lines)
    #expect(try ColumnFixtures.lines(bytes) == lines)
    let reader = try ParquetReader(SeekableFile(bytes, name: "file"))
    #expect(reader.summary.columns.map(\.type) == ["int", "string", "string", "list of int"])
  }

  @Test("no record is a file without columns; records without members are none") func noColumns() throws {
    #expect(try ColumnFixtures.lines(try file([])) == [])
    #expect(throws: Diagnostic.self) { try file(["{}", "{}"]) }
  }

  @Test("what is not a row is refused", arguments: ["[1]", "1", "{\"a\":1,\"a\":2}", "{", "\"x\""])
  func noRow(_ line: String) throws { #expect(throws: Diagnostic.self) { try file(["{\"a\":1}", line]) } }

  @Test("or kept as a line where a column is named for it") func keptLines() throws {
    let lines = ["{\"a\":1}", "{\"a\":1,\"a\":2}", "no \\json", "[1]"]
    #expect(
      try ColumnFixtures.lines(try file(lines, lineField: "line")) == [
        "{\"a\":1}", "{\"line\":\"{\\\"a\\\":1,\\\"a\\\":2}\"}", "{\"line\":\"no \\\\json\"}", "{\"line\":\"[1]\"}",
      ])
    let target = MemoryByteSink()
    let sink = ParquetSink(target, lineField: "line")
    try sink.write([0xFF, 0x0A])
    try sink.finish()
    #expect(try ColumnFixtures.lines(target.bytes) == ["{\"line\":{\"$bytes\":\"/w==\"}}"])
  }

  @Test("objects with ever new members become JSON, and records do not") func manyMembers() throws {
    let inner = (0..<400).map { "{\"a\":{\"k\($0)\":1}}" }
    try expectEqual(inner)
    let types = try ParquetReader(SeekableFile(try file(inner), name: "file")).summary.columns.map(\.type)
    #expect(types == ["json"] || types == ["string"])
    try expectEqual((0..<400).map { "{\"k\($0)\":1}" })
  }

  @Test("values that are far inside become JSON") func deepValues() throws {
    let deep = String(repeating: "[", count: 60) + "1" + String(repeating: "]", count: 60)
    try expectEqual(["{\"a\":\(deep)}"])
  }

  @Test("bounds hold all values", arguments: 0..<(TestData.runsLongTests ? 20 : 7)) func bounds(_ seed: Int) throws {
    var maker = RecordMaker(seed: UInt64(seed))
    let column = WriterColumn([[0x61]], Self.shape(["{\"a\":\"x\"}"]), definition: 1, repetition: 0)
    let texts = (0..<maker.number(1...20)).map { _ in Array(maker.text(upTo: 90).utf8) }
    for text in texts { column.add(text, 0) }
    let bounds = ColumnBounds(column, 0..<texts.count)
    let least = try #require(bounds.least)
    for text in texts { #expect(!text.lexicographicallyPrecedes(least.bytes)) }
    #expect(!least.isExact || texts.contains(least.bytes))
    if let greatest = bounds.greatest {
      for text in texts { #expect(!greatest.bytes.lexicographicallyPrecedes(text)) }
      #expect(!greatest.isExact || texts.contains(greatest.bytes))
      #expect(String(validating: greatest.bytes, as: UTF8.self) != nil)
    }
  }

  private static func shape(_ lines: [String]) -> ColumnShape {
    let shape = ColumnShape()
    for line in lines { if let document = try? JSONDocument(Array(line.utf8)) { shape.observe(document.root) } }
    return shape.members[0].shape
  }

  @Test("runs are read as they were written", arguments: 0..<40) func runs(_ seed: Int) throws {
    var maker = RecordMaker(seed: UInt64(seed))
    let width = maker.number(0...20)
    var values: [UInt32] = []
    while values.count < 500 {
      let value = UInt32(maker.number(0...(1 << width - 1)))
      values += [UInt32](repeating: value, count: maker.number(1...(maker.number(0...1) == 0 ? 2 : 40)))
    }
    let bytes = RunEncoder.encode(values[...], width: width)
    var back = [UInt32](repeating: 0, count: values.count)
    try bytes.withUnsafeBytes { bytes in
      var decoder = RunDecoder(bytes, width: width, largest: .max)
      try back.withUnsafeMutableBufferPointer {
        try decoder.decode(values.count, into: try #require($0.baseAddress))
      }
    }
    #expect(back == values)
  }
}
