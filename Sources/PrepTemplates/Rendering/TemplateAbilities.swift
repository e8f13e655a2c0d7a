package import PrepExamples

/// What conversations a template takes and shows, found out from renderings of words that stand nowhere else.
package struct TemplateAbilities: Sendable, Equatable {
  /// Whether it shows what a system says.
  package var showsSystem = false
  /// Whether it shows tools that may be called.
  package var showsTools = false
  /// Whether it shows calls of tools and their results.
  package var showsCalls = false
  /// Whether a message may have several calls.
  package var showsSeveralCalls = false
  /// Whether it shows what an assistant thinks, given as a member of its message.
  package var showsThoughts = false
  /// Whether something asks for an answer.
  package var asksForAnswers = false

  /// The abilities in words, in the order above.
  package var words: [String] {
    [
      (showsSystem, "system"), (showsTools, "tools"), (showsCalls && !showsSeveralCalls, "one call a message"),
      (showsSeveralCalls, "calls"), (showsThoughts, "reasoning"), (asksForAnswers, "generation prompt"),
    ].filter(\.0).map(\.1)
  }
}

extension ChatRenderer {
  /// What the template takes and shows.
  package func abilities() -> TemplateAbilities {
    var abilities = TemplateAbilities()
    let words = TemplateSample.words
    func shows(_ chat: Chat, _ wanted: String...) -> Bool {
      guard let text = try? render(chat) else { return false }
      return wanted.allSatisfy { ByteSearch.first(Array($0.utf8), in: text.bytes[...]) != nil }
    }
    abilities.showsSystem = shows(TemplateSample.chat(system: true), words.system, words.answer)
    abilities.showsTools = shows(TemplateSample.chat(tools: true), words.tool, words.answer)
    abilities.showsCalls = shows(TemplateSample.chat(tools: true, calls: 1), words.argument, words.result)
    abilities.showsSeveralCalls = shows(TemplateSample.chat(tools: true, calls: 2), words.argument, words.result)
    // Some show them with calls alone.
    abilities.showsThoughts =
      shows(TemplateSample.chat(thinks: true), words.thought, words.answer)
      || shows(TemplateSample.chat(tools: true, calls: 1, thinks: true), words.thought, words.argument)
    abilities.asksForAnswers = shape.prompt.contains { $0 > 0x20 }
    return abilities
  }
}

/// A conversation that shows what a template makes of one.
package enum TemplateSample {
  static let words = (
    system: "Answer in a few words.", question: "How deep is the harbor of Husum?", thought: "The tide table knows.",
    tool: "tide_table", argument: "husum_north", result: "2.5 m", answer: "Two and a half meters."
  )

  /// The conversation.
  ///
  /// - Parameters:
  ///   - system: Whether a system speaks first.
  ///   - tools: Whether there is a tool.
  ///   - calls: How often the assistant calls it at once.
  ///   - thinks: Whether the assistant thinks before it answers.
  package static func chat(system: Bool = false, tools: Bool = false, calls: Int = 0, thinks: Bool = false) -> Chat {
    let thought = thinks ? [Message.Member(key: Thought.names[0], json: Array("\"\(words.thought)\"".utf8))] : []
    func member(_ key: String, _ json: String) -> Message.Member { .init(key: key, json: Array(json.utf8)) }
    var messages: [Message] = system ? [Message(role: "system", words.system)] : []
    messages.append(Message(role: "user", words.question))
    if calls > 0 {
      let list = (0..<calls).map { number in
        #"{"id":"tidecall\#(number)","type":"function","function":{"name":"\#(words.tool)","arguments":{"place":"\#(words.argument)"}}}"#
      }
      messages.append(
        Message(
          role: "assistant", content: .text([]),
          other: [member("tool_calls", "[" + list.joined(separator: ",") + "]")] + thought)
      )
      for number in 0..<calls {
        messages.append(
          Message(
            role: "tool", content: .text(Array(words.result.utf8)),
            other: [member("name", "\"\(words.tool)\""), member("tool_call_id", "\"tidecall\(number)\"")]))
      }
    }
    messages.append(
      Message(role: "assistant", content: .text(Array(words.answer.utf8)), other: thought))
    let list =
      #"[{"type":"function","function":{"name":"\#(words.tool)","description":"Says how deep a harbor is.","parameters":{"type":"object","properties":{"place":{"type":"string","description":"The harbor."}},"required":["place"]}}}]"#
    return Chat(messages: messages, tools: tools ? Array(list.utf8) : nil)
  }
}
