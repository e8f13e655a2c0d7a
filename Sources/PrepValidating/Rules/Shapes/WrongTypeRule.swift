import PrepDiagnostics

/// S03: a field holds a value of the wrong kind.
enum WrongTypeRule: RecordRule {
  static let about = RuleDescription(
    "S03", "wrong-type", .error, "a field holds a value of the wrong kind",
    reason: "A number where a text belongs is refused by some consumers and silently written out by others.",
    remedy: "Write the value as the shape asks; prep convert does for tables.",
    example: RuleExample(#"{"prompt":"2+3 ->","completion":5}"#, at: "1:33 /completion", good: #"{"prompt":"2+3 ->","completion":" 5"}"#))

  private enum Kind: String {
    case text = "a string"
    case textOrMessages = "a string or a list of messages"
    case messages = "a list of messages"
    case object = "an object"
    case list = "a list"
    case tools = "a list, or a string of JSON"
    case label = "a string, a number, true or false"
    case verdict = "true or false"

    func accepts(_ value: Value) -> Bool {
      switch self {
      case .text: value.isString
      case .textOrMessages: value.isString || value.isArray
      case .messages, .list: value.isArray
      case .object: value.isObject
      case .tools: value.isArray || value.isString
      case .label: value.isString || value.isNumber || value.isBool
      case .verdict: value.isBool
      }
    }
  }

  static func check(_ example: ExampleView, _ report: Reporter) {
    for (key, kind) in fields(example.shape) {
      // Null is another rule's.
      guard let value = example[key], !value.isNull, !kind.accepts(value) else { continue }
      report.report(at: value) { "\"\(key.rawValue)\" is \(value.kindName), where \(kind.rawValue) is wanted" }
    }
    if let tools = example[.tools], tools.isString {
      report.reportByTarget { profile in
        profile.toolArguments == .string ? (tools, "\"tools\" is a string, where a list is wanted") : nil
      }
    }
    if example.shape == .openAIPreference, let messages = example[.input]?.member("messages"), !messages.isArray {
      report.report(at: messages) { "\"messages\" is \(messages.kindName), where a list of messages is wanted" }
    }
    checkTexts(example, report)
    for turn in example.richTurns { check(turn, example, report) }
  }

  private static func fields(_ shape: Shape) -> [(KnownKey, Kind)] {
    switch shape {
    case .text: [(.text, .text)]
    case .promptCompletion: [(.prompt, .textOrMessages), (.completion, .textOrMessages)]
    case .unpairedPreference: [(.prompt, .textOrMessages), (.completion, .textOrMessages), (.label, .verdict)]
    case .promptOnly: [(.prompt, .textOrMessages)]
    case .chat: [(.messages, .messages), (.tools, .tools), (.functions, .list), (.parallelToolCalls, .verdict)]
    case .conversations: [(.conversations, .messages), (.conversation, .messages)]
    case .interactions: [(.interactions, .messages)]
    case .gemini: [(.contents, .messages)]
    case .openAIPreference:
      [
        (.input, .object), (.preferredOutput, .messages), (.nonPreferredOutput, .messages), (.preferredCompletion, .messages),
        (.nonPreferredCompletion, .messages),
      ]
    case .stepwise: [(.prompt, .textOrMessages), (.completions, .list), (.labels, .list)]
    case .instruction: [(.instruction, .text), (.input, .text), (.output, .text)]
    case .classification:
      [(.text, .text), (.textA, .text), (.textB, .text), (.sentence, .text), (.sentence1, .text), (.sentence2, .text), (.label, .label)]
    case .segments: [(.segments, .list)]
    case .pretokenized, .preference, .unknown: []
    }
  }

  /// Targets that take texts only, where a list of messages would be taken by others.
  private static func checkTexts(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .promptCompletion else { return }
    for (target, profile) in report.profiles.enumerated() where profile.takesTextOnly {
      for key in [KnownKey.prompt, .completion] {
        guard let value = example[key], value.isArray else { continue }
        report.report(at: value, for: .only(target)) { "\"\(key.rawValue)\" is a list, where \(profile.title) wants a string" }
      }
    }
  }

  private static func check(_ turn: Turn, _ example: ExampleView, _ report: Reporter) {
    guard turn.value.isObject else {
      return report.report(at: turn.value) { "a message is \(turn.value.kindName), where an object is wanted" }
    }
    if let role = turn.roleValue, !role.isString, !role.isNull {
      report.report(at: role) { "the role is \(role.kindName), where a string is wanted" }
    }
    guard let content = turn.content else { return }
    if content.isNull {
      // Beside a call of a tool there may be nothing to say.
      var concerned = TargetSet.none
      for (target, profile) in report.profiles.enumerated() where profile.needsContent || !turn.hasCalls { concerned.insert(target) }
      if !concerned.isEmpty { report.report(at: content, for: concerned) { "the content is null" } }
      return
    }
    if !content.isString, !content.isArray {
      report.report(at: content) { "the content is \(content.kindName), where a string or a list of parts is wanted" }
    } else if content.isArray {
      for (target, profile) in report.profiles.enumerated() where profile.takesTextOnly && example.shape != .gemini {
        report.report(at: content, for: .only(target)) { "the content is a list, where \(profile.title) wants a string" }
      }
    }
  }
}
