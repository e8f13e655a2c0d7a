import PrepShapes

/// Whose tokens are counted together.
public enum TokenRole: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  case text, prompt, completion, system, user, assistant, tool, other, template

  /// The name in reports.
  public var name: String { "\(self)" }

  /// The role of a message.
  package init(_ role: String) {
    switch RoleKind(role) {
    case .user: self = .user
    case .assistant: self = .assistant
    case .system, .developer: self = .system
    case .tool, .function: self = .tool
    case .other: self = .other
    }
  }
}
