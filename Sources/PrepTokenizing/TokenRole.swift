/// Whose tokens are counted together.
public enum TokenRole: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  case text, prompt, completion, system, user, assistant, tool, other, template

  /// The name in reports.
  public var name: String { "\(self)" }

  /// The role of a message.
  init(_ role: String) {
    switch role {
    case "user", "human": self = .user
    case "assistant", "gpt", "model": self = .assistant
    case "system", "developer": self = .system
    case "tool", "function", "ipython", "observation", "tool_response": self = .tool
    default: self = .other
    }
  }
}
