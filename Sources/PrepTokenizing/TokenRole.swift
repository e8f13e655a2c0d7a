import PrepShapes
public import PrepTemplates
public import PrepTokens

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

extension TokenPart {
  /// The part that the tokens of a piece of a rendering are.
  ///
  /// - Parameter role: Whose turn it is.
  public init(_ part: RenderedChat.Part, _ role: TokenRole) {
    switch part {
    case .preamble: self = .other
    case .header, .prompt: self = .header
    case .reasoning: self = .reasoning
    case .content: self = role == .tool ? .toolResult : .content
    case .toolCall: self = .toolCall
    case .end, .nextStart: self = .end
    case .after: self = .newline
    }
  }
}
