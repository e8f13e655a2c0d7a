import Foundation
import PrepBytes
import PrepDiagnostics

@testable import PrepJobs

/// Keeps everything that it hears, and may do something when it hears the first of it.
final class RecordingObserver: JobObserver {
  private(set) var expected: Int?
  private(set) var bytes = 0
  private(set) var records = 0
  private(set) var batches = 0
  private(set) var findings: [Diagnostic] = []
  private(set) var notes: [JobNote] = []
  private(set) var report: JobReport?
  /// Runs after the first batch.
  var afterFirstBatch: (() -> Void)?
  /// Runs when the size of the inputs is known, before anything of them is read.
  var beforeReading: (() -> Void)?

  func expects(bytes: Int?) {
    expected = bytes
    let action = beforeReading
    beforeReading = nil
    action?()
  }

  /// Runs when some ids of a vocabulary are there.
  var whileLearning: (() -> Void)?

  func learned(ids: Int, of total: Int) {
    let action = whileLearning
    whileLearning = nil
    action?()
  }

  func advanced(bytes: Int, records: Int) {
    self.bytes += bytes
    self.records += records
    batches += 1
    let action = afterFirstBatch
    afterFirstBatch = nil
    action?()
  }

  func found(_ finding: Diagnostic) { findings.append(finding) }

  func noted(_ note: JobNote) { notes.append(note) }

  func counted(_ report: JobReport) { self.report = report }
}

/// A job's output in memory.
struct Memory {
  let sink = MemoryByteSink()

  var output: JobOutput { JobOutput(sink) }
  var bytes: [UInt8] { sink.bytes }
  var text: String { String(decoding: sink.bytes, as: UTF8.self) }
}

/// A text as an input.
func input(_ text: String, named name: String = "train.jsonl") -> JobInput { JobInput(Array(text.utf8), named: name) }

/// Prompts and completions, a record a line.
func questions(_ count: Int) -> String {
  (0..<count).map { "{\"prompt\": \"What is \($0) and \($0 * 7)?\", \"completion\": \" It is \($0 * 8).\"}\n" }.joined()
}

/// Runs a job on some threads.
func run<J: Job>(_ job: J, threads: Int = 2, observer: RecordingObserver = RecordingObserver()) throws -> J.Summary {
  try JobRun(job, threads: threads, observer: observer).run()
}
