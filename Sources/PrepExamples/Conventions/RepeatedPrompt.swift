import PrepRecords
import PrepShapes

/// What is asked, where answers that are whole conversations say it once more: the one place that decides what of them
/// is the prompt.
///
/// The law: what is asked stands once before each answer, and nothing of the record is left out. Instructions at the
/// beginning may stand on either side alone.
package struct RepeatedPrompt {
  /// What is asked; nil where both answers are whole conversations and it is a text that both say.
  package let prompt: ExampleText?
  /// The answers without what is asked, or as they were where ``prompt`` is nil.
  package let answers: [ExampleText]

  /// - Parameters:
  ///   - keepsWhole: Whether answers that all say a text that is asked stay whole conversations.
  /// - Returns: nil for an answer that is a conversation and begins with something else than what is asked.
  package init?(_ prompt: ExampleText, _ answers: [ExampleText], keepsWhole: Bool = false) {
    let lists = answers.compactMap { if case .messages(let list) = $0 { list } else { nil } }
    guard !lists.isEmpty, !Self.isEmpty(prompt) else {
      let areWhole = keepsWhole && lists.count == answers.count && lists.allSatisfy(Self.isWhole)
      self.init(to: areWhole ? nil : prompt, are: answers)
      return
    }
    switch prompt {
    case .text(let words): self.init(words, answers, lists, keepsWhole: keepsWhole)
    case .messages(let asked): self.init(asked, answers)
    }
  }

  private init(to prompt: ExampleText?, are answers: [ExampleText]) {
    self.prompt = prompt
    self.answers = answers
  }

  /// A text that is asked: the words of one of the user's messages in each answer that is a whole conversation.
  private init?(_ words: [UInt8], _ answers: [ExampleText], _ lists: [[Message]], keepsWhole: Bool) {
    let whole = lists.filter(Self.isWhole)
    guard let first = whole.first else {
      self.init([Message(role: RoleKind.user.name, content: .text(words))], answers)
      return
    }
    for list in whole where !list.contains(where: { Self.asks($0, words) }) { return nil }
    if keepsWhole, whole.count == answers.count {
      self.init(to: nil, are: answers)
      return
    }
    guard let place = first.firstIndex(where: { Self.asks($0, words) }) else { return nil }
    self.init(Array(first[...place]), answers)
  }

  /// Messages that are asked: the beginning of each answer that is a whole conversation.
  private init?(_ asked: [Message], _ answers: [ExampleText]) {
    let body = asked.drop { RoleKind($0.role).isInstruction }
    var lead = asked.prefix { RoleKind($0.role).isInstruction }
    var rests: [ExampleText] = []
    for answer in answers {
      guard case .messages(let list) = answer else {
        if case .text(let words) = answer {
          rests.append(.messages([Message(role: RoleKind.assistant.name, content: .text(words))]))
        }
        continue
      }
      let own = list.prefix { RoleKind($0.role).isInstruction }
      let rest = list.dropFirst(own.count)
      if rest.count > body.count, zip(rest, body).allSatisfy({ Self.areSame($0, $1) }), !body.isEmpty || !own.isEmpty {
        if lead.isEmpty { lead = own }
        guard own.isEmpty || own.count == lead.count && zip(own, lead).allSatisfy({ Self.areSame($0, $1) }) else {
          return nil
        }
        rests.append(.messages(Array(rest.dropFirst(body.count))))
      } else if own.isEmpty, !Self.isWhole(list) || body.last.map({ RoleKind($0.role) != .user }) ?? false {
        rests.append(answer)
      } else {
        return nil
      }
    }
    self.init(to: .messages(Array(lead + body)), are: rests)
  }

  private static func isEmpty(_ prompt: ExampleText) -> Bool {
    switch prompt {
    case .text(let words): words.trimmed.isEmpty
    case .messages(let list): list.isEmpty
    }
  }

  /// Whether messages are a conversation from its beginning: whoever asks speaks first.
  private static func isWhole(_ list: [Message]) -> Bool {
    guard let first = list.first else { return false }
    let role = RoleKind(first.role)
    return role == .user || role.isInstruction
  }

  /// Whether a message asks for words, whatever blanks stand around them.
  private static func asks(_ message: Message, _ words: [UInt8]) -> Bool {
    guard RoleKind(message.role) == .user, case .text(let text) = message.content else { return false }
    return text == words || text.trimmed == words.trimmed
  }

  /// Whether two messages say the same, members that are null left out.
  private static func areSame(_ left: Message, _ right: Message) -> Bool {
    func others(_ message: Message) -> [Message.Member] { message.other.filter { $0.json != Array("null".utf8) } }
    return left.role == right.role && left.content == right.content && left.weight == right.weight
      && others(left) == others(right)
  }

  /// What to say of answers that begin with something else than what is asked.
  ///
  /// - Parameters:
  ///   - key: The key of what is asked.
  ///   - answers: The keys of the answers.
  package static func words(_ key: String, _ answers: [String]) -> String {
    let names = answers.map { "\"\($0)\"" }.joined(separator: " and ")
    return
      "\"\(key)\" is part of the example, and \(names) \(answers.count > 1 ? "begin" : "begins") with something else: "
      + "which of them is asked is not known; drop it with --omit \(key)"
  }

  /// What to say of a completion that is a conversation and begins with something else than its prompt.
  package static func completionWords(_ prompt: String, _ completion: String) -> String {
    "\"\(completion)\" is a conversation that begins with something else than \"\(prompt)\", not an answer to it"
  }
}

extension [UInt8] {
  /// The text without the blanks around it.
  fileprivate var trimmed: ArraySlice<UInt8> {
    guard let last = lastIndex(where: { $0 > 0x20 }) else { return [] }
    return self[...last].drop { $0 <= 0x20 }
  }
}
