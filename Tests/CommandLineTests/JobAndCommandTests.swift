import Foundation
import PrepBytes
import PrepDiagnostics
import PrepSplitting
import TestSupport
import Testing

@testable import PrepJobs

/// A job with its own defaults does what its command does without options: the same bytes, counts and findings.
@Suite struct JobAndCommandTests {
  private final class Listener: JobObserver {
    var findings: [String] = []
    var report = JobReport()

    func found(_ finding: Diagnostic) { findings.append(finding.description) }
    func counted(_ report: JobReport) { self.report = report }
  }

  /// What a run came to.
  private struct Outcome: Equatable {
    var output: [UInt8]
    var report: String
    var findings: [String]
    var failure: String?
  }

  private static let files: [(name: String, text: String)] = [
    (
      "train.jsonl",
      (0..<60).map {
        "{\"prompt\": \"Question \($0 % 50)?\", \"completion\": \" Answer \($0 % 50).\", \"text\": \"t\($0)\"}\n"
      }.joined()
    ),
    (
      "bad.jsonl",
      "{\"prompt\": \"a\", \"completion\": \" b\", \"text\": \"x\"}\n{\"prompt\": \"a\",\nnonsense\n{\"prompt\": 1, \"completion\": 2}\n"
    ),
    ("pairs.csv", "prompt,completion\nTwo and two?,Four.\nThree?,Three.\n"),
    ("notes.txt", "Some text.\n\nAnd more, with Grüße.\n"),
    (
      "chats.jsonl",
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Hello.\"}]}\n"
    ),
    ("ids.txt", "1 2 3\n[4, 5]\n"),
  ]

  /// A command's words without its files, and the job that is to do the same.
  private struct Twin: CustomTestStringConvertible, Sendable {
    var words: String
    var file: String
    var job: @Sendable (JobInput, JobOutput) -> any Job

    var testDescription: String { "\(words) \(file)" }
  }

  private static let twins: [Twin] = {
    var twins: [Twin] = []
    func add(_ words: String, _ files: [String], _ job: @escaping @Sendable (JobInput, JobOutput) -> any Job) {
      twins += files.map { Twin(words: words, file: $0, job: job) }
    }
    let records = ["train.jsonl", "bad.jsonl", "pairs.csv", "chats.jsonl"]
    add("convert", records + ["notes.txt"]) { ConvertJob(ConvertJob.Options(), inputs: [$0], output: $1) }
    add("fix", records) { FixJob(FixJob.Options(), inputs: [$0], output: $1) }
    add("fix --on-invalid skip", records) {
      var options = FixJob.Options()
      options.invalid.policy = .skip
      return FixJob(options, inputs: [$0], output: $1)
    }
    add("format", records) { FormatJob(FormatJob.Options(), inputs: [$0], output: $1) }
    add("sniff", records + ["notes.txt"]) { SniffJob(SniffJob.Options(), inputs: [$0], output: $1) }
    add("sniff --json --all", records) {
      var options = SniffJob.Options()
      (options.writesJSON, options.readsAll) = (true, true)
      return SniffJob(options, inputs: [$0], output: $1)
    }
    add("validate", records) { ValidateJob(ValidateJob.Options(), inputs: [$0], findings: $1) }
    add("dedup", ["train.jsonl", "bad.jsonl"]) { DedupJob(DedupJob.Options(), inputs: [$0], output: $1) }
    add("dedup --on-invalid skip", ["train.jsonl", "bad.jsonl"]) {
      var options = DedupJob.Options()
      options.invalid.policy = .skip
      return DedupJob(options, inputs: [$0], output: $1)
    }
    add("count", ["train.jsonl", "bad.jsonl", "notes.txt"]) { CountJob(CountJob.Options(), inputs: [$0], output: $1) }
    add("encode", ["train.jsonl", "bad.jsonl", "notes.txt"]) {
      EncodeJob(EncodeJob.Options(), inputs: [$0], output: $1)
    }
    add("decode", ["ids.txt", "notes.txt"]) { DecodeJob(DecodeJob.Options(), inputs: [$0], output: $1) }
    add("tokenize", ["train.jsonl", "bad.jsonl", "notes.txt", "chats.jsonl"]) {
      TokenizeJob(TokenizeJob.Options(), inputs: [$0], output: $1)
    }
    add("tokenize --json --template chatml --on-invalid skip", ["chats.jsonl", "bad.jsonl"]) {
      var options = TokenizeJob.Options()
      options.template.template = "chatml"
      options.invalid.policy = .skip
      return TokenizeJob(options, inputs: [$0], output: $1, writesText: true)
    }
    add("train --vocab-size 300", ["train.jsonl", "notes.txt"]) {
      TrainJob(TrainJob.Options(vocabulary: VocabularyOptions(size: 300)), inputs: [$0], output: $1)
    }
    add("train count", ["train.jsonl", "notes.txt"]) {
      CountWordsJob(CountWordsJob.Options(), inputs: [$0], output: $1)
    }
    return twins
  }()

  @Test("the same bytes, counts and findings", arguments: twins)
  private func equal(_ twin: Twin) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try #require(Self.files.first { $0.name == twin.file }).text
    try Data(text.utf8).write(to: folder.appendingPathComponent(twin.file))
    let ran = try PrepProcess.run("prep \(twin.words) --report report.json \(twin.file)", in: folder)
    let report = (try? String(contentsOf: folder.appendingPathComponent("report.json"), encoding: .utf8)) ?? ""

    let sink = MemoryByteSink()
    let listener = Listener()
    let job = twin.job(JobInput(Array(text.utf8), named: twin.file), JobOutput(sink))
    var failure: (any Error)?
    do { try run(job, listener) } catch { failure = error }

    // What fails may have handed on the beginning of its output, as much as its sink had taken.
    if failure == nil { #expect(sink.bytes == ran.stdout) } else { #expect(sink.bytes.starts(with: ran.stdout)) }
    let heard = listener.report.json + "\n"
    if !report.isEmpty { #expect(heard == report) }
    for finding in listener.findings { #expect(ran.stderr.contains(": \(finding)\n"), "\(finding)") }
    if let failure {
      #expect(ran.stderr.contains(": \(failure)\n"))
      #expect(ran.status != 0)
    } else {
      #expect(ran.status == 0 || ran.status == 1 && twin.words == "validate")
    }
  }

  private func run<J: Job>(_ job: J, _ listener: Listener) throws {
    _ = try JobRun(job, threads: 2, observer: listener).run()
  }

  @Test func `tokens are packed and stored as by commands`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try #require(Self.files.first).text
    try Data(text.utf8).write(to: folder.appendingPathComponent("train.jsonl"))
    let ran = try PrepProcess.run(
      "prep tokenize train.jsonl >tokens && prep pack --length 128 tokens >rows && prep shard -o shards rows && cat rows",
      in: folder)
    #expect(ran.status == 0, "\(ran.stderr)")
    let (tokens, rows) = (MemoryByteSink(), MemoryByteSink())
    let listener = Listener()
    let input = JobInput(Array(text.utf8), named: "train.jsonl")
    try run(TokenizeJob(TokenizeJob.Options(), inputs: [input], output: JobOutput(tokens)), listener)
    try run(
      PackJob(PackingOptions(length: 128), inputs: [JobInput(tokens.bytes, named: "tokens")], output: JobOutput(rows)),
      listener)
    #expect(rows.bytes == ran.stdout)
    let directory = folder.path + "/job"
    try run(ShardJob(ShardOptions(directory: directory), inputs: [JobInput(rows.bytes, named: "rows")]), listener)
    let compared = try PrepProcess.run("diff -r shards job", in: folder)
    #expect(compared.status == 0, "\(compared.text)")
  }
}
