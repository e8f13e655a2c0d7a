import PrepDiagnostics
import PrepValidating
import Testing

/// Which message may follow which, as the source of mistral-common's validator says it.
@Suite struct MistralProfileTests {
  private func findings(_ roles: [String]) throws -> [String] {
    var messages: [String] = []
    for role in roles {
      switch role {
      case "call":
        messages.append(
          #"{"role":"assistant","tool_calls":[{"id":"a00000001","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"a00000002","type":"function","function":{"name":"f","arguments":"{}"}}]}"#
        )
      case "tool":
        let number = messages.count { $0.contains("tool_call_id") } + 1
        messages.append(#"{"role":"tool","content":"5","tool_call_id":"a0000000\#(number)"}"#)
      default: messages.append(#"{"role":"\#(role)","content":"x"}"#)
      }
    }
    let text = "{\"messages\":[\(messages.joined(separator: ","))]}\n"
    return try Validating.findings(Array(text.utf8), targets: ["mistral"], select: ["R05"]).map(\.about.id)
  }

  @Test(arguments: [
    ["user", "assistant"], ["system", "user", "assistant"], ["user", "user", "assistant"],
    ["user", "assistant", "assistant"],
    ["user", "call", "tool", "tool", "assistant"], ["user", "system", "assistant"],
    ["system", "system", "user", "assistant"],
  ])
  func `what mistral-common takes has no finding`(roles: [String]) throws { #expect(try findings(roles).isEmpty) }

  @Test(arguments: [
    ["user", "tool", "assistant"], ["user", "call", "tool", "user", "assistant"],
    ["user", "assistant", "system", "assistant"],
    ["user", "call", "tool", "system", "assistant"],
  ])
  func `what mistral-common refuses has one`(roles: [String]) throws { #expect(try !findings(roles).isEmpty) }
}
