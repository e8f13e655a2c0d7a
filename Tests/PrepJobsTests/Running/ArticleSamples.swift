import Foundation
import PrepJobs
import PrepShards
import TestSupport
import Testing

final class Interruption: JobObserver {
  let cancellation = Cancellation()

  func advanced(bytes: Int, records: Int) { cancellation.cancel() }
}

/// The samples of the article on resuming, and of comments: `SampleTests` sees that they have these lines.
@Suite struct ArticleSamples {
  @Test func `an interrupted run is done again`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = folder.path + "/train.jsonl"
    try Data(questions(14_000).utf8).write(to: URL(fileURLWithPath: records))
    let directory = folder.path + "/shards"

    var options = RunJob.Options(shard: ShardOptions(directory: directory))
    options.pack = PackingOptions(length: 512)
    options.shard.size = 20_000
    options.shard.resumes = true
    options.identity = "questions, rows of 512"
    let job = RunJob(options, inputs: JobInput.files([records]))
    let interruption = Interruption()
    let first = JobRun(job, observer: interruption, cancellation: interruption.cancellation)
    do { _ = try first.run() } catch let end as JobCancellation { print(end.isResumable) }
    let summary = try JobRun(job).run()

    options.shard.directory = folder.path + "/undisturbed"
    let undisturbed = try JobRun(RunJob(options, inputs: JobInput.files([records]))).run()
    #expect(summary.datasetID == undisturbed.datasetID)
    for name in try FileManager.default.contentsOfDirectory(atPath: options.shard.directory) {
      #expect(
        FileManager.default.contents(atPath: directory + "/" + name)
          == FileManager.default.contents(atPath: options.shard.directory + "/" + name), "\(name)")
    }
  }

  /// The sample in the comment of `Job`.
  func tokenize(_ options: TokenizeJob.Options) throws {
    let run = JobRun(TokenizeJob(options, inputs: [JobInput(path: "train.jsonl")], output: JobOutput(path: "tokens")))
    let summary = try run.run()
    print(summary)
  }
}
