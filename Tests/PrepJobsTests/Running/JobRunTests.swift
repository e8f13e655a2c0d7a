import Foundation
import PrepDiagnostics
import Testing

@testable import PrepJobs

@Suite struct JobRunTests {
  /// A job that does what it is told.
  private struct Told: Job {
    var work: (JobContext) throws -> Int

    func execute(_ context: JobContext) throws -> Int { try work(context) }
  }

  @Test func `what a job counts is heard at its end`() throws {
    let observer = RecordingObserver()
    let job = Told { context in
      context.report.add(2, to: "records")
      #expect(observer.report == nil)
      return 7
    }
    #expect(try run(job, observer: observer) == 7)
    #expect(observer.report?.json == "{\"records\":2}")
  }

  @Test func `bad data keeps the rejects and the counts, other failures do not`() throws {
    for (error, keeps) in [
      (Diagnostic("bad", "bad", at: SourceLocation(file: "a")) as any Error, true), (JobFailure("odd", "odd"), false),
      (JobCancellation(), false),
    ] {
      let observer = RecordingObserver()
      var kept = false
      let job = Told { context in
        context.whenBadDataStops { kept = true }
        throw error
      }
      #expect(throws: (any Error).self) { try run(job, observer: observer) }
      #expect(kept == keeps)
      #expect((observer.report != nil) == keeps)
    }
  }

  @Test func `a run that is cancelled before it begins does nothing`() throws {
    var began = false
    let run = JobRun(
      Told { _ in
        began = true
        return 0
      })
    run.cancel()
    #expect(throws: JobCancellation.self) { try run.run() }
    #expect(!began)
  }

  @Test func `every kind of failure has an error, and misuse is told from bad data`() {
    #expect(FailureKind(of: JobFailure("a", "b")) == .usage)
    #expect(FailureKind(of: JobCancellation()) == .cancelled)
    #expect(FailureKind(of: JobCancellation(isResumable: true)) == .interrupted)
    #expect(FailureKind(of: Diagnostic("bad", "bad", at: SourceLocation(file: "a"))) == .badData)
    #expect(FailureKind(of: CocoaError(.formatting)) == .fault)
  }
}
