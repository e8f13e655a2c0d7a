import Foundation
import PrepConverting
import PrepShards
import PrepSplitting
import PrepTokenizers
import TestSupport
import Testing

@testable import PrepJobs

/// A run that another thread cancels in its middle throws, and leaves nothing half-made.
@Suite struct CancellationTests {
  /// More than a few batches.
  private static let records = questions(12_000)

  /// Jobs that write a file, by the path of that file.
  private static let jobs: [(name: String, job: @Sendable (String) -> any Job)] = [
    ("convert", { ConvertJob(ConvertJob.Options(), inputs: [input(records)], output: JobOutput(path: $0)) }),
    ("fix", { FixJob(FixJob.Options(), inputs: [input(records)], output: JobOutput(path: $0)) }),
    ("format", { FormatJob(FormatJob.Options(), inputs: [input(records)], output: JobOutput(path: $0)) }),
    ("dedup", { DedupJob(DedupJob.Options(), inputs: [input(records)], output: JobOutput(path: $0)) }),
    (
      "split",
      { path in
        SplitJob(SplitJob.Options(plan: SplitPlan.halves), inputs: [input(records)]) { JobOutput(path: path + $0) }
      }
    ),
    ("tokenize", { TokenizeJob(TokenizeJob.Options(), inputs: [input(records)], output: JobOutput(path: $0)) }),
    (
      "encode",
      {
        EncodeJob(
          EncodeJob.Options(),
          inputs: [input(records, named: "a.txt"), input(records, named: "b.txt"), input(records, named: "c.txt")],
          output: JobOutput(path: $0))
      }
    ),
    ("count", { CountJob(CountJob.Options.prompts, inputs: [input(records)], output: JobOutput(path: $0)) }),
    ("words", { CountWordsJob(CountWordsJob.Options.prompts, inputs: [input(records)], output: JobOutput(path: $0)) }),
    (
      "validate",
      { path in
        var job = ValidateJob(ValidateJob.Options(), inputs: [input(records)], findings: JobOutput(path: path))
        job.passed = JobOutput(path: path + ".passed")
        return job
      }
    ),
  ]

  @Test("cancelled in the middle", arguments: jobs.map(\.name), [1, 3])
  func cancelled(_ name: String, threads: Int) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let job = try #require(Self.jobs.first { $0.name == name }).job(folder.path + "/out")
    try cancel(job, threads: threads)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  /// Runs a job and cancels it after its first batch, or before it reads, from another thread.
  private func cancel<J: Job>(_ job: J, threads: Int, atStart: Bool = false) throws {
    let observer = RecordingObserver()
    let cancellation = Cancellation()
    let run = JobRun(job, threads: threads, observer: observer, cancellation: cancellation)
    let cancel = {
      let done = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        cancellation.cancel()
        done.signal()
      }
      done.wait()
    }
    if atStart { observer.beforeReading = cancel } else { observer.afterFirstBatch = cancel }
    #expect(throws: JobCancellation.self) { try run.run() }
    #expect(observer.batches <= 1)
    #expect(observer.report == nil)
  }

  @Test func `a training ends among its merges`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = TrainJob.Options(vocabulary: VocabularyOptions(size: 2000))
    options.text.fields = ["prompt"]
    let observer = RecordingObserver()
    let run = JobRun(
      TrainJob(options, inputs: [input(questions(2000))], output: JobOutput(path: folder.path + "/vocabulary.json")),
      observer: observer)
    var learned = false
    observer.whileLearning = {
      learned = true
      run.cancel()
    }
    #expect(throws: JobCancellation.self) { try run.run() }
    #expect(learned)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func `jobs between tokens end too`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let stream = Memory()
    _ = try PrepJobsTests.run(
      TokenizeJob(TokenizeJob.Options(), inputs: [input(questions(500))], output: stream.output))
    let tokens = JobInput(stream.bytes, named: "tokens")
    try cancel(
      PackJob(PackingOptions(length: 64), inputs: [tokens], output: JobOutput(path: folder.path + "/rows")), threads: 2,
      atStart: true)
    try cancel(ShardJob(ShardOptions(directory: folder.path + "/shards"), inputs: [tokens]), threads: 2, atStart: true)
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".part") || $0.hasSuffix("index.json") || $0.hasSuffix("rows")
    }
    #expect(left == [])
  }

  /// Wherever a run ended, the next one gives the set, and counts what a run without an end before its time counts.
  @Test func `a whole job that was cancelled is gone on with`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = questions(14_000).split(separator: "\n").enumerated().map { $0 % 997 == 5 ? "nonsense" : $1 }
    let text = lines.joined(separator: "\n") + "\n"
    func job(_ name: String, resumes: Bool = false) -> RunJob {
      var options = RunJob.Options(shard: ShardOptions(directory: folder.path + "/" + name))
      options.tokenize.invalid.policy = .skip
      options.shard.size = 20_000
      options.shard.resumes = resumes
      options.pack = PackingOptions(length: 128)
      options.identity = "the same"
      return RunJob(options, inputs: [input(text)])
    }
    func names(_ name: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + name).sorted()
    }
    let whole = RecordingObserver()
    _ = try PrepJobsTests.run(job("whole"), observer: whole)
    for batch in 2...4 {
      let observer = RecordingObserver()
      let run = JobRun(job("cut\(batch)"), threads: 2, observer: observer)
      func cancel(after left: Int) {
        if left == 0 { return run.cancel() }
        observer.afterFirstBatch = { cancel(after: left - 1) }
      }
      cancel(after: batch)
      #expect(throws: JobCancellation(isResumable: true)) { try run.run() }
      #expect(observer.batches == batch)
      let left = try names("cut\(batch)")
      #expect(!left.contains("index.json"))
      #expect(!left.contains { $0.hasSuffix(".part") })
      let again = RecordingObserver()
      let summary = try PrepJobsTests.run(job("cut\(batch)", resumes: true), observer: again)
      #expect(summary.keptShards > 0)
      #expect(try names("cut\(batch)") == names("whole"))
      #expect(again.report?.json == whole.report?.json)
    }
  }
}

extension SplitPlan {
  static var halves: SplitPlan {
    guard let plan = try? SplitPlan(parsing: "a=50%,b=50%") else { preconditionFailure("half and half is a plan") }
    return plan
  }
}

extension CountJob.Options {
  /// Takes the prompts.
  static var prompts: CountJob.Options {
    var options = CountJob.Options()
    options.encoding.text.fields = ["prompt"]
    return options
  }
}

extension CountWordsJob.Options {
  /// Takes the prompts.
  static var prompts: CountWordsJob.Options {
    var options = CountWordsJob.Options()
    options.text.fields = ["prompt"]
    return options
  }
}
