import PrepBytes
import PrepExamples
import PrepShapes
import PrepTemplates

/// What becomes of what an assistant thinks.
extension ChatLabeller {
  /// Whether thoughts at the start of contents are told apart from what is said.
  var separatesThoughts: Bool { renderer.knowsThoughts || options.reasoning != .template }

  /// Whether a message of a plain conversation begins with a thought.
  static func hasThoughts(_ conversation: borrowing PlainConversation) -> Bool {
    for index in 0..<conversation.roles.count where Thought.begins(conversation.content(index)) { return true }
    return false
  }

  /// Whether a message has a thought with which something is to be done.
  func hasThought(_ message: Message) -> Bool {
    guard separatesThoughts else { return false }
    if case .text(let text) = message.content, Thought.begins(text) { return true }
    return options.reasoning != .template && !message.other.isEmpty && Thought.member(of: message) != nil
  }

  /// A message with its thought where the template looks for it, or without.
  func formed(_ message: Message) -> Message {
    guard TokenRole(message.role) == .assistant else { return message }
    switch options.reasoning {
    case .drop: return message.withoutThought
    case .keep: return renderer.knowsThoughts ? message.separatingThought : message.joiningThought
    case .template: return renderer.knowsThoughts ? message.separatingThought : message
    }
  }

  /// Shows thoughts that the template leaves out of earlier turns as it shows them in the last one.
  ///
  /// - Throws: `reasoning-not-shown` where it never shows them.
  func keepThoughts(_ messages: [Message], _ tools: [UInt8]?, _ request: Request) throws(TokenizingFault) {
    guard options.reasoning == .keep else { return }
    for (index, message) in messages.enumerated() where TokenRole(message.role) == .assistant {
      let thought: [UInt8]
      if let member = Thought.member(of: message) {
        thought = member
      } else if case .text(let content) = message.content, let own = Thought(in: content) {
        thought = own.text
      } else {
        continue
      }
      if rendered.holds(thought, of: Int32(index)) { continue }
      var turn = ChatBuffer()
      do throws(TemplateFailure) {
        try renderer.render(Array(messages[...index]), tools: tools, variables: request.variables, into: &turn)
      } catch { throw TokenizingFault(error) }
      guard turn.holds(thought, of: Int32(index)) else {
        throw TokenizingFault(
          "reasoning-not-shown",
          "the template never shows what message \(index + 1) thinks; --reasoning drop leaves it out")
      }
      rendered.show(Int32(index), as: turn)
    }
  }
}

extension TokenizingFault {
  /// A conversation that a template does not take.
  init(_ failure: TemplateFailure) {
    self.init(failure.code == .refused ? "template-refused" : "template-failed", failure.description)
  }
}
