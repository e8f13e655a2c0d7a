import PrepDiagnostics
import PrepJobs
import PrepShards

/// Says how far a run is.
final class Listener: JobObserver {
  private var records = 0

  func advanced(bytes: Int, records: Int) { self.records += records }
  func found(_ finding: Diagnostic) { print(finding) }
  func counted(_ report: JobReport) { print("\(records) records: \(report.json)") }
}

/// Does the whole job as `prep run` does it, or a part of it: files of any number, parts, bad records left out,
/// interrupted runs gone on with.
///
///     swift run run-job shards/ train.jsonl more.jsonl.gz
@main
struct RunWholeJob {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let directory = arguments.first, arguments.count > 1 else {
      return print("usage: run-job DIRECTORY RECORDS…")
    }
    var options = RunJob.Options(shard: ShardOptions(directory: directory))
    options.tokenize.invalid.policy = .skip
    options.tokenize.reading.part = InputPart("0/2")
    options.pack = PackingOptions(length: 2048)
    options.shard.resumes = true
    options.identity = arguments.joined(separator: " ")
    let run = JobRun(RunJob(options, inputs: JobInput.files(Array(arguments.dropFirst()))), observer: Listener())
    let summary = try run.run()
    print("\(summary.samples) rows, \(summary.keptShards) shards kept")
  }
}
