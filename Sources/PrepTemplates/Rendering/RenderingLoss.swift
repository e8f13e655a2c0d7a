package import PrepExamples
import PrepRecords
import PrepShapes

/// What a template leaves out of a conversation, or shows as nobody should learn it.
package struct RenderingLoss: Sendable, Equatable {
  /// A stable code.
  package let code: String
  /// What is wrong, in a sentence.
  package let message: String
  /// The message whose content is left out, from 0; nil for any other loss.
  package var index: Int?

  /// What is lost of a conversation in its rendering.
  ///
  /// - Parameters:
  ///   - messages: The messages that were rendered.
  ///   - tools: The tools that they were rendered with.
  ///   - variables: The variables that their record gave.
  ///   - buffer: The rendering.
  ///   - renderer: What has rendered them last.
  /// - Returns: What is lost, and in how many messages nothing but what an assistant thinks, which templates leave out of
  ///   earlier turns on purpose (hidden where they show it in no turn), or the name of who speaks, which few templates
  ///   show.
  package static func all(
    of messages: [Message], tools: [UInt8]? = nil, variables: TemplateVariables? = nil,
    in buffer: borrowing ChatBuffer, by renderer: ChatRenderer
  ) -> (losses: [RenderingLoss], thoughts: Int, hidden: Int, names: Int) {
    var losses: [RenderingLoss] = []
    var (thoughts, hidden, names) = (0, 0, 0)
    if renderer.wroteObject {
      losses.append(
        RenderingLoss(
          code: "object-as-text",
          message:
            "the template prints a list or an object of the record as a program would write it, not as text or JSON"
        ))
    }
    let shown = ShownMessages(buffer, count: messages.count)
    let roles = messages.map { RoleKind.named($0.role) }
    let answers = roles.map { $0?.kind == .assistant }
    // A template that shows nothing but answers does so on purpose.
    let showsOthers = answers.indices.contains { !answers[$0] && shown.says[$0] } || renderer.showsQuestions
    var judged: [Int] = []
    for (index, message) in messages.enumerated() {
      if roles[index] == nil, let loss = roleLoss(message, index, renderer.template) { losses.append(loss) }
      let isShown = answers[index] || showsOthers || roles[index] == nil
      if isShown {
        judged.append(index)
        switch contentLoss(message, index, shown, isAnswer: answers[index]) {
        case .none: break
        case .thought:
          thoughts += 1
          if renderer.hidesThoughts, !renderer.showsWrittenThoughts { hidden += 1 }
        case .words(let loss): losses.append(loss)
        }
      }
      if let media = message.other.first(where: { isLostMedia($0, answers[index], renderer.template) }) {
        losses.append(
          RenderingLoss(
            code: "content-not-shown",
            message: "the template has no place for \"\(media.key)\" of message \(index + 1) (\(message.role))"))
      }
      if hidesName(of: message, roles[index]?.kind, shown.data[index]) { names += 1 }
      guard answers[index], !message.other.isEmpty else { continue }
      if renderer.settings.adaptsData, let loss = callLoss(message, index) { losses.append(loss) }
      if let calls = message["tool_calls"], let missing = missingCall(calls, shown.calls[index]) {
        losses.append(
          RenderingLoss(
            code: "tool-calls-not-shown",
            message: "the template leaves out \(missing) of message \(index + 1)"))
      }
      if Thought.names.contains(where: { message[$0].map { !isEmpty($0) } ?? false }), !shown.thinks[index] {
        thoughts += 1
        if renderer.hidesThoughts { hidden += 1 }
      }
    }
    if losses.isEmpty, let loss = mediaLoss(messages, judged, tools, variables, renderer) { losses.append(loss) }
    return (losses, thoughts, hidden, names)
  }

  /// Whether a message has the name of who speaks and nothing of it is shown. That of a tool is the call's.
  private static func hidesName(of message: Message, _ role: RoleKind?, _ shown: [UInt8]) -> Bool {
    guard !(role?.isResult ?? false), let json = message[RecordField.name.name], !isEmpty(json),
      let name = try? JSONDocument(json).root.unescaped()
    else { return false }
    return ByteSearch.first(name, in: shown[...]) == nil
  }

  /// Whether a member of a message is what is to be seen or heard with it, and the template does not ask for it.
  private static func isLostMedia(_ member: Message.Member, _ isAnswer: Bool, _ template: ChatTemplate) -> Bool {
    // What an assistant says aloud stands beside its words.
    (mediaKeys.contains(member.key) || member.key == "audio" && !isAnswer) && !isEmpty(member.json)
      && !template.mentions(member.key)
  }

  private static let mediaKeys: Set<String> = ["images", "image", "videos", "video", "audios"]

  /// Who speaks in a role that nobody knows is learned by nobody: neither the table of roles nor the template has it.
  private static func roleLoss(_ message: Message, _ index: Int, _ template: ChatTemplate) -> RenderingLoss? {
    if ["'", "\""].contains(where: { template.mentions($0 + message.role + $0) }) { return nil }
    return RenderingLoss(
      code: "unknown-role",
      message: "the role \"\(message.role)\" of message \(index + 1) is known neither to the template nor to prep; "
        + "convert with --role-map \(message.role)=assistant, or another role")
  }

  /// What is wrong with a call, which a template would write as nobody should learn it.
  private static func callLoss(_ message: Message, _ index: Int) -> RenderingLoss? {
    guard let calls = message["tool_calls"], let root = try? JSONDocument(calls).root, root.kind == .array,
      let fault = root.elements.lazy.compactMap(ToolCallForm.fault).first
    else { return nil }
    return RenderingLoss(
      code: "tool-call",
      message: "\(fault), in message \(index + 1); prep fix --apply tool-arguments mends what is nearly JSON")
  }

  /// What of some calls stands nowhere in what is shown of them; nil where all does.
  private static func missingCall(_ json: [UInt8], _ shown: [UInt8]) -> String? {
    guard let root = try? JSONDocument(json).root, root.kind == .array, root.count > 0 else { return nil }
    if shown.isEmpty { return "the tool calls" }
    var missing: String?
    var search = OrderedWords(shown)
    func look(_ view: JSONView) {
      guard missing == nil else { return }
      switch view.kind {
      case .array: view.forEachElement { look($0) }
      case .object: view.forEachMember { look($1) }
      case .string:
        // What no form writes otherwise.
        guard let text = try? view.unescaped(), text.count > 1, text.allSatisfy(isPlain) else { return }
        if !search.holds(text) {
          missing = "\"\(String(decoding: text.prefix(40), as: UTF8.self))\" in the tool calls"
        }
      default: break
      }
    }
    root.forEachElement { call in
      let function = call["function"] ?? call
      if let name = function["name"] { look(name) }
      guard let arguments = function["arguments"] else { return }
      if let object = ToolCallForm.object(arguments) { look(object.root) }
    }
    return missing
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
  }

  static func isEmpty(_ json: [UInt8]) -> Bool {
    guard let root = try? JSONDocument(json).root else { return true }
    switch root.kind {
    case .null: return true
    case .string: return (try? root.unescaped().isEmpty) ?? true
    case .array, .object: return root.count == 0
    default: return false
    }
  }
}
