import Foundation
import Testing

@testable import PrepFixing

@Suite struct RecordRepairTests {
  private func repaired(_ text: String, _ repair: Repair) -> String? {
    switch RecordRepair([repair])(Array(text.utf8)) {
    case .unchanged: text
    case .changed(let bytes, _): String(decoding: bytes, as: UTF8.self)
    case .dropped: nil
    }
  }

  @Test func `each repair changes its fault and keeps every other byte`() {
    #expect(repaired("{\"a\" : \"x\u{2028}y\u{85}\"}", .lineSeparators) == #"{"a" : "x\u2028y\u0085"}"#)
    #expect(repaired(#"{"a":"\ud83d\ude00 \ud83d"}"#, .loneSurrogates) == #"{"a":"\ud83d\ude00 \ufffd"}"#)
    #expect(
      repaired(#"{"Prompt":  1, "COMPLETION":2, "Other": 3}"#, .keyCase)
        == #"{"prompt":  1, "completion":2, "Other": 3}"#)
    #expect(
      repaired(#"{ "id": 7, "prompt": "a", "x": [1], "completion": "b" }"#, .extraKeys)
        == #"{ "prompt": "a", "completion": "b" }"#)
    #expect(
      repaired(
        #"{"id":1,"messages":[{"role":"user","content":"a","time": 1}, {"n":0,"role":"assistant","content":"b"}]}"#,
        .extraKeys)
        == #"{"messages":[{"role":"user", "content":"a"}, {"role":"assistant", "content":"b"}]}"#)
    #expect(
      repaired(#"{"messages":[{"role":"human","content":"a"}]}"#, .roleAliases)
        == #"{"messages":[{"role":"user","content":"a"}]}"#)
    #expect(
      repaired(#"{"messages":[{"role":"user"},{"role":"assistant"}, {"role":"user"} ]}"#, .trailingTurns)
        == #"{"messages":[{"role":"user"},{"role":"assistant"}]}"#)
    #expect(
      repaired(
        #"{"messages":[{"role":"user","content":"a"}, {"role":"user","content":"b"},{"role":"assistant","content":"c"}]}"#,
        .mergedTurns)
        == #"{"messages":[{"role":"user","content":"a\n\nb"},{"role":"assistant","content":"c"}]}"#)
    #expect(repaired(#"{"prompt":"a","completion":""}"#, .emptyCompletions) == nil)
    #expect(repaired(#"{"chosen":"a","rejected":"\u0061"}"#, .equalPairs) == nil)
  }

  @Test func `characters that nobody sees go, and those that scripts and emoji need stay`() {
    #expect(
      repaired("{\"text\":\"zero\u{200B}width \u{202E}a\u{FEFF}\"}", .invisibleCharacters) == #"{"text":"zerowidth a"}"#
    )
    #expect(repaired(#"{"text":"a\u200bb"}"#, .invisibleCharacters) == #"{"text":"ab"}"#)
    let needed = "{\"text\":\"\u{1F468}\u{200D}\u{1F469} \u{1F3F4}\u{E0067}\u{E0062}\u{E007F} \u{645}\u{200C}\u{6CC}\"}"
    #expect(repaired(needed, .invisibleCharacters) == needed)
    #expect(repaired("{\"text\":\"hidden\u{E0041}\u{E0042}\"}", .invisibleCharacters) == #"{"text":"hidden"}"#)
  }

  @Test func `no-break spaces, control characters and loose accents become plain`() {
    #expect(
      repaired("{\"text\":\"5\u{A0}km \\u0007e\u{301}\u{9F}\\n\"}", .plainCharacters) == "{\"text\":\"5 km \u{E9}\\n\"}"
    )
    #expect(repaired(#"{"text":"caf\u00e9 \t"}"#, .plainCharacters) == #"{"text":"caf\u00e9 \t"}"#)
  }

  @Test func `labels are written in one way`() {
    #expect(
      repaired(#"{"prompt":"p","completion":"c","label":"1"}"#, .labelTypes)
        == #"{"prompt":"p","completion":"c","label":true}"#)
    #expect(
      repaired(#"{"prompt":"p","completion":"c","label":0}"#, .labelTypes)
        == #"{"prompt":"p","completion":"c","label":false}"#)
    #expect(
      repaired(#"{"prompt":"p","completion":"c","label":"maybe"}"#, .labelTypes)
        == #"{"prompt":"p","completion":"c","label":"maybe"}"#)
    #expect(repaired(#"{"text":"t","label":1}"#, .labelTypes) == #"{"text":"t","label":"1"}"#)
    #expect(repaired(#"{"text":"t","label":true}"#, .labelTypes) == #"{"text":"t","label":"true"}"#)
  }

  @Test func `ids of tool calls become short, the same in calls and results`() throws {
    let text =
      #"{"messages":[{"role":"assistant","tool_calls":[{"id":"call_1"},{"id":"a1b2c3d4e"}]},{"role":"tool","tool_call_id":"call_1","content":"5"}]}"#
    let new = try #require(repaired(text, .toolIDs))
    let parts = new.components(separatedBy: "\"")
    let call = try #require(parts.indices.first { parts[$0] == "id" }.map { parts[$0 + 2] })
    let result = try #require(parts.indices.first { parts[$0] == "tool_call_id" }.map { parts[$0 + 2] })
    #expect(call == result && call.utf8.count == 9 && call != "call_1" && new.contains("a1b2c3d4e"))
    #expect(new.replacingOccurrences(of: call, with: "call_1") == text)
  }

  @Test func `system messages come first, images are not learnt, empty tools go`() {
    #expect(
      repaired(
        #"{"messages":[{"role":"user","content":"q"},{"role":"system","content":"s"},{"role":"assistant","content":"a"}]}"#,
        .systemFirst)
        == #"{"messages":[{"role":"system","content":"s"}, {"role":"user","content":"q"}, {"role":"assistant","content":"a"}]}"#
    )
    #expect(
      repaired(
        #"{"messages":[{"role":"system","content":"s"},{"role":"system","content":"t"},{"role":"user","content":"q"}]}"#,
        .systemFirst)
        == #"{"messages":[{"role":"system","content":"s\n\nt"}, {"role":"user","content":"q"}]}"#)
    let named = #"{"messages":[{"role":"user","content":"q"},{"role":"system","name":"x","content":"s"}]}"#
    #expect(repaired(named, .systemFirst) == named)
    #expect(
      repaired(
        #"{"messages":[{"role":"user","weight":1,"content":[{"type":"image_url","image_url":{"url":"u"}}]},{"role":"user","weight":1,"content":[]}]}"#,
        .imageWeights)
        == #"{"messages":[{"role":"user","weight":0,"content":[{"type":"image_url","image_url":{"url":"u"}}]},{"role":"user","weight":1,"content":[]}]}"#
    )
    #expect(repaired(#"{"tools":[], "messages":[{"role":"user"}]}"#, .emptyTools) == #"{"messages":[{"role":"user"}]}"#)
  }

  @Test func `records with blank texts go`() {
    #expect(repaired(#"{"prompt":"2+3 ->","completion":" \n "}"#, .blankValues) == nil)
    #expect(repaired(#"{"prompt":" ","completion":"5"}"#, .blankValues) == #"{"prompt":" ","completion":"5"}"#)
    #expect(
      repaired(#"{"messages":[{"role":"user","content":"\t"},{"role":"assistant","content":"a"}]}"#, .blankValues)
        == nil)
    #expect(repaired(#"{"text":"  ","label":"x"}"#, .blankValues) == nil)
  }

  @Test func `deprecated functions become tools`() {
    let old =
      #"{"messages":[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"}],"functions":[{"name":"f"}]}"#
    let new =
      #"{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id": "call_1", "type": "function", "function": {"name":"f","arguments":"{}"}}]},{"role":"tool", "tool_call_id": "call_1","name":"f","content":"1"}],"tools":[{"type": "function", "function": {"name":"f"}}]}"#
    #expect(repaired(old, .deprecatedFunctions) == new)
  }

  @Test func `a record that needs nothing is unchanged under every repair`() {
    let text = #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#
    #expect(RecordRepair(Set(Repair.allCases))(Array(text.utf8)) == .unchanged)
  }

  @Test func `arguments of calls are mended, and sound ones keep their form unless a target asks`() {
    func call(_ arguments: String) -> String {
      #"{"messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":\#(arguments)}}]}]}"#
    }
    func arguments(_ text: String, _ form: ToolArgumentForm?) -> String {
      switch RecordRepair([.toolArguments], arguments: form)(Array(text.utf8)) {
      case .changed(let bytes, _): String(decoding: bytes, as: UTF8.self)
      default: text
      }
    }
    let (object, string) = (call(#"{"a": "b"}"#), call(#""{\"a\": \"b\"}""#))
    for sound in [object, string, call("null"), call("[1]"), call(#""""#)] { #expect(arguments(sound, nil) == sound) }
    #expect(arguments(object, .string) == string && arguments(string, .string) == string)
    #expect(arguments(string, .object) == object && arguments(object, .object) == object)
    #expect(arguments(call(#""{a:1,}""#), nil) == call(#""{\"a\":1}""#))
    #expect(arguments(call(#""{a:1,}""#), .object) == call(#"{"a":1}"#))
    #expect(arguments(call(#""no call""#), nil) == call(#""no call""#))
    let old = #"{"messages":[{"role":"assistant","function_call":{"name":"f","arguments":{"a":1}}}]}"#
    #expect(arguments(old, nil) == old && arguments(old, .string).contains(#""arguments":"{\"a\":1}""#))
  }

  @Test func `a call in a message's text becomes a call, and its answer refers to it`() {
    #expect(
      repaired(
        #"{"messages":[{"role":"human","content":"q"},{"role":"tool_call","content":"{\"name\":\"f\",\"arguments\":{\"a\":1}}"},{"role":"observation","content":"1"},{"role":"gpt","content":"a"}]}"#,
        .roleAliases)
        == #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls": [{"id": "call_1", "type": "function", "function": {"name":"f","arguments":{"a":1}}}]},{"role":"tool", "tool_call_id": "call_1","content":"1"},{"role":"assistant","content":"a"}]}"#
    )
    // A text that is no call stays, with its role.
    let other = #"{"messages":[{"role":"function_call","content":"f()"}]}"#
    #expect(repaired(other, .roleAliases) == other)
    #expect(
      repaired(
        #"{"prompt":[{"role":"human","content":"q"}],"chosen":[{"role":"bot","content":"a"}],"rejected":"b"}"#,
        .roleAliases)
        == #"{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"a"}],"rejected":"b"}"#)
  }

  @Test func `records without an answer go in every shape`() {
    for record in [
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":""}]}"#,
      #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":""}]}"#,
      #"{"prompt":"q","chosen":"","rejected":"b"}"#, #"{"prompt":"q","chosen":"a","rejected":null}"#,
      #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":""}]}"#,
      #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[{"role":"assistant","content":""}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#,
      #"{"instruction":"i","input":"","output":""}"#, #"{"prompt":"q","completion":"","label":true}"#,
    ] { #expect(repaired(record, .emptyCompletions) == nil, "\(record)") }
    // Calls and tools say nothing, and need not.
    let calls =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":[{"id":"c"}]},{"role":"tool","content":"","tool_call_id":"c"},{"role":"assistant","content":"a"}]}"#
    #expect(repaired(calls, .emptyCompletions) == calls)
  }

  @Test func `an empty text of the system is none, and a transcript without a last answer is dropped`() {
    let chat =
      #"{"messages":[{"role":"system","content":""},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    #expect(repaired(chat, .emptyCompletions) == chat)
    #expect(repaired(chat.replacing("\"a\"", with: "\"\""), .emptyCompletions) == nil)
    func pair(_ chosen: String, _ rejected: String) -> String {
      #"{"chosen":"\n\nHuman: q\n\nAssistant:\#(chosen)","rejected":"\n\nHuman: q\n\nAssistant:\#(rejected)"}"#
    }
    #expect(repaired(pair(" a", " b"), .emptyCompletions) == pair(" a", " b"))
    for empty in ["", " ", #" \n"#] {
      #expect(repaired(pair(empty, " b"), .emptyCompletions) == nil)
      #expect(repaired(pair(" a", empty), .emptyCompletions) == nil)
    }
  }
}
