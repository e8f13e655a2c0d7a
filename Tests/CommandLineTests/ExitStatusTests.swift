import PrepDiagnostics
import PrepJobs
import PrepShards
import Testing

@testable import PrepCommands

@Suite struct ExitStatusTests {
  @Test func `every kind of failure has its status`() {
    let expected: [FailureKind: (error: any Error, code: Int32)] = [
      .usage: (JobFailure("a", "b"), 64),
      .badData: (Diagnostic("a", "b", at: SourceLocation(file: "c")), 65),
      .interrupted: (JobCancellation(isResumable: true), 75),
      .cancelled: (JobCancellation(), 130),
      .conflict: (OtherPart(path: "a/part-00000"), 70),
      .fault: (CancellationError(), 70),
    ]
    for (kind, (error, code)) in expected {
      #expect(FailureKind(of: error) == kind)
      #expect(ExitStatus(for: error).code == code, "\(kind)")
    }
    #expect(ExitStatus(for: ExitStatus.findings) == .findings)
    #expect(ExitStatus(for: UsageError("a")) == .usage)
  }
}
