import PrepSystem
import Testing

@Suite struct ChildProcessTests {
  @Test func theStatusComesBack() {
    ProcessSignals.ignoreFailuresOfWriting()
    #expect(ChildProcess.run(["sh", "-c", "exit 7"], input: "") == 7)
    #expect(ChildProcess.run(["sh", "-c", "read line; test \"$line\" = grüß"], input: "grüß\n") == 0)
    #expect(ChildProcess.run(["sh", "-c", "kill -TERM $$"], input: "") == 143)
    #expect(ChildProcess.run(["no-program-has-this-name"], input: "x") == nil)
  }

  @Test func aProgramThatReadsNothingIsNoFailure() {
    ProcessSignals.ignoreFailuresOfWriting()
    #expect(ChildProcess.run(["true"], input: String(repeating: "x", count: 1 << 20)) == 0)
  }
}
