import Testing

@testable import PrepFixing

@Suite struct RecordRepairTests {
  private func repaired(_ text: String, _ repair: Repair) -> String? {
    switch RecordRepair.repair(Array(text.utf8), enabled: [repair]) {
    case .unchanged: text
    case .changed(let bytes, _): String(decoding: bytes, as: UTF8.self)
    case .dropped: nil
    }
  }

  @Test func `each repair changes its fault and keeps every other byte`() {
    #expect(repaired("{\"a\" : \"x\u{2028}y\u{85}\"}", .lineSeparators) == #"{"a" : "x\u2028y\u0085"}"#)
    #expect(repaired(#"{"a":"\ud83d\ude00 \ud83d"}"#, .loneSurrogates) == #"{"a":"\ud83d\ude00 \ufffd"}"#)
    #expect(repaired(#"{"Prompt":  1, "COMPLETION":2, "Other": 3}"#, .keyCase) == #"{"prompt":  1, "completion":2, "Other": 3}"#)
    #expect(repaired(#"{ "id": 7, "prompt": "a", "x": [1], "completion": "b" }"#, .extraKeys) == #"{ "prompt": "a", "completion": "b" }"#)
    #expect(repaired(#"{"messages":[{"role":"human","content":"a"}]}"#, .roleAliases) == #"{"messages":[{"role":"user","content":"a"}]}"#)
    #expect(
      repaired(#"{"messages":[{"role":"user"},{"role":"assistant"}, {"role":"user"} ]}"#, .trailingTurns)
        == #"{"messages":[{"role":"user"},{"role":"assistant"}]}"#)
    #expect(
      repaired(#"{"messages":[{"role":"user","content":"a"}, {"role":"user","content":"b"},{"role":"assistant","content":"c"}]}"#, .mergedTurns)
        == #"{"messages":[{"role":"user","content":"a\n\nb"},{"role":"assistant","content":"c"}]}"#)
    #expect(
      repaired(#"{"messages":[{"tool_calls":[{"function":{"name":"f","arguments":{"a": "b"}}}]}]}"#, .toolArguments)
        == #"{"messages":[{"tool_calls":[{"function":{"name":"f","arguments":"{\"a\": \"b\"}"}}]}]}"#)
    #expect(repaired(#"{"prompt":"a","completion":""}"#, .emptyCompletions) == nil)
    #expect(repaired(#"{"chosen":"a","rejected":"\u0061"}"#, .equalPairs) == nil)
  }

  @Test func `deprecated functions become tools`() {
    let old = #"{"messages":[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"}],"functions":[{"name":"f"}]}"#
    let new = #"{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id": "call_1", "type": "function", "function": {"name":"f","arguments":"{}"}}]},{"role":"tool", "tool_call_id": "call_1","name":"f","content":"1"}],"tools":[{"type": "function", "function": {"name":"f"}}]}"#
    #expect(repaired(old, .deprecatedFunctions) == new)
  }

  @Test func `a record that needs nothing is unchanged under every repair`() {
    let text = #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"#
    #expect(RecordRepair.repair(Array(text.utf8), enabled: Set(Repair.allCases)) == .unchanged)
  }
}
