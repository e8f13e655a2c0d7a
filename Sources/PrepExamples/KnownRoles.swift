/// The roles that conversations commonly have, and numbers for them.
package enum KnownRoles {
  /// By number.
  package static let names = [
    "system", "developer", "user", "assistant", "tool", "function", "ipython", "model", "observation", "tool_response",
    "tool_call", "function_call", "human", "gpt", "environment", "context", "critic", "documents", "available_tools",
  ]

  static let system: UInt8 = 0
  static let user: UInt8 = 2
  static let assistant: UInt8 = 3

  /// The number of a role; nil when it is not a common one.
  package static func number(of role: String) -> UInt8? {
    switch role {
    case "user": user
    case "assistant": assistant
    case "system": system
    default: names.firstIndex(of: role).map { UInt8($0) }
    }
  }
}

extension KnownRoles {
  /// Whether a role is that of an assistant.
  package static func isAnswer(_ role: String) -> Bool { role == "assistant" || role == "model" || role == "gpt" }
}

extension KnownRoles {
  /// Whether a role is that of a tool that gives its result.
  package static func isResult(_ role: String) -> Bool {
    ["tool", "function", "ipython", "observation", "tool_response"].contains(role)
  }
}
