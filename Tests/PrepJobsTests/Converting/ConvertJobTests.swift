import PrepConverting
import PrepExamples
import PrepImporting
import Testing

@testable import PrepJobs

@Suite struct ConvertJobTests {
  @Test func `a table becomes records`() throws {
    let memory = Memory()
    let observer = RecordingObserver()
    let summary = try run(
      ConvertJob(
        ConvertJob.Options(), inputs: [input("prompt,completion\none,two\nthree,four\n", named: "pairs.csv")],
        output: memory.output),
      observer: observer)
    #expect(
      memory.text == "{\"prompt\":\"one\",\"completion\":\"two\"}\n{\"prompt\":\"three\",\"completion\":\"four\"}\n")
    #expect(summary.records == 2)
    #expect(summary.examples == 2)
    #expect(summary.reading.containers.map(\.container.name) == ["csv"])
    #expect(observer.report?.json == "{\"records\":2,\"examples\":2,\"written\":2,\"dropped\":{}}")
  }

  @Test func `what cannot be carried over is counted by name`() throws {
    let memory = Memory()
    var options = ConvertJob.Options()
    options.form = TargetForm("prompt-completion")
    let summary = try run(
      ConvertJob(
        options, inputs: [input("{\"prompt\": \"a\", \"completion\": \"b\", \"source\": \"web\"}\n")],
        output: memory.output))
    #expect(summary.losses.map(\.name) == ["field source"])
    #expect(summary.losses.map(\.count) == [1])
  }

  @Test func `another character set is named at once`() throws {
    let memory = Memory()
    var options = ConvertJob.Options()
    options.reading.importing.encoding = "windows-1252"
    options.keepsRecords = true
    let observer = RecordingObserver()
    let bytes = Array("{\"text\": \"".utf8) + [0xE4] + Array("\"}\n".utf8)
    _ = try run(
      ConvertJob(options, inputs: [JobInput(bytes, named: "old.jsonl")], output: memory.output), observer: observer)
    #expect(memory.text == "{\"text\": \"ä\"}\n")
    guard case .characterSet("old.jsonl", let name)? = observer.notes.first else {
      return #expect(Bool(false), "no note")
    }
    #expect(name.lowercased() == "windows-1252")
    options.reading.importing.encoding = "klingon"
    let failure = #expect(throws: JobFailure.self) {
      try run(ConvertJob(options, inputs: [JobInput(bytes, named: "old.jsonl")], output: Memory().output))
    }
    #expect(failure?.code == "unknown-character-set")
  }
}
