import Foundation
import PrepDiagnostics
import PrepExamples
import PrepExporting
import PrepPacking
import PrepShards
import PrepTokenizing
import PrepTokens
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct TokenJobTests {
  private func tokens(_ text: String, threads: Int = 2, _ change: (inout TokenizeJob.Options) -> Void = { _ in }) throws
    -> (bytes: [UInt8], TokenizeJob.Summary)
  {
    let memory = Memory()
    var options = TokenizeJob.Options()
    change(&options)
    let summary = try run(TokenizeJob(options, inputs: [input(text)], output: memory.output), threads: threads)
    return (memory.bytes, summary)
  }

  private func sequences(_ bytes: [UInt8]) throws -> [TokenSequence] {
    let source = try TokenStreamSource([JobInput(bytes, named: "tokens")])
    var all: [TokenSequence] = []
    while let sequence = try source.next() { all.append(sequence) }
    return all
  }

  @Test func `examples become tokens, on any number of threads`() throws {
    let (bytes, summary) = try tokens(questions(3000))
    #expect(summary.counts.examples == 3000)
    #expect(summary.shape == .promptCompletion)
    #expect(try sequences(bytes).map { $0.documentIDs[0] } == (0..<3000).map { UInt64($0) })
    #expect(try tokens(questions(3000), threads: 1).bytes == bytes)
  }

  @Test func `parts of bytes in memory are the whole together`() throws {
    let text = questions(500)
    let whole = try sequences(try tokens(text).bytes)
    var found: [TokenSequence] = []
    for index in 0..<3 {
      let (bytes, _) = try tokens(text) { $0.reading.part = InputPart("\(index)/3") }
      found += try sequences(bytes)
    }
    #expect(found.map(\.tokens) == whole.map(\.tokens))
  }

  @Test func `the library's examples give the tokens of the job`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = questions(700)
    let found = try sequences(try tokens(text).bytes)
    let memory = Memory()
    var job = TokenizeJob(TokenizeJob.Options(), inputs: [input(text)], output: memory.output)
    job.writesText = true
    _ = try run(job)
    #expect(try sequences(memory.bytes) == found)
  }

  @Test func `rows are packed, stored, verified, shown and exported`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (bytes, _) = try tokens(questions(200))
    let rows = Memory()
    let packed = try run(
      PackJob(PackingOptions(length: 256), inputs: [JobInput(bytes, named: "tokens")], output: rows.output))
    #expect(packed.counts.documents == 200)
    let directory = folder.path + "/shards"
    let stored = try run(ShardJob(ShardOptions(directory: directory), inputs: [JobInput(rows.bytes, named: "rows")]))
    #expect(stored.samples == packed.counts.rows)
    let observer = RecordingObserver()
    let verdict = try run(VerifyJob(inputs: [JobInput(path: directory)], output: Memory().output), observer: observer)
    #expect(verdict.worst == nil)
    guard case .verified(let outcome)? = observer.notes.first else { return #expect(Bool(false), "no note") }
    #expect(outcome.report.totals.sequences == stored.samples)
    let shown = Memory()
    var options = ViewJob.Options()
    options.decodes = true
    options.limit = 2
    let sources = [input(questions(200))]
    #expect(
      try run(ViewJob(options, inputs: [JobInput(path: directory)], sources: sources, output: shown.output)).rows == 2)
    #expect(shown.text.contains("\"text\":\"What is "))
    #expect(shown.text.contains("\"source\":\"train.jsonl:"))
    let exported = try run(
      ExportJob(ExportJob.Options(format: .jsonl, prefix: folder.path + "/out"), inputs: [JobInput(path: directory)]))
    #expect(exported.counts.documents == 200)
  }

  @Test func `a damaged stream is a finding of verify, and stops others`() throws {
    let (bytes, _) = try tokens(questions(200))
    let cut = JobInput(Array(bytes.dropLast(9)), named: "cut")
    let memory = Memory()
    #expect(try run(VerifyJob(inputs: [cut], output: memory.output)).worst == .error)
    #expect(memory.text.hasPrefix("cut: "))
    let failure = #expect(throws: (any Error).self) {
      try run(PackJob(PackingOptions(length: 64), inputs: [cut], output: Memory().output))
    }
    #expect(failure.map { FailureKind(of: $0) } == .badData)
  }

  @Test func `parts are merged`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for index in 0..<2 {
      let (bytes, _) = try tokens(questions(100)) { $0.reading.part = InputPart("\(index)/2") }
      _ = try run(ShardJob(ShardOptions(directory: folder.path + "/set"), inputs: [JobInput(bytes, named: "tokens")]))
    }
    let merged = try run(MergeJob(directory: folder.path + "/set"))
    #expect(merged.parts == 2)
    #expect(merged.rows == 100)
  }

  @Test func `packing options that make no sense are refused`() {
    func code(_ change: (inout PackingOptions) -> Void) -> JobFailure.Code? {
      var options = PackingOptions(length: 64)
      change(&options)
      do throws(JobFailure) { try options.check() } catch { return error.code }
      return nil
    }
    #expect(code { _ in } == nil)
    #expect(code { $0.length = 0 } == "out-of-range")
    #expect(code { $0.stride = 64 } == "out-of-range")
    #expect(
      code {
        $0.strategy = .wrap
        $0.overflow = .drop
      } == "options-exclude-each-other")
    #expect(code { $0.batchTokens = 100 } == "option-needs-another")
  }
}
