import Foundation
import PrepBytes
import PrepRecords
import TestSupport
import Testing

@Suite struct JSONLinesReaderTests {
  func readAll(_ reader: JSONLinesReader) throws -> [ReadLine] {
    var lines: [ReadLine] = []
    while let batch = try reader.next() { append(batch, to: &lines) }
    return lines
  }

  @Test(arguments: [1, 2, 3, 8])
  func threadsChangeNothing(threads: Int) throws {
    let file = LineChunkerTests.generatedFile(seed: 5, lines: 300)
    let expected = try readLines(LineChunker(source: MemoryByteSource(file)))
    var sources = [MemoryByteSource(file), MemoryByteSource(file)][...]
    let reader = JSONLinesReader(sources: { sources.popFirst() }, threads: threads, chunkSize: 100)
    let lines = try readAll(reader)
    #expect(lines == expected + expected)
  }

  @Test func filesAreReadInOrderAndCompressionIsRecognised() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("{\"n\":1}\n{\"n\":2}".utf8).write(to: folder.appendingPathComponent("a.jsonl"))
    try Data(gzipped).write(to: folder.appendingPathComponent("b.jsonl.gz"))
    let paths = ["a.jsonl", "b.jsonl.gz"].map { folder.appendingPathComponent($0).path }
    let lines = try readAll(JSONLinesReader(paths: paths, threads: 2))
    #expect(lines.map(\.line) == [1, 2, 1])
    #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["{\"n\":1}", "{\"n\":2}", "{}"])
  }

  /// `printf '{}\n' | gzip -n`
  let gzipped: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xAB, 0xAE, 0xE5, 0x02, 0x00, 0x06, 0xB0, 0xA1, 0xDD,
    0x03, 0x00,
    0x00, 0x00,
  ]

  @Test func aMissingFileIsAFailure() {
    #expect(throws: IOFailure.self) { try JSONLinesReader(paths: ["/nonexistent/x.jsonl"]).next() }
  }
}
