import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// Appends the part of an example that a scope names.
enum ExampleContent {
  static func append(_ example: Example, _ scope: ContentScope, to content: inout CanonicalContent) throws(Diagnostic) {
    let asks = scope != .completion
    let answers = scope != .prompt
    switch example {
    case .text(let text): content.append(text)
    case .promptCompletion(let prompt, let completion), .unpairedPreference(let prompt, let completion, _):
      if asks { try append(prompt, &content) }
      if answers { try append(completion, &content) }
    case .chat(let chat):
      let last = chat.messages.lastIndex { RoleKind($0.role) == .assistant } ?? chat.messages.count
      if scope == .chat {
        try append(chat.messages, &content)
      } else if scope == .prompt {
        try append(Array(chat.messages[..<last]), &content)
      } else {
        try append(Array(chat.messages[last...]), &content)
      }
      if asks { try appendJSON(chat.tools, &content) }
    case .preference(let preference):
      if asks { try append(prompt(of: preference), &content) }
      if answers {
        try append(preference.chosen, &content)
        try append(preference.rejected, &content)
      }
      if asks { try appendJSON(preference.tools, &content) }
    case .promptOnly(let prompt, let tools):
      try append(prompt, &content)
      try appendJSON(tools, &content)
    case .classification(let text, let pair, let label):
      if asks {
        content.append(text)
        if let pair { content.append(pair) } else { content.appendNothing() }
      }
      if answers { content.append(label) }
    case .tokenClassification(let tagged):
      if asks { content.append(tagged.text) }
      if answers {
        content.beginList(tagged.tags.count)
        for tag in tagged.tags { content.append(tag) }
        content.beginList(tagged.spans?.count ?? 0)
        for span in tagged.spans ?? [] {
          content.append(Array("\(span.bytes.lowerBound) \(span.bytes.upperBound)".utf8))
          content.append(span.label)
        }
      }
    case .questionAnswering(let question):
      if asks {
        content.append(question.question)
        content.append(question.context)
      }
      if answers {
        content.beginList(question.answers.count)
        for answer in question.answers { content.append(answer.text) }
      }
    }
  }

  /// The prompt of a pair; what both answers begin with where it has none of its own.
  private static func prompt(of preference: Preference) -> ExampleText {
    if let prompt = preference.prompt { return prompt }
    switch (preference.chosen, preference.rejected) {
    case (.messages(let chosen), .messages(let rejected)):
      return .messages(Array(zip(chosen, rejected).prefix { $0 == $1 }.map(\.0)))
    case (.text(let chosen), .text(let rejected)):
      return .text(Array(zip(chosen, rejected).prefix { $0 == $1 }.map(\.0)))
    default: return .text([])
    }
  }

  private static func append(_ text: ExampleText, _ content: inout CanonicalContent) throws(Diagnostic) {
    switch text {
    case .text(let bytes): content.append(bytes)
    case .messages(let messages): try append(messages, &content)
    }
  }

  private static func append(_ messages: [Message], _ content: inout CanonicalContent) throws(Diagnostic) {
    content.beginList(messages.count)
    for message in messages {
      content.append(Array(message.role.utf8))
      switch message.content {
      case .none: content.appendNothing()
      case .text(let text): content.append(text)
      case .parts(let json): try appendJSON(json, &content)
      }
      let others = message.other.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
      content.beginList(others.count)
      for other in others {
        content.append(Array(other.key.utf8))
        try appendJSON(other.json, &content)
      }
    }
  }

  private static func appendJSON(_ json: [UInt8]?, _ content: inout CanonicalContent) throws(Diagnostic) {
    guard let json, let document = try? JSONDocument(json) else { return content.appendNothing() }
    try content.append(document.root, of: nil)
  }
}
