import Foundation
import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

/// The samples of the documentation of PrepRecords: `SampleTests` sees that it has these lines.
@Suite struct ArticleSamples {
  @Test func `records come in a loop`() throws {
    let paths = [Fixtures.path("examples/questions.jsonl")]
    for result in JSONLinesReader(paths: paths).records {
      let record = try result.get()
      let prompt = try record.root["prompt"]?.string() ?? ""
      print(record.line, prompt.utf8.count)
    }
    #expect(try JSONLinesReader(paths: paths).records.filter { try $0.get().root["prompt"] != nil }.count == 120)
  }

  @Test func `a loop goes on behind bad lines`() throws {
    try Fixtures.withFile("bad.jsonl", "1\nnonsense\n3\n") { path in
      let paths = [path]
      var kept: [Int] = []

      for result in JSONLinesReader(paths: paths).records {
        switch result {
        case .success(let record): kept.append(record.line)
        case .failure(let finding as Diagnostic): print(finding)
        case .failure(let failure): throw failure
        }
      }
      #expect(kept == [1, 3])
    }
  }

  /// The sample in the comment of `ResultSequence`.
  func longestLine() throws -> Int {
    var longest = 0
    for result in JSONLinesReader(paths: ["train.jsonl"]).records {
      let record = try result.get()
      longest = max(longest, record.byteCount)
    }
    return longest
  }
}
