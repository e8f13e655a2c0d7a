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

extension ChatLabeller {
  /// Refuses what the template leaves out or writes as a program would, and counts thoughts that it leaves out.
  func refuseLosses(_ messages: [Message], _ tools: [UInt8]?, _ request: Request) throws(TokenizingFault) {
    let (losses, thoughts, hidden, names) = RenderingLoss.all(
      of: messages, tools: tools, variables: request.variables, in: rendered, by: renderer)
    for loss in losses {
      // Tools and the like that were to be given as they are the template prints as its makers wrote it.
      if loss.code == "object-as-text", !renderer.adaptsData, !messages.contains(where: \.hasParts) { continue }
      let isSystem = loss.index.map { RoleKind(messages[$0].role).isInstruction } ?? false
      if isSystem, options.letsSystemGo { continue }
      throw TokenizingFault(loss.code, loss.message + (isSystem ? "; --omit system lets it go" : ""))
    }
    // A template that knows thoughts leaves those of earlier turns out on purpose.
    if hidden > 0, options.reasoning == .template, !options.letsReasoningGo {
      throw TokenizingFault(
        "lost-field",
        "the template has no place for what an assistant thinks; "
          + (renderer.showsWrittenThoughts ? "--reasoning keep writes it before what is said, and " : "")
          + "--reasoning drop leaves it out")
    }
    thoughtsNotShown += thoughts
    namesNotShown += names
  }
}

extension Message {
  /// Whether what it says is no text.
  fileprivate var hasParts: Bool { if case .parts = content { true } else { false } }
}

extension TokenizingFault {
  /// A conversation that a template does not take.
  init(_ failure: TemplateFailure) {
    self.init(failure.code == .refused ? "template-refused" : "template-failed", failure.description)
  }
}
