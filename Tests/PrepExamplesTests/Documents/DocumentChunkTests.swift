import PrepBytes
import PrepDiagnostics
import PrepRecords
import Testing

@testable import PrepExamples

@Suite struct DocumentChunkTests {
  /// The documents of a text, and what is wrong with it.
  private func documents(of content: DocumentChunk.Content, _ options: DocumentOptions) throws -> (
    texts: [String], DocumentFindings
  ) {
    var texts: [String] = []
    let findings = try DocumentChunk(content).forEachDocument(options) {
      texts.append(String(decoding: $0, as: UTF8.self))
    }
    return (texts, findings)
  }

  private func records(_ text: String) throws -> DocumentChunk.Content {
    .records(try #require(try LineChunker(source: MemoryByteSource(Array(text.utf8), name: "a.jsonl")).next()))
  }

  private func lines(_ bytes: [UInt8], line: Int = 1, offset: Int = 0) -> DocumentChunk.Content {
    .text(
      TextBlock(
        bytes: bytes, place: SourceLocation(file: "a.txt", line: line, column: 1, offset: offset), isWhole: false))
  }

  private func codes(_ findings: DocumentFindings) -> [String] {
    findings.findings.map {
      switch $0 {
      case .rejected(let diagnostic, _): "\(diagnostic.location.line) \(diagnostic.code)"
      case .continuation: "continuation"
      case .note(let diagnostic): "note \(diagnostic.code)"
      }
    }
  }

  @Test func `a record gives its texts, or none of them`() throws {
    let text = """
      {"text": "one", "more": "two"}
      {"text": "three"}
      {"text": 4, "more": ""}
      {"text": "a", "text": "b", "more": ""}
      [1]
      nonsense
      {"text": "x", "more": "y"}

      """
    let (texts, findings) = try documents(of: records(text), DocumentOptions(fields: ["text", "more"]))
    #expect(texts == ["one", "two", "x", "y"])
    #expect(findings.records == 7)
    #expect(findings.documents == 4)
    #expect(codes(findings).dropLast() == ["2 missing-field", "3 wrong-type", "4 duplicate-key", "5 not-an-object"])
    guard case .rejected(_, let line)? = findings.findings.last else {
      return #expect(Bool(false), "nonsense is rejected")
    }
    #expect(line == Array("nonsense".utf8))
  }

  @Test func `texts further inside are found`() throws {
    let chat = "{\"text\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"value\": [\"a\", {\"text\": \"b\"}]}, 7]}\n"
    #expect(try documents(of: records(chat), DocumentOptions(fields: ["text"])).texts == ["Hi", "a", "b"])
  }

  @Test func `without fields, all texts of the example are documents, and nothing else is`() throws {
    let lines = """
      {"id":"x","prompt":"q","completion":"a","label":"l"}
      {"messages":[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"text","text":"v"}]}],"tools":[]}
      {"instruction":"i","input":"","output":"o"}
      {"a":1}
      {"prompt":"q","completion":5}

      """
    let (texts, findings) = try documents(of: records(lines), DocumentOptions())
    #expect(texts == ["q", "a", "u", "v", "i", "", "o"])
    #expect(codes(findings) == ["4 unknown-shape", "5 wrong-type"])
  }

  @Test func `every line of a text is a document, but for those that are no text`() throws {
    let bytes = Array("one\ntwo".utf8) + [0xFF] + Array("\n\nlast".utf8)
    let (texts, findings) = try documents(of: lines(bytes, line: 7, offset: 100), DocumentOptions())
    #expect(texts == ["one", "", "last"])
    guard case .rejected(let diagnostic, let line)? = findings.findings.first else {
      return #expect(Bool(false), "a byte is not a text")
    }
    #expect(diagnostic.location == SourceLocation(file: "a.txt", line: 8, column: 4, offset: 107))
    #expect(line == Array("two".utf8) + [0xFF])
    #expect(try documents(of: lines(bytes), DocumentOptions(acceptsBytes: true)).1.findings.isEmpty)
  }

  @Test func `a byte order mark is dropped, and told`() throws {
    let (texts, findings) = try documents(of: lines([0xEF, 0xBB, 0xBF] + Array("a\n".utf8)), DocumentOptions())
    #expect(texts == ["a"])
    #expect(codes(findings) == ["note byte-order-mark"])
  }

  @Test func `the place of a chunk is that of its first line`() throws {
    #expect(
      DocumentChunk(lines([0x61], line: 9, offset: 50), piece: 2).place
        == DocumentChunk.Place(piece: 2, offset: 50, line: 9))
    #expect(DocumentChunk(try records("{}\n"), piece: 1).place == DocumentChunk.Place(piece: 1))
  }
}
