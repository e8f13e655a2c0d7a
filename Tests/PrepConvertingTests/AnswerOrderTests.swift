import PrepRecords
import Testing

@testable import PrepConverting

/// Calls of tools keep their arguments and their answers, whatever form they are written in.
@Suite struct AnswerOrderTests {
  private typealias Convert = ConverterTests

  private func record(_ arguments: String, answers: [(id: String, text: String)] = [("1", "r1"), ("2", "r2")]) -> String
  {
    let calls = ["1", "2"].map {
      "{\"id\":\"\($0)\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\(arguments)}}"
    }
    let results = answers.map { "{\"role\":\"tool\",\"tool_call_id\":\"\($0.id)\",\"content\":\"\($0.text)\"}" }
    return
      "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[\(calls.joined(separator: ","))]},"
      + results.joined(separator: ",") + ",{\"role\":\"assistant\",\"content\":\"a\"}]}"
  }

  @Test func `answers stand in the order of their calls where nothing else tells them apart`() throws {
    let straight = try Convert.convert(record("{}"), to: "vertex-gemini").lines
    let crossed = try Convert.convert(record("{}", answers: [("2", "r2"), ("1", "r1")]), to: "vertex-gemini").lines
    #expect(straight == crossed)
    let first = try #require(straight.firstRange(of: "r1")), second = try #require(straight.firstRange(of: "r2"))
    #expect(first.lowerBound < second.lowerBound)
  }

  @Test(arguments: ["\"\"", "null", "\" \"", "{}", "\"{}\""]) func `no arguments are an empty object`(arguments: String)
    throws
  {
    for form in ["vertex-gemini", "bedrock-nova"] {
      let lines = try Convert.convert(record(arguments), to: form).lines
      #expect(lines.contains(form == "vertex-gemini" ? #""args":{}"# : #""input":{}"#), "\(form) \(lines)")
    }
    #expect(try Convert.convert(record(arguments), to: "chat", arguments: .string).lines.contains(#""arguments":"{}""#))
  }

  @Test(arguments: ["[]", "5", "\"[1]\"", "\"5\"", "\"{'a':1}\""])
  func `what is no object is refused where one is wanted`(
    arguments: String
  ) throws {
    for form in ["vertex-gemini", "bedrock-nova"] {
      #expect(try Convert.convert(record(arguments), to: form).lines == "cannot-convert", "\(form)")
    }
  }
}
