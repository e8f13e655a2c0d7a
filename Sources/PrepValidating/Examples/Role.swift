/// Who speaks in a message.
enum Role: UInt8, Sendable {
  case system, developer, user, assistant, tool, function, unknown

  /// A role by its name, and whether the name is one that only some formats use.
  struct Name: Sendable {
    var role: Role
    var isAlias: Bool
  }

  private static let names: [(StaticString, Role, Bool)] = [
    ("user", .user, false), ("assistant", .assistant, false), ("system", .system, false), ("tool", .tool, false),
    ("developer", .developer, false), ("function", .function, false), ("human", .user, true), ("gpt", .assistant, true),
    ("model", .assistant, true), ("bot", .assistant, true), ("User", .user, true), ("Assistant", .assistant, true),
    ("System", .system, true), ("Human", .user, true), ("Chatbot", .assistant, true), ("chatbot", .assistant, true),
    ("chatgpt", .assistant, true), ("bing", .assistant, true), ("ai", .assistant, true), ("AI", .assistant, true),
    ("prompter", .user, true), ("USER", .user, true), ("ASSISTANT", .assistant, true), ("SYSTEM", .system, true),
    ("observation", .tool, true), ("function_call", .assistant, true), ("function_response", .tool, true),
    ("ipython", .tool, true), ("customer", .user, true), ("agent", .assistant, true),
  ]

  static func named(_ text: UnsafeBufferPointer<UInt8>) -> Name {
    for (name, role, isAlias) in names
    where name.utf8CodeUnitCount == text.count && Bytes.equal(text.baseAddress, name.utf8Start, text.count) {
      return Name(role: role, isAlias: isAlias)
    }
    return Name(role: .unknown, isAlias: false)
  }

  /// The name in OpenAI's format.
  var name: String {
    switch self {
    case .system: "system"
    case .developer: "developer"
    case .user: "user"
    case .assistant: "assistant"
    case .tool: "tool"
    case .function: "function"
    case .unknown: "unknown"
    }
  }
}
