import PrepBytes
import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

/// What a reader made of a line, for comparison.
struct ReadLine: Equatable {
  var kind: String
  var line: Int
  var offset: Int
  var bytes: [UInt8]
  var value: ReferenceJSON?
  var column = 0
}

/// All the lines of a source; pieces of one long line are put together again.
func readLines(_ chunker: LineChunker, _ options: LineChunk.Options = .init()) throws -> [ReadLine] {
  var lines: [ReadLine] = []
  while let chunk = try chunker.next() { append(chunk.parse(options), to: &lines) }
  return lines
}

func append(_ batch: RecordBatch, to lines: inout [ReadLine]) {
  for item in batch.items {
    switch item {
    case .record(let record):
      lines.append(
        ReadLine(
          kind: "record", line: record.line, offset: record.offset, bytes: record.withUnsafeBytes { Array($0) },
          value: ReferenceJSON(record.root)))
    case .invalid(let diagnostic, let raw):
      lines.append(
        ReadLine(
          kind: diagnostic.code.rawValue, line: raw.line, offset: raw.offset, bytes: raw.withUnsafeBytes { Array($0) },
          column: diagnostic.location.column))
    case .continuation(let raw): lines[lines.count - 1].bytes += raw.withUnsafeBytes { Array($0) }
    case .note(let diagnostic):
      lines.append(
        ReadLine(
          kind: diagnostic.code.rawValue, line: diagnostic.location.line, offset: diagnostic.location.offset ?? -1,
          bytes: []))
    }
  }
}

/// The slow, obvious reading of JSON Lines; whether a line is valid and what it holds, not why it is invalid.
func referenceLines(_ text: [UInt8]) -> [ReadLine] {
  var lines: [ReadLine] = []
  var offset = 0
  for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
    defer { offset += line.count + 1 }
    let bytes = Array(line.last == 0x0D ? line.dropLast() : line)
    if bytes.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) { continue }
    let value = ReferenceJSON.parse(bytes)
    lines.append(
      ReadLine(kind: value == nil ? "invalid" : "record", line: index + 1, offset: offset, bytes: bytes, value: value))
  }
  return lines
}

/// The lines with every reason for a refusal replaced by "invalid".
func withoutReasons(_ lines: [ReadLine]) -> [ReadLine] {
  lines.map { line in
    var line = line
    if line.kind != "record" { line.kind = "invalid" }
    line.column = 0
    return line
  }
}

@Suite struct LineChunkerTests {
  /// A file of good and bad lines with all kinds of line ends.
  static func generatedFile(seed: UInt64, lines: Int, damagePercent: Int = 20) -> [UInt8] {
    var generated = GeneratedJSON(seed: seed)
    var file: [UInt8] = []
    for _ in 0..<lines {
      let line = generated.line()
      file += generated.chance(damagePercent) ? generated.damaged(line) : line
      file += Array(generated.pick(["\n", "\n", "\n", "\r\n", "\n\n", "\n \t\n"]).utf8)
    }
    if generated.chance(50) { file += generated.line() }
    return file
  }

  @Test(arguments: 0..<6)
  func linesAreReadAsTheReferenceReadsThem(seed: UInt64) throws {
    let file = Self.generatedFile(seed: seed, lines: 120)
    let expected = referenceLines(file)
    for level in ScanLevel.available {
      var options = LineChunk.Options()
      options.level = level
      let read = try readLines(LineChunker(source: MemoryByteSource(file)), options)
      #expect(withoutReasons(read) == expected, "\(level)")
    }
  }

  /// A fault must not spill into the lines around it, wherever it falls in a block.
  @Test func aBadLineLeavesItsNeighboursAlone() throws {
    let bad: [[UInt8]] = [
      Array("\"abc".utf8), Array("{\"a\":\"b\\\"}".utf8), [0x22, 0xE2, 0x82], [0x22, 0xF0, 0x9F, 0x98, 0x22],
      [0x22, 0xC3], [0xFF],
      Array("\\\"".utf8), Array("\"\\u12\"".utf8), Array("[1,2".utf8), Array("]".utf8), [0x22, 0x09, 0x22],
      Array("1$".utf8), [0x22, 0x5C],
    ]
    for line in bad {
      for before in 0..<70 {
        let file =
          Array("[\"\(String(repeating: "x", count: before))\"]\n".utf8) + line
          + Array("\n{\"é\": [1, true]}\n\"\u{800}\"".utf8)
        for level in ScanLevel.available {
          var options = LineChunk.Options()
          options.level = level
          let kinds = try readLines(LineChunker(source: MemoryByteSource(file)), options).map { $0.kind == "record" }
          #expect(kinds == [true, false, true, true], "\(level) \(before) \(line)")
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 64, 65, 1000, 1 << 18])
  func theResultDoesNotDependOnHowTheInputIsCut(chunkSize: Int) throws {
    let file = Self.generatedFile(seed: 99, lines: 60)
    let whole = try readLines(LineChunker(source: MemoryByteSource(file)))
    for sizes in [[1], [2, 3, 5], [chunkSize], [1 << 20]] {
      let source = ChoppedByteSource(file, sizes: sizes, name: "<memory>")
      #expect(try readLines(LineChunker(source: source, chunkSize: chunkSize)) == whole)
    }
  }

  @Test func lineEndsAreLineFeedsWithOrWithoutACarriageReturn() throws {
    let file = Array("1\n2\r\n\r\n \n3\r4\n\"\u{2028}\u{85}\"\n5".utf8)
    let lines = try readLines(LineChunker(source: MemoryByteSource(file)))
    #expect(lines.map(\.kind) == ["record", "record", "invalid-json", "record", "record"])
    #expect(lines.map(\.line) == [1, 2, 5, 6, 7])
    #expect(
      lines.map(\.bytes).map { String(decoding: $0, as: UTF8.self) } == ["1", "2", "3\r4", "\"\u{2028}\u{85}\"", "5"])
    #expect(lines[2].column == 3)
  }

  @Test func blankLinesAreNotedWhenAskedFor() throws {
    let options = LineChunk.Options(notesBlankLines: true)
    let lines = try readLines(LineChunker(source: MemoryByteSource(Array("1\n\n \t\r\n2\n\n".utf8))), options)
    #expect(lines.map(\.kind) == ["record", "blank-line", "blank-line", "record", "blank-line"])
    #expect(lines.map(\.line) == [1, 2, 3, 4, 5])
  }

  @Test func aByteOrderMarkIsDroppedAtTheStartAndRefusedInside() throws {
    let file = Array("\u{FEFF}{\"a\":1}\n\u{FEFF}{}\n".utf8)
    let lines = try readLines(LineChunker(source: MemoryByteSource(file)))
    #expect(lines.map(\.kind) == ["byte-order-mark", "record", "misplaced-byte-order-mark"])
    #expect(lines.map(\.line) == [1, 1, 2])
    #expect(lines[1].offset == 3)
    #expect(
      try readLines(LineChunker(source: MemoryByteSource([0xEF, 0xBB, 0xBF]))).map(\.kind) == ["byte-order-mark"])
  }

  @Test(
    arguments: [
      [0xFF, 0xFE, 0x7B, 0x00, 0x0A, 0x00], [0xFE, 0xFF, 0x00, 0x7B], [0x7B, 0x00, 0x22, 0x00], [0x00, 0x7B],
    ] as [[UInt8]])
  func wideEncodingsAreNamed(file: [UInt8]) throws {
    #expect(try readLines(LineChunker(source: MemoryByteSource(file))).first?.kind == "not-utf8")
  }

  @Test func emptyInputsHaveNoLines() throws {
    for text in ["", "\n", "\n\n", " ", "\r\n"] {
      #expect(try readLines(LineChunker(source: MemoryByteSource(Array(text.utf8)))).isEmpty)
    }
  }

  @Test(arguments: [1, 5, 16, 64, 4096])
  func aLineOverTheLimitIsRefusedWithAllItsBytes(chunkSize: Int) throws {
    let long = "\"" + String(repeating: "x", count: 500) + "\""
    let atLimit = "\"" + String(repeating: "y", count: 98) + "\""
    let file = Array("1\n\(long)\n2\n\(atLimit)\n\(long)\r\n3\n\(long)".utf8)
    let options = LineChunk.Options(maxLine: 100)
    for sizes in [[1], [7], [1000]] {
      let chunker = LineChunker(source: ChoppedByteSource(file, sizes: sizes), chunkSize: chunkSize, maxLine: 100)
      let lines = try readLines(chunker, options)
      #expect(
        lines.map(\.kind) == [
          "record", "line-too-long", "record", "record", "line-too-long", "record", "line-too-long",
        ])
      #expect(lines.map(\.line) == [1, 2, 3, 4, 5, 6, 7])
      #expect(lines[1].bytes == Array(long.utf8))
      #expect(lines[1].column == 101)
      #expect(lines[3].bytes == Array(atLimit.utf8))
      #expect(lines[6].bytes == Array(long.utf8))
      #expect(lines[6].offset == file.count - long.utf8.count)
    }
  }

  @Test func aRecordKnowsItsPlace() throws {
    let chunker = LineChunker(
      source: MemoryByteSource(Array("{}\n {\"a\": \"b\"}\n".utf8)), file: "t.jsonl", chunkSize: 4)
    var records: [Record] = []
    while let chunk = try chunker.next() {
      for case .record(let record) in chunk.parse().items { records.append(record) }
    }
    #expect(records[1].location(of: records[1].root["a"], pointer: "/a").description == "t.jsonl:2:8")
    #expect(records[1].location(of: nil, pointer: nil).column == 2)
    #expect(records[1].location(of: records[1].root["a"], pointer: nil).offset == 10)
  }
}
