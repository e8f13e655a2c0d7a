import PrepDiagnostics
import PrepShapes

/// Examples with a judgment: the better of two answers, or one answer and what was said of it.
extension ExampleReader {
  /// The better answer and the other one.
  func preference(_ fields: borrowing RecordFields) throws(Diagnostic) -> (Example, [RecordField]) {
    if !fields.has(.chosen), fields.has(.input), fields.has(.preferredOutput) {
      let pair = try fields.openAIPreference()
      return (
        .preference(try settled(pair, .input, [.preferredOutput, .nonPreferredOutput], fields)), Read.openAIPreference
      )
    }
    if !fields.has(.chosen), !fields.has(.prompt), fields.has(.messages) {
      return (.preference(try rejection(fields)), Read.chatPreference)
    }
    var prompt: ExampleText?
    var read = Read.preference
    if fields.has(.prompt) {
      prompt = try fields.textOrMessages(.prompt)
    } else if fields.has(.messages) {
      read = Read.chatPreference
      prompt = .messages(try fields.messages(.messages))
    }
    let (chosen, rejected) = (try fields.answer(.chosen), try fields.answer(.rejected))
    let pair = Preference(prompt: prompt, chosen: chosen, rejected: rejected, tools: try fields.tools())
    return (
      .preference(try settled(pair, fields.has(.prompt) ? .prompt : .messages, [.chosen, .rejected], fields)), read
    )
  }

  /// The pair with what is asked once before each answer.
  private func settled(
    _ pair: Preference, _ asked: RecordField, _ answers: [RecordField], _ fields: borrowing RecordFields
  ) throws(Diagnostic) -> Preference {
    guard let prompt = pair.prompt else { return pair }
    guard let settled = RepeatedPrompt(prompt, [pair.chosen, pair.rejected], keepsWhole: true) else {
      let key = fields.key(of: asked) ?? asked.name
      if omitted == .all { return pair }
      if omitted.contains(key, .prompt) {
        return Preference(prompt: nil, chosen: pair.chosen, rejected: pair.rejected, tools: pair.tools)
      }
      throw fields.fault(
        asked, "lost-field", RepeatedPrompt.words(key, answers.map { fields.key(of: $0) ?? $0.name }))
    }
    return Preference(
      prompt: settled.prompt, chosen: settled.answers[0], rejected: settled.answers[1], tools: pair.tools)
  }

  /// A conversation that ends with the answer that was preferred, and beside it the other one: an answer, or the whole
  /// conversation with it, as ms-swift writes them.
  private func rejection(_ fields: borrowing RecordFields) throws(Diagnostic) -> Preference {
    let chat = try fields.chat()
    guard let last = chat.messages.last, RoleKind(last.role) == .assistant else {
      throw fields.fault(.messages, "last-turn", "the conversation does not end with an answer that was preferred")
    }
    let rejected = try fields.answer(.rejected)
    let prompt = Array(chat.messages.dropLast())
    if case .messages(let list) = rejected, list.contains(where: { RoleKind($0.role) == .user }) {
      let lead = prompt.prefix { RoleKind($0.role) == .system }
      let isLed = list.first.map { RoleKind($0.role) == .system } ?? false
      return Preference(
        prompt: nil, chosen: .messages(chat.messages), rejected: .messages((isLed ? [] : lead) + list),
        tools: chat.tools)
    }
    return Preference(prompt: .messages(prompt), chosen: .messages([last]), rejected: rejected, tools: chat.tools)
  }

  /// An answer and its verdict: to a prompt, or at the end of a conversation.
  func unpaired(_ fields: borrowing RecordFields) throws(Diagnostic) -> (Example, [RecordField]) {
    guard !fields.has(.prompt), fields.has(.messages) else {
      let (prompt, completion) = try fields.promptAndCompletion()
      return (
        .unpairedPreference(prompt: prompt, completion: completion, label: try fields.verdict()), Read.verdict
      )
    }
    let messages = try fields.chat().messages
    guard let last = messages.last, RoleKind(last.role) == .assistant else {
      throw fields.fault(.messages, "last-turn", "the conversation does not end with an answer that could be judged")
    }
    return (
      .unpairedPreference(
        prompt: .messages(messages.dropLast()), completion: .messages([last]), label: try fields.verdict()),
      Read.chatVerdict
    )
  }
}
