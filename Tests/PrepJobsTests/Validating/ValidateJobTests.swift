import PrepDiagnostics
import PrepValidating
import Testing

@testable import PrepJobs

@Suite struct ValidateJobTests {
  private let text = questions(3) + "{\"prompt\": \"alone\"}\n"

  @Test func `findings are written, and decide`() throws {
    let memory = Memory()
    let observer = RecordingObserver()
    let summary = try run(
      ValidateJob(ValidateJob.Options(), inputs: [input(text)], findings: memory.output), observer: observer)
    #expect(summary.fails)
    #expect(summary.areWritten)
    #expect(memory.text.contains("train.jsonl:4:1: "))
    #expect(observer.records == 4)
    #expect(observer.report?.json.contains("\"records\":4") == true)
    var options = ValidateJob.Options()
    options.threshold = nil
    #expect(try !run(ValidateJob(options, inputs: [input(text)], findings: Memory().output)).fails)
  }

  @Test func `records are dealt to those that pass and those that do not`() throws {
    let (passed, rejects) = (Memory(), Memory())
    let text = questions(3) + "nonsense\n" + questions(1)
    var job = ValidateJob(ValidateJob.Options(), inputs: [input(text)], findings: Memory().output)
    job.passed = passed.output
    job.rejects = rejects.output
    let summary = try run(job)
    #expect(!summary.areWritten)
    #expect(passed.text == questions(3) + questions(1))
    #expect(rejects.text == "nonsense\n")
  }

  @Test func `an earlier run's findings are left out`() throws {
    let memory = Memory()
    var options = ValidateJob.Options()
    options.format = .json
    _ = try run(ValidateJob(options, inputs: [input(text)], findings: memory.output))
    var job = ValidateJob(options, inputs: [input(text)], findings: Memory().output)
    job.baseline = input(memory.text, named: "findings.jsonl")
    #expect(try !run(job).fails)
  }

  @Test func `what makes no sense together is refused`() {
    var options = ValidateJob.Options()
    options.epochs = 2
    #expect(throws: JobFailure.self) { try run(ValidateJob(options, inputs: [], findings: Memory().output)) }
    options = ValidateJob.Options()
    options.selected = ["no-such-rule"]
    let failure = #expect(throws: JobFailure.self) {
      try run(ValidateJob(options, inputs: [], findings: Memory().output))
    }
    #expect(failure?.code == "unknown-rule")
  }
}
