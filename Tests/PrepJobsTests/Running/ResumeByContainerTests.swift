import Foundation
import PrepImporting
import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

/// A run that was ended goes on to the bytes of one that was not, whatever the records stand in: what can be read at any
/// place goes on there, everything else is read again and skipped by number.
@Suite struct ResumeByContainerTests {
  enum Container: String, CaseIterable {
    case lines = "train.jsonl"
    case array = "train.json"
    case object = "inside.json"
    case csv = "train.csv"
    case workbook = "train.xlsx"
    case gzip = "train.jsonl.gz"
    case parquet = "train.parquet"
    case chats = "messages.jsonl"
  }

  private static let count = 6000

  private func write(_ container: Container, to folder: URL) throws -> String {
    let text = questions(Self.count)
    let file = folder.appendingPathComponent(container.rawValue)
    let lines = text.split(separator: "\n")
    let cells = try lines.map { line in
      let root = try JSONDocument(Array(line.utf8)).root
      return [try root["prompt"]?.string() ?? "", try root["completion"]?.string() ?? ""]
    }
    switch container {
    case .lines: try Data(text.utf8).write(to: file)
    case .array: try Data("[\(lines.joined(separator: ",\n"))]".utf8).write(to: file)
    case .object: try Data("{\"about\":[1],\"data\":[\(lines.joined(separator: ","))]}".utf8).write(to: file)
    case .csv:
      let rows = [["prompt", "completion"]] + cells
      try Data(rows.map { $0.map { "\"\($0)\"" }.joined(separator: ",") + "\n" }.joined().utf8).write(to: file)
    case .workbook: try Data(workbook(rows: [["prompt", "completion"]] + cells)).write(to: file)
    case .gzip:
      try Data(text.utf8).write(to: folder.appendingPathComponent("plain.jsonl"))
      let outcome = try PrepProcess.run("gzip -c plain.jsonl > \(container.rawValue)", in: folder)
      #expect(outcome.status == 0, "\(outcome.stderr)")
    case .parquet:
      _ = try run(
        ConvertJob(ConvertJob.Options(), inputs: [input(text)], output: JobOutput.records(path: file.path)))
    case .chats:
      // A message a line, grouped by the id of their conversation.
      let messages = cells.enumerated().map { number, cell in
        zip(["user", "assistant"], cell).map {
          "{\"conversation_id\":\"c\(number)\",\"role\":\"\($0)\",\"content\":\"\($1)\"}\n"
        }.joined()
      }
      try Data(messages.joined().utf8).write(to: file)
    }
    return file.path
  }

  @Test(arguments: Container.allCases) func `a run that was ended goes on to the same bytes`(container: Container)
    throws
  {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try write(container, to: folder)
    func job(_ name: String, resumes: Bool = false) -> RunJob {
      var options = RunJob.Options(shard: ShardOptions(directory: folder.path + "/" + name))
      options.shard.size = 12_000
      options.shard.resumes = resumes
      options.pack = PackingOptions(length: 128)
      options.identity = "the same"
      if container == .object { options.tokenize.reading.importing.pointer = JSONPointer("/data") }
      if container == .chats { options.tokenize.template.template = "chatml" }
      return RunJob(options, inputs: JobInput.files([path]))
    }
    func files(_ name: String) throws -> [String: Data] {
      let directory = folder.appendingPathComponent(name)
      var files: [String: Data] = [:]
      for file in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
        files[file] = try Data(contentsOf: directory.appendingPathComponent(file))
      }
      return files
    }
    let whole = RecordingObserver()
    _ = try PrepJobsTests.run(job("whole"), observer: whole)
    let batches = whole.batches
    #expect(batches > 1, "\(container)")
    for batch in Set([1, batches / 2, batches - 1]) where batch > 0 {
      let observer = RecordingObserver()
      let run = JobRun(job("cut\(batch)"), threads: 2, observer: observer)
      func cancel(after left: Int) {
        if left == 0 { return run.cancel() }
        observer.afterFirstBatch = { cancel(after: left - 1) }
      }
      cancel(after: batch)
      #expect(throws: JobCancellation.self) { try run.run() }
      let again = RecordingObserver()
      _ = try PrepJobsTests.run(job("cut\(batch)", resumes: true), observer: again)
      #expect(try files("cut\(batch)") == files("whole"), "\(container), ended after \(batch) of \(batches) batches")
      #expect(again.report?.json == whole.report?.json)
    }
  }
}
