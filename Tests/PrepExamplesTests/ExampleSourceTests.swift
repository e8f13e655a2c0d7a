import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepRecords
import Testing

@Suite struct ExampleSourceTests {
  private func reader(_ text: String) -> JSONLinesReader {
    var source: (any ByteSource)? = MemoryByteSource(Array(text.utf8))
    return JSONLinesReader(sources: { source.take() }, chunkSize: 32)
  }

  private static let text = "{\"text\":\"one\"}\n{\"text\":2}\nnonsense\n{\"text\":\"four\"}\n"

  @Test func `examples come in a loop, and bad records between them`() {
    var found: [String] = []
    for result in reader(Self.text).examples(as: .text) {
      switch result {
      case .success(.text(let bytes)): found.append(String(decoding: bytes, as: UTF8.self))
      case .success: found.append("another shape")
      case .failure(let finding as Diagnostic): found.append("line \(finding.location.line)")
      case .failure: found.append("another error")
      }
    }
    #expect(found == ["one", "line 2", "line 3", "four"])
  }

  @Test func `the first bad record ends a loop that asks for values`() {
    var count = 0
    #expect(throws: Diagnostic.self) {
      for result in self.reader(Self.text).examples(as: .text) {
        _ = try result.get()
        count += 1
      }
    }
    #expect(count == 1)
  }

  @Test func `what the handler leaves out does not come, and what else it throws ends the loop`() {
    struct Enough: Error {}
    var findings = 0
    let source = reader(Self.text).examples(as: .text) { _ in findings += 1 }
    #expect(source.allSatisfy { if case .success = $0 { true } else { false } })
    #expect(findings == 2)
    let strict = Array(reader(Self.text).examples(as: .text) { _ in throw Enough() })
    #expect(strict.count == 2)
  }

  @Test func `a loop that is left loses nothing`() throws {
    let source = reader((0..<50).map { "{\"text\":\"\($0)\"}\n" }.joined()).examples(as: .text)
    var found: [Example] = []
    for _ in 0..<20 {
      for result in source.prefix(3) { found.append(try result.get()) }
    }
    #expect(found == (0..<50).map { .text(Array("\($0)".utf8)) })
  }

  /// The sample in the comment of `ExampleSource`.
  func readNamedFile() throws -> [Example] {
    var examples: [Example] = []
    for result in JSONLinesReader(paths: ["train.jsonl"]).examples(as: .promptCompletion) {
      examples.append(try result.get())
    }
    return examples
  }
}
