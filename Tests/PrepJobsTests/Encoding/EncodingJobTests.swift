import PrepDiagnostics
import PrepImporting
import PrepTokenizers
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct EncodingJobTests {
  @Test func `counts stand beside names, and their sum below`() throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    let (first, second) = (tokenizer.count("one text"), tokenizer.count("another one"))
    let memory = Memory()
    let observer = RecordingObserver()
    let count = try run(
      CountJob(
        CountJob.Options(), inputs: [input("one text", named: "a.txt"), input("another one", named: "b.txt")],
        output: memory.output),
      observer: observer)
    #expect(memory.text == "\(first)\ta.txt\n\(second)\tb.txt\n\(first + second)\ttotal\n")
    #expect(count.tokens == first + second)
    #expect(count.documents == 2)
    #expect(observer.expected == 19)
    #expect(observer.bytes == 19)
    #expect(observer.report?.json == "{\"records\":2,\"documents\":2,\"tokens\":\(first + second)}")
    guard case .bundledTokenizer(let name)? = observer.notes.first else {
      return #expect(Bool(false), "the bundled tokenizer is named")
    }
    #expect(name == tokenizer.name)
  }

  @Test func `texts become ids and texts again`() throws {
    let ids = Memory()
    var options = EncodeJob.Options()
    options.encoding.text.isLines = true
    _ = try run(EncodeJob(options, inputs: [input("Grüße, Welt\nzwei\n", named: "a")], output: ids.output))
    #expect(ids.text.split(separator: "\n").count == 2)
    let text = Memory()
    let count = try run(DecodeJob(DecodeJob.Options(), inputs: [input(ids.text, named: "ids")], output: text.output))
    #expect(text.text == "Grüße, Weltzwei")
    #expect(count.tokens == ids.text.split { $0 == " " || $0 == "\n" }.count)
  }

  @Test func `a sequence is decoded as one, however long it is`() throws {
    var options = DecodeJob.Options()
    options.tokenizer.name = Fixtures.path("cli/tokenizer/show-wordpiece/wordpiece.json")
    let text = Memory()
    let count = try run(
      DecodeJob(
        options, inputs: [input(String(repeating: "1 ", count: 140_000), named: "ids")], output: text.output))
    #expect(text.text == String(repeating: "a ", count: 139_999) + "a")
    #expect(count.tokens == 140_000)
  }

  @Test func `an unknown id is named where it stands`() throws {
    for (ids, place) in [
      ("1 2\n3,99999999 1", (2, 3)), ("\n\n  99999999", (3, 3)), ("1 x", (1, 3)), ("99999999999", (1, 1)),
    ] {
      let failure = #expect(throws: Diagnostic.self) {
        try run(DecodeJob(DecodeJob.Options(), inputs: [input(ids, named: "ids")], output: Memory().output))
      }
      #expect(failure.map { [$0.location.line, $0.location.column] } == [place.0, place.1], "\(ids)")
    }
  }

  @Test func `options that make no sense have a code`() throws {
    var options = EncodeJob.Options()
    options.encoding.text.records = JSONPointer("")
    options.encoding.text.isLines = true
    let failure = #expect(throws: JobFailure.self) { try run(EncodeJob(options, inputs: [], output: Memory().output)) }
    #expect(failure?.code == "options-exclude-each-other")
  }

  @Test func `bad records are heard of, kept, and counted`() throws {
    let (memory, rejects) = (Memory(), Memory())
    var options = CountJob.Options()
    options.encoding.invalid.policy = .skip
    options.encoding.invalid.rejects = rejects.output
    let observer = RecordingObserver()
    let text = "{\"text\": \"good\"}\nnonsense\n{\"text\": 7}\n"
    let count = try run(CountJob(options, inputs: [input(text)], output: memory.output), observer: observer)
    #expect(count.documents == 1)
    #expect(observer.findings.map(\.location.line) == [2, 3])
    #expect(rejects.text == "nonsense\n{\"text\": 7}\n")
    #expect(observer.report?.json.contains("\"invalid\":2") == true)
    options.encoding.invalid = InvalidOptions()
    #expect(throws: (any Error).self) { try run(CountJob(options, inputs: [input(text)], output: Memory().output)) }
  }

  @Test func `records inside of an object are counted where a pointer says they are`() throws {
    var options = CountJob.Options()
    options.namesInputs = false
    let inside = input(#"{"data":[{"text":"one text"},{"text":"another one"}]}"#, named: "a.json")
    #expect(throws: Diagnostic.self) { try run(CountJob(options, inputs: [inside], output: Memory().output)) }
    options.encoding.text.records = JSONPointer("/data")
    let counted = Memory()
    _ = try run(CountJob(options, inputs: [inside], output: counted.output))
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    #expect(counted.text == "\(tokenizer.count("one text") + tokenizer.count("another one"))\n")
  }
}
