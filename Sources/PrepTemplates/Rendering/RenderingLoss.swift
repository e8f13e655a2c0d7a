internal import PrepBytes
package import PrepExamples
import PrepRecords
import PrepShapes

/// What a template leaves out of a conversation, or shows as nobody should learn it.
package struct RenderingLoss: Sendable, Equatable {
  /// A stable code.
  package let code: String
  /// What is wrong, in a sentence.
  package let message: String

  /// What is lost of a conversation in its rendering.
  ///
  /// - Parameters:
  ///   - messages: The messages that were rendered.
  ///   - buffer: The rendering.
  ///   - renderer: What has rendered them last.
  /// - Returns: What is lost, and in how many messages nothing but what an assistant thinks, which templates leave out of
  ///   earlier turns on purpose, or the name of who speaks, which few templates show.
  package static func all(of messages: [Message], in buffer: borrowing ChatBuffer, by renderer: ChatRenderer) -> (
    losses: [RenderingLoss], thoughts: Int, names: Int
  ) {
    var losses: [RenderingLoss] = []
    var (thoughts, names) = (0, 0)
    if renderer.wroteObject {
      losses.append(
        RenderingLoss(
          code: "object-as-text",
          message:
            "the template prints a list or an object of the record as a program would write it, not as text or JSON"
        ))
    }
    let shown = Shown(buffer, count: messages.count)
    let roles = messages.map { RoleKind.named($0.role) }
    let answers = roles.map { $0?.kind == .assistant }
    // A template that shows nothing but answers does so on purpose.
    let showsOthers = answers.indices.contains { !answers[$0] && shown.says[$0] }
    for (index, message) in messages.enumerated() {
      if roles[index] == nil, let loss = roleLoss(message, index, renderer.template) { losses.append(loss) }
      let isShown = answers[index] || showsOthers || roles[index] == nil
      if isShown, let loss = contentLoss(message, index, shown) { losses.append(loss) }
      if let media = message.other.first(where: { isLostMedia($0, answers[index], renderer.template) }) {
        losses.append(
          RenderingLoss(
            code: "content-not-shown",
            message: "the template has no place for \"\(media.key)\" of message \(index + 1) (\(message.role))"))
      }
      if hidesName(of: message, roles[index]?.kind, shown.data[index]) { names += 1 }
      guard answers[index], !message.other.isEmpty else { continue }
      if let calls = message["tool_calls"], let missing = missingCall(calls, shown.calls[index]) {
        losses.append(
          RenderingLoss(
            code: "tool-calls-not-shown",
            message: "the template leaves out \(missing) of message \(index + 1)"))
      }
      if Thought.names.contains(where: { message[$0].map { !isEmpty($0) } ?? false }), !shown.thinks[index] {
        thoughts += 1
      }
    }
    return (losses, thoughts, names)
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

  /// What is shown of each message.
  private struct Shown {
    var says: [Bool]
    var thinks: [Bool]
    /// The data of its calls.
    var calls: [[UInt8]]
    var data: [[UInt8]]

    init(_ buffer: borrowing ChatBuffer, count: Int) {
      says = [Bool](repeating: false, count: count)
      thinks = says
      calls = [[UInt8]](repeating: [], count: count)
      data = calls
      var start = 0
      for piece in buffer.pieces.all {
        let range = start..<piece.end
        start = piece.end
        guard piece.message >= 0, piece.isData, !range.isEmpty else { continue }
        let index = Int(piece.message)
        switch piece.part {
        case .reasoning: thinks[index] = true
        case .toolCall: calls[index] += buffer.bytes.all[range]
        default:
          says[index] = says[index] || buffer.bytes.all[range].contains { $0 > 0x20 }
          data[index] += buffer.bytes.all[range]
        }
      }
    }
  }

  /// Who speaks in a role that nobody knows is learned by nobody: neither the table of roles nor the template has it.
  private static func roleLoss(_ message: Message, _ index: Int, _ template: ChatTemplate) -> RenderingLoss? {
    if ["'", "\""].contains(where: { template.mentions($0 + message.role + $0) }) { return nil }
    return RenderingLoss(
      code: "unknown-role",
      message: "the role \"\(message.role)\" of message \(index + 1) is known neither to the template nor to prep; "
        + "convert with --role-map \(message.role)=assistant, or another role")
  }

  private static func contentLoss(_ message: Message, _ index: Int, _ shown: Shown) -> RenderingLoss? {
    func loss(_ words: String) -> RenderingLoss {
      RenderingLoss(
        code: "content-not-shown",
        message: "the template leaves out \(words) message \(index + 1) (\(message.role)) says")
    }
    switch message.content {
    case .none:
      // What an assistant refuses to say, and what it says aloud, stand beside the content.
      guard !shown.says[index],
        let name = ["refusal", "audio"].first(where: { message[$0].map { !isEmpty($0) } ?? false })
      else { return nil }
      return loss("the \(name) that")
    case .text(let text):
      if shown.says[index] || !text.contains(where: { $0 > 0x20 }) { return nil }
      // Nothing but a thought, which the template knows.
      if let thought = Thought(in: text), !thought.answer.contains(where: { $0 > 0x20 }) { return nil }
      return loss("what")
    case .parts(let json):
      guard let root = try? JSONDocument(json).root, root.kind == .array else { return nil }
      var isLost = false
      // They come in their order, so that each is looked for behind the one before.
      var search = OrderedSearch(shown.data[index])
      root.forEachElement { part in
        guard !isLost, let text = try? part["text"]?.unescaped() else { return }
        let start = TextSpaces.trimmedStart(text[...])
        let words = Array(text[start..<max(start, TextSpaces.trimmedEnd(text[...]))])
        if !words.isEmpty, !search.holds(words) { isLost = true }
      }
      return isLost ? loss("some of what") : nil
    }
  }

  /// What of some calls stands nowhere in what is shown of them; nil where all does.
  private static func missingCall(_ json: [UInt8], _ shown: [UInt8]) -> String? {
    guard let root = try? JSONDocument(json).root, root.kind == .array, root.count > 0 else { return nil }
    if shown.isEmpty { return "the tool calls" }
    var missing: String?
    var search = OrderedSearch(shown)
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
      if arguments.kind == .object {
        look(arguments)
      } else if let text = try? arguments.unescaped(), let inner = try? JSONDocument(text).root {
        look(inner)
      }
    }
    return missing
  }

  /// Looks for words that mostly come in the order in which they are asked for.
  private struct OrderedSearch {
    private let text: [UInt8]
    private var place = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func holds(_ words: [UInt8]) -> Bool {
      if let found = ByteSearch.first(words, in: text[place...]) {
        place = found + words.count
        return true
      }
      return ByteSearch.first(words, in: text[..<min(text.count, place + words.count)]) != nil
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
  }

  private static func isEmpty(_ json: [UInt8]) -> Bool {
    guard let root = try? JSONDocument(json).root else { return true }
    switch root.kind {
    case .null: return true
    case .string: return (try? root.unescaped().isEmpty) ?? true
    case .array, .object: return root.count == 0
    default: return false
    }
  }
}
