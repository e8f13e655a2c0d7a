import PrepFormatting
import Testing

@testable import PrepJobs

@Suite struct FormatJobTests {
  @Test func `prompts get the separator that is given`() throws {
    let memory = Memory()
    var options = FormatJob.Options()
    options.format.separator = .text(Array(" ->".utf8))
    options.format.stop = .text(Array(" END".utf8))
    let job = FormatJob(options, inputs: [input("{\"prompt\": \"a\", \"completion\": \"b\"}\n")], output: memory.output)
    guard case .formatted(let done) = try run(job) else { return #expect(Bool(false), "no template was named") }
    #expect(memory.text.contains("\"a ->\""))
    #expect(memory.text.contains("\" b END\""))
    #expect(done.changed == 1)
  }

  @Test func `a suggestion leaves the records alone`() throws {
    let memory = Memory()
    var options = FormatJob.Options()
    options.onlySuggests = true
    guard case .formatted(let done) = try run(FormatJob(options, inputs: [input(questions(30))], output: memory.output))
    else {
      return #expect(Bool(false), "no template was named")
    }
    #expect(memory.text.hasPrefix("task: "))
    #expect(done.plan != nil)
    #expect(done.written == 0)
  }

  @Test func `conversations are shown as their text`() throws {
    let memory = Memory()
    var options = FormatJob.Options()
    options.template.template = "chatml"
    options.isPlain = true
    let chat =
      "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello.\"}]}\n"
    guard case .shown(let done) = try run(FormatJob(options, inputs: [input(chat)], output: memory.output)) else {
      return #expect(Bool(false), "a template was named")
    }
    #expect(done.written == 1)
    #expect(memory.text.contains("<|im_start|>user\nHi<|im_end|>"))
  }

  @Test func `what excludes each other is refused`() {
    var options = FormatJob.Options()
    options.isPlain = true
    #expect(throws: JobFailure.self) { try options.check() }
    options = FormatJob.Options()
    options.format.stop = .text([])
    #expect(throws: JobFailure.self) { try options.check() }
  }
}
