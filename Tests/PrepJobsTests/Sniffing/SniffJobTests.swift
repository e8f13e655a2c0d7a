import PrepDiagnostics
import PrepRecords
import Testing

@testable import PrepJobs

@Suite struct SniffJobTests {
  @Test func `the shape of records is told`() throws {
    let memory = Memory()
    let observer = RecordingObserver()
    var options = SniffJob.Options()
    options.writesJSON = true
    try run(SniffJob(options, inputs: [input(questions(50))], output: memory.output), observer: observer)
    let root = try JSONDocument(memory.bytes).root
    #expect(try root["container"]?.string() == "jsonl")
    #expect(try root["shape"]?.string() == "prompt-completion")
    #expect(observer.report?.json == "{\"records\":50,\"invalid\":0}")
  }

  @Test func `what no job reads is refused once all is said`() throws {
    let memory = Memory()
    let pdf = JobInput(Array("%PDF-1.7\n".utf8) + [0, 1, 2, 3], named: "paper.pdf")
    #expect(throws: Diagnostic.self) {
      try run(SniffJob(SniffJob.Options(), inputs: [pdf, input(questions(1))], output: memory.output))
    }
    #expect(memory.text.contains("paper.pdf"))
    #expect(memory.text.contains("prompt-completion"))
  }
}
