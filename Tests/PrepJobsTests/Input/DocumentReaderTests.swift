import PrepDiagnostics
import PrepExamples
import TestSupport
import Testing

@testable import PrepJobs

/// However an input is cut, its chunks are its bytes, and each says where it begins.
@Suite struct DocumentReaderTests {
  /// Some lines, more than one chunk of them.
  private func generated(_ random: inout SeededGenerator) -> [UInt8] {
    var text: [UInt8] = []
    while text.count < 900_000 {
      let length =
        Int.random(in: 0...1, using: &random) == 0
        ? Int.random(in: 0...20, using: &random) : Int.random(in: 0...5000, using: &random)
      text += [UInt8](repeating: UInt8.random(in: 0x61...0x7A, using: &random), count: length) + [0x0A]
    }
    return Bool.random(using: &random) ? text + Array("without an end".utf8) : text
  }

  private let opening = RecordOpening(InputOptions())

  private func blocks(_ reader: DocumentReader) throws -> [DocumentChunk] {
    var chunks: [DocumentChunk] = []
    while let chunk = try reader.next() { chunks.append(chunk) }
    return chunks
  }

  private func bytes(of chunk: DocumentChunk) -> [UInt8] {
    guard case .text(let block) = chunk.content else { return [] }
    return block.bytes
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `lines of text`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let text = generated(&random)
    let input = JobInput(text, named: "a.txt")
    let chunks = try blocks(DocumentReader(input, content: .lines, opening: opening, maxLine: 1 << 20, piece: 3))
    #expect(chunks.count > 1)
    #expect(chunks.flatMap(bytes) == text)
    var place = DocumentChunk.Place(piece: 3)
    for chunk in chunks {
      #expect(chunk.place == place)
      place.offset += chunk.byteCount
      place.line += bytes(of: chunk).count { $0 == 0x0A }
    }
    // Reading goes on at the start of any chunk.
    let later = try #require(chunks.randomElement(using: &random)?.place)
    for input in [input, input.lines(in: 0..<text.count)] {
      let reader = try DocumentReader(
        input, content: .lines, opening: opening, maxLine: 1 << 20, piece: 3, start: (later.offset, later.line))
      #expect(try blocks(reader).flatMap(bytes) == Array(text[later.offset...]))
    }
  }

  @Test func `a whole text is one chunk, or parts that go on`() throws {
    var random = SeededGenerator(seed: 9)
    let text = (0..<4).flatMap { _ in generated(&random) }
    let input = JobInput(text, named: "a.txt")
    let whole = try blocks(DocumentReader(input, content: .whole, opening: opening, maxLine: 10))
    #expect(whole.count == 1)
    let parts = try blocks(DocumentReader(input, content: .whole, opening: opening, maxLine: 10, cutsTexts: true))
    #expect(parts.count > 1)
    #expect(parts.flatMap(bytes) == text)
    #expect(
      try blocks(DocumentReader(JobInput([], named: "empty"), content: .whole, opening: opening, maxLine: 10)).count
        == 1)
  }

  @Test func `a line beyond the limit is told with its place`() throws {
    let text = Array("short\n".utf8) + [UInt8](repeating: 0x61, count: 600_000)
    let reader = try DocumentReader(JobInput(text, named: "a.txt"), content: .lines, opening: opening, maxLine: 1000)
    let finding = #expect(throws: Diagnostic.self) { try blocks(reader) }
    #expect(finding?.code == "line-too-long")
    #expect(finding?.location.line == 2)
  }
}
