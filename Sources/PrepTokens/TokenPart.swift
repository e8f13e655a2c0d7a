/// Which part of a turn, or of an example, a token is.
public enum TokenPart: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  /// What belongs to no turn.
  case other
  /// What stands before the words of a turn, or asks for an answer.
  case header
  /// What an assistant thinks before it answers.
  case reasoning
  /// What is said.
  case content
  /// A tool that an assistant calls, with what opens and closes the call.
  case toolCall
  /// What a tool gave.
  case toolResult
  /// What ends a turn or an example.
  case end
  /// The white space that follows the end of a turn.
  case newline

  /// The name, as `--train` and people have it.
  public var name: String {
    switch self {
    case .toolCall: "tool_call"
    case .toolResult: "tool_result"
    default: "\(self)"
    }
  }
}

extension TokenColumn {
  /// The column that says of each token which part of a turn it is.
  package static let parts = TokenColumn("parts", per: .token, .uint8)
}
