import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// S03: a field holds a value of the wrong kind.
enum WrongTypeRule: RecordRule {
  static let about = RuleDescription(
    "S03", "wrong-type", .error, "a field holds a value of the wrong kind",
    reason: "A number where a text belongs is refused by some consumers and silently written out by others.",
    remedy: "Write the value as the shape asks: a text in quotes, a list in brackets.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":5}"#, at: "1:33 /completion", good: #"{"prompt":"2+3 ->","completion":" 5"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    if let shape = example.shape {
      for (key, type) in Self.types[shape.ordinal] {
        // Null is another rule's.
        guard let value = example[key], !value.isNull, !type.accepts(value) else { continue }
        // One message, or the log of a service: whoever reads it under any name says what is wrong with it.
        if example.names.mapping.known == .usual,
          type == .textOrMessages && value.isObject || type == .messages && isWrittenList(value)
        {
          continue
        }
        report.report(at: value) { "\"\(key.name)\" is \(value.kindName), where \(type.rawValue) is wanted" }
      }
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
    checkParts(example, report)
  }

  /// Whether a text is a list of messages as JSON.
  private static func isWrittenList(_ value: BorrowedJSON) -> Bool {
    guard value.isString, let root = try? JSONDocument(Array(value.raw)).root else { return false }
    return WrittenMessages.list(root) != nil
  }

  /// By shape the fields whose type is looked at. What a list of token ids has to be is S13's, and weights are rules of
  /// their own.
  private static let types: [[(field: RecordField, type: FieldType)]] = RecordShape.allCases.map { shape in
    shape == .tokenized ? [] : shape.types.filter { $0.type != .any && $0.type != .number }
  }

  /// Targets that take texts only, where a list of messages would be taken by others.
  private static func checkTexts(_ example: ExampleView, _ report: Reporter) {
    guard example.shape == .promptCompletion else { return }
    for (target, profile) in report.profiles.enumerated() where profile.takesTextOnly {
      for key in [RecordField.prompt, .completion] {
        guard let value = example[key], value.isArray else { continue }
        report.report(at: value, for: .only(target)) {
          "\"\(key.name)\" is a list, where \(profile.title) wants a string"
        }
      }
    }
  }

  /// Contents that are texts where a list of parts has to be.
  private static func checkParts(_ example: ExampleView, _ report: Reporter) {
    let isGemini = example.shape == .gemini || example.shape == .geminiPreference
    guard isGemini || report.profiles.contains(where: \.needsParts) else { return }
    for turn in example.turns {
      guard let content = turn.content, content.isString else { continue }
      report.reportByTarget { profile in
        guard isGemini || profile.needsParts else { return nil }
        return (content, "the \(isGemini ? "parts are" : "content is") a string, where a list of parts is wanted")
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
      for (target, profile) in report.profiles.enumerated() where profile.needsContent || !turn.hasCalls {
        concerned.insert(target)
      }
      if !concerned.isEmpty { report.report(at: content, for: concerned) { "the content is null" } }
      return
    }
    if content.isObject, turn.role.isResult {
      // What a tool gave back may be an object for templates, which targets do not take.
      report.reportByTarget { _ in (content, "the content is an object, where a string or a list of parts is wanted") }
    } else if !content.isString, !content.isArray {
      report.report(at: content) { "the content is \(content.kindName), where a string or a list of parts is wanted" }
    } else if content.isArray {
      for (target, profile) in report.profiles.enumerated() where profile.takesTextOnly && example.shape != .gemini {
        report.report(at: content, for: .only(target)) {
          "the content is a list, where \(profile.title) wants a string"
        }
      }
    }
  }
}
