import Foundation
import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepPacking
import PrepRecords
import PrepShards
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

/// The sample of README, which is held against this file.
func prepare(_ records: String, into directory: String) throws -> ShardWriter.Summary {
  try JSONLinesReader(paths: [records])
    .examples(as: .promptCompletion)
    .tokenized(by: Tokenizer.named("prep-32k-v2"), threads: 4)
    .packed(length: 2048)
    .write(to: ShardWriter(directory: directory))
}

@Suite struct TokenizedExamplesTests {
  let tokenizer: Tokenizer

  init() throws { tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName) }

  private func lines(_ text: String, threads: Int = 1) -> JSONLinesReader {
    var source: (any ByteSource)? = ChoppedByteSource(Array(text.utf8), sizes: [64])
    return JSONLinesReader(sources: { source.take() }, threads: threads, chunkSize: 256)
  }

  private let text = (0..<200).map { "{\"prompt\": \"question \($0)\", \"completion\": \" answer \($0 * 7)\"}\n" }
    .joined()

  @Test(arguments: [1, 2, 5]) func `threads change nothing`(threads: Int) throws {
    let one = try lines(text).examples(as: .promptCompletion).tokenized(by: tokenizer)
    let many = try lines(text, threads: threads).examples(as: .promptCompletion).tokenized(
      by: tokenizer, threads: threads)
    var count: UInt64 = 0
    while let sequence = try one.next() {
      #expect(sequence.documentIDs == [count])
      #expect(try many.next() == sequence)
      count += 1
    }
    #expect(try many.next() == nil)
    #expect(count == 200)
    #expect(many.counts == one.counts)
  }

  @Test func `bad records are handed over, and their numbers are not given again`() throws {
    var findings: [Diagnostic] = []
    let examples = lines("{\"prompt\": 1}\n\(text)nonsense\n{\"prompt\": \"p\", \"completion\": \"c\"}\n")
      .examples(as: .promptCompletion, onBadRecord: { findings.append($0) })
    let tokens = try examples.tokenized(by: tokenizer)
    var ids: [UInt64] = []
    while let sequence = try tokens.next() { ids += sequence.documentIDs }
    #expect(ids == Array(1...200) + [202])
    #expect(findings.map(\.location.line) == [1, 202])

    let strict = try lines("nonsense\n").examples(as: .text).tokenized(by: tokenizer)
    #expect(throws: Diagnostic.self) { try strict.next() }
  }

  @Test func `a shape that needs a template is refused`() {
    #expect(throws: TokenizingFault.self) { try self.lines("").examples(as: .chat).tokenized(by: self.tokenizer) }
  }

  /// The whole job by the libraries alone, as the manual of the package shows it.
  @Test func `stages compose into the whole job`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prep-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let summary = try lines(text)
      .examples(as: .promptCompletion)
      .tokenized(by: tokenizer)
      .packed(length: 256)
      .write(to: ShardWriter(directory: folder.path))
    #expect(summary.shards == 1)
    let rows = try ShardSource(directory: folder.path)
    var texts: [UInt64: String] = [:]
    while let row = try rows.next() {
      #expect(row.tokens.count <= 256)
      for segment in 0..<row.segmentCount {
        texts[row.documentIDs[segment]] = tokenizer.decode(Array(row.tokens[row.range(ofSegment: segment)].dropLast()))
      }
    }
    #expect(texts.count == 200)
    #expect(texts[3] == "question 3 answer 21")
  }

  @Test func `the sample of README runs`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prep-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = TestData.packageFolder.appendingPathComponent("Fixtures/examples/questions.jsonl").path
    let summary = try prepare(records, into: folder.path)
    #expect(summary.shards == 1)
    let source = try ShardSource(directory: folder.path)
    var documents: Set<UInt64> = []
    while let row = try source.next() { documents.formUnion(row.documentIDs) }
    #expect(documents == Set(0..<120))
  }
}
