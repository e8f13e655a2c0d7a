import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepShapes
import TestSupport
import Testing

@testable import PrepExamples

/// What is asked stands once before each answer, however often a record says it, to whoever reads the record.
@Suite struct RepeatedPromptTests {
  private static func record(_ line: String) throws -> Record {
    let chunker = LineChunker(source: MemoryByteSource(Array(line.utf8)))
    let batch = try #require(try chunker.next()?.parse())
    guard case .record(let record)? = batch.first else {
      throw Diagnostic("no-record", line, at: SourceLocation(file: "test"))
    }
    return record
  }

  /// What both readers make of a record: the pair, or the code of a finding.
  private static func pairs(_ line: String, omitting: [String] = []) throws -> [Result<Preference, Diagnostic>] {
    let record = try record(line)
    let omitted = OmittedFields(omitting)
    func pair(_ read: () throws -> Example) -> Result<Preference, Diagnostic> {
      do {
        guard case .preference(let pair) = try read() else { throw Diagnostic("no-pair", "", at: record.location()) }
        return .success(pair)
      } catch let fault as Diagnostic { return .failure(fault) } catch {
        return .failure(Diagnostic("failure", "\(error)", at: record.location()))
      }
    }
    var source = SourceReader()
    source.omitted = omitted
    return [
      pair { try ExampleReader(shape: .preference, names: .usual, omitting: omitted).read(record) },
      pair { try #require(try source.read(record, as: .preference).examples.first) },
    ]
  }

  private static func json(_ messages: [Message]) -> String {
    var writer = JSONWriter()
    writer.beginArray()
    for message in messages { ExampleWriter.write(message, to: &writer) }
    writer.endArray()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// A conversation that ends with a question.
  private static func asked(_ generator: inout SeededGenerator) -> [Message] {
    var messages: [Message] = []
    if Bool.random(using: &generator) { messages.append(Message(role: "system", "s")) }
    for turn in 0..<Int.random(in: 0...2, using: &generator) {
      messages += [Message(role: "user", "q\(turn)"), Message(role: "assistant", "a\(turn)")]
    }
    return messages + [Message(role: "user", "why?")]
  }

  @Test func `a prompt that answers repeat is the prompt, and stands once`() throws {
    var generator = SeededGenerator(seed: 61)
    for _ in 0..<TestData.rounds(60) {
      let asked = Self.asked(&generator)
      let answers = [[Message(role: "assistant", "yes")], [Message(role: "assistant", "no")]]
      // Each side says what is asked or not; instructions may stand on one side alone.
      let hasSystem = asked[0].role == "system"
      var prompt = asked
      if hasSystem, Int.random(in: 0..<3, using: &generator) == 0 { prompt.removeFirst() }
      var repeats = [Bool.random(using: &generator), Bool.random(using: &generator)]
      if prompt.count < asked.count { repeats[0] = true }
      let sides = zip(answers, repeats).map { answer, isWhole in
        isWhole
          ? (prompt.count < asked.count || Bool.random(using: &generator)
            ? asked : asked.filter { $0.role != "system" }) + answer : answer
      }
      let line =
        "{\"prompt\":\(Self.json(prompt)),\"chosen\":\(Self.json(sides[0])),\"rejected\":\(Self.json(sides[1]))}"
      for result in try Self.pairs(line) {
        let parts = PreferencePrompt.split(try result.get())
        #expect(parts.prompt == .messages(asked), "\(line)")
        #expect(parts.chosen == .messages(answers[0]) && parts.rejected == .messages(answers[1]), "\(line)")
      }
    }
  }

  @Test func `a text that is asked is a message before messages, and stands once`() throws {
    let (yes, no) = ([Message(role: "assistant", "yes")], [Message(role: "assistant", "no")])
    let asked = [Message(role: "user", "why?")]
    for (chosen, rejected) in [(yes, no), (asked + yes, asked + no), (asked + yes, no), (yes, asked + no)] {
      let line = "{\"prompt\":\"why?\",\"chosen\":\(Self.json(chosen)),\"rejected\":\(Self.json(rejected))}"
      for result in try Self.pairs(line) {
        let parts = PreferencePrompt.split(try result.get())
        #expect(parts.prompt == .messages(asked) && parts.chosen == .messages(yes), "\(line)")
        #expect(parts.rejected == .messages(no), "\(line)")
      }
    }
  }

  @Test func `conversations that begin with something else than what is asked are refused, until it is let go`() throws
  {
    let asked = [Message(role: "user", "why?")]
    let (yes, no) = ([Message(role: "assistant", "yes")], [Message(role: "assistant", "no")])
    let chosen = Self.json(asked + yes)
    for (prompt, rejected) in [
      ("\"old\"", asked + no), (Self.json([Message(role: "user", "old")]), asked + no), ("\"old\"", no),
      (Self.json([Message(role: "system", "t")] + asked), [Message(role: "system", "s")] + asked + no),
    ] {
      let line = "{\"prompt\":\(prompt),\"chosen\":\(chosen),\"rejected\":\(Self.json(rejected))}"
      for result in try Self.pairs(line) {
        guard case .failure(let fault) = result else {
          Issue.record("\(line) was read")
          continue
        }
        #expect(fault.code == "lost-field" && fault.message.contains("--omit prompt"), "\(fault)")
      }
      for result in try Self.pairs(line, omitting: ["prompt"]) {
        let pair = try result.get()
        #expect(pair.prompt == nil && pair.chosen == .messages(asked + yes), "\(line)")
      }
    }
  }

  @Test func `answers that go on behind an answer are no other question`() throws {
    let asked = [Message(role: "user", "q"), Message(role: "assistant", "a")]
    let (yes, no) = (
      [Message(role: "user", "r"), Message(role: "assistant", "yes")], [Message(role: "assistant", "no")]
    )
    let line = "{\"prompt\":\(Self.json(asked)),\"chosen\":\(Self.json(yes)),\"rejected\":\(Self.json(no))}"
    for result in try Self.pairs(line) {
      let pair = try result.get()
      #expect(pair.prompt == .messages(asked) && pair.chosen == .messages(yes) && pair.rejected == .messages(no))
    }
  }

  @Test func `a completion that repeats its prompt is the answer alone`() throws {
    let asked = [Message(role: "user", "q")]
    let answer = [Message(role: "assistant", "a")]
    for prompt in ["\"q\"", Self.json(asked)] {
      let record = try Self.record("{\"prompt\":\(prompt),\"completion\":\(Self.json(asked + answer))}")
      let expected = Example.promptCompletion(prompt: .messages(asked), completion: .messages(answer))
      #expect(try ExampleReader(shape: .promptCompletion).read(record) == expected)
      #expect(try SourceReader().read(record, as: .promptCompletion).examples == [expected])
    }
    let other = try Self.record("{\"prompt\":\"old\",\"completion\":\(Self.json(asked + answer))}")
    #expect(throws: Diagnostic.self) { try ExampleReader(shape: .promptCompletion).read(other) }
    #expect(throws: Diagnostic.self) { try SourceReader().read(other, as: .promptCompletion) }
  }
}
