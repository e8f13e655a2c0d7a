import PrepExamples
import PrepRecords
import PrepShapes

/// What of the contents of messages is lost.
extension RenderingLoss {
  /// What is missing of what a message says.
  enum Missing {
    case none
    /// Nothing but what an assistant thinks, written at the start of what it says.
    case thought
    case words(RenderingLoss)
  }

  /// What of a message is said in no rendering of it: all of its words are shown, but for white space and a thought
  /// before an answer.
  static func contentLoss(_ message: Message, _ index: Int, _ shown: ShownMessages, isAnswer: Bool) -> Missing {
    func loss(_ words: String) -> Missing {
      .words(
        RenderingLoss(
          code: "content-not-shown",
          message: "the template leaves out \(words) message \(index + 1) (\(message.role)) says", index: index))
    }
    let someOrAll = shown.says[index] ? "some of what" : "what"
    switch message.content {
    case .none:
      // What an assistant refuses to say, and what it says aloud, stand beside the content.
      guard !shown.says[index],
        let name = ["refusal", "audio"].first(where: { message[$0].map { !isEmpty($0) } ?? false })
      else { return .none }
      return loss("the \(name) that")
    case .text(let text):
      if shown.shows(text, of: index) { return .none }
      if isAnswer, Thought.answers(in: text).contains(where: { shown.shows($0, of: index) }) { return .thought }
      return loss(someOrAll)
    case .parts(let json):
      guard let root = try? JSONDocument(json).root else { return loss("what") }
      guard root.kind == .array else {
        return values(of: root).allSatisfy { shown.shows($0, of: index) } ? .none : loss(someOrAll)
      }
      var isLost = false
      // They come in their order, so that each is looked for behind the one before.
      var search = OrderedWords(shown.data[index])
      var words: [UInt8] = []
      root.forEachElement { part in
        guard let text = Self.text(of: part) else { return }
        words += text
        let start = TextSpaces.trimmedStart(text[...])
        let core = Array(text[start..<max(start, TextSpaces.trimmedEnd(text[...]))])
        if !isLost, !core.isEmpty, !search.holds(core) { isLost = true }
      }
      if !isLost || shown.shows(words, of: index) { return .none }
      if isAnswer, Thought.answers(in: words).contains(where: { shown.shows($0, of: index) }) { return .thought }
      return loss(someOrAll)
    }
  }

  /// The texts and numbers that stand in a value.
  private static func values(of root: JSONView) -> [[UInt8]] {
    var values: [[UInt8]] = []
    // A stack instead of recursion: a value may be as deep as it likes.
    var waiting = [root]
    while let view = waiting.popLast() {
      switch view.kind {
      case .array: waiting += Array(view.elements)
      case .object: view.forEachMember { waiting.append($1) }
      case .string: if let text = try? view.unescaped() { values.append(text) }
      case .number: values.append(view.withUnsafeBytes { Array($0) })
      default: break
      }
    }
    return values
  }

  /// The words of a part of a content; nil for what is no text.
  private static func text(of part: JSONView) -> [UInt8]? {
    if part.kind == .string { return try? part.unescaped() }
    guard part.kind == .object, let text = part["text"] ?? (isText(part) ? part["content"] ?? part["value"] : nil)
    else {
      return nil
    }
    return text.kind == .string ? try? text.unescaped() : nil
  }

  /// Whether a part says of itself that it is a text.
  private static func isText(_ part: JSONView) -> Bool {
    guard let type = try? part["type"]?.string() else { return false }
    return type == "text" || type.hasSuffix("_text")
  }

  /// What is to be seen or heard with what is said and changes nothing in the text: each kind of it in the messages of
  /// one speaker is left out once.
  ///
  /// - Parameter judged: The messages that the template is to show.
  static func mediaLoss(
    _ messages: [Message], _ judged: [Int], _ tools: [UInt8]?, _ variables: TemplateVariables?,
    _ renderer: ChatRenderer
  ) -> RenderingLoss? {
    var kinds: [(role: String, type: String, first: Int)] = []
    for index in judged {
      forEachMedium(of: messages[index]) { type in
        if !kinds.contains(where: { $0.role == messages[index].role && $0.type == type }) {
          kinds.append((messages[index].role, type, index))
        }
      }
    }
    guard !kinds.isEmpty, let whole = renderer.text(messages, tools: tools, variables: variables) else { return nil }
    for kind in kinds.prefix(mostKinds) {
      let others = messages.map { $0.role == kind.role ? $0.without(medium: kind.type) : $0 }
      guard let text = renderer.text(others, tools: tools, variables: variables), ShownWords.areSame(text, whole) else {
        continue
      }
      return RenderingLoss(
        code: "content-not-shown",
        message: "the template has no place for the \"\(kind.type)\" part of message \(kind.first + 1) (\(kind.role))")
    }
    return nil
  }

  /// More kinds of media than a message may have.
  private static let mostKinds = 16

  private static func forEachMedium(of message: Message, _ body: (String) -> Void) {
    guard case .parts(let json) = message.content, let root = try? JSONDocument(json).root, root.kind == .array else {
      return
    }
    root.forEachElement { part in if let type = mediumType(of: part) { body(type) } }
  }

  /// What a part says it is, where it is no text: its type, or its first key.
  fileprivate static func mediumType(of part: JSONView) -> String? {
    guard part.kind == .object, text(of: part) == nil else { return nil }
    if let type = try? part["type"]?.string() { return type }
    var name: String?
    part.forEachMember { key, _ in if name == nil { name = try? key.string() } }
    return name
  }
}

extension Message {
  /// The message without the parts of a type that are no texts; an empty text stands where nothing else is left.
  fileprivate func without(medium type: String) -> Message {
    guard case .parts(let json) = content, let root = try? JSONDocument(json).root, root.kind == .array else {
      return self
    }
    var writer = JSONWriter()
    writer.beginArray()
    var count = 0
    root.forEachElement { part in
      if RenderingLoss.mediumType(of: part) == type { return }
      part.withUnsafeBytes { writer.raw($0) }
      count += 1
    }
    writer.endArray()
    var result = self
    result.content = count == 0 ? .text([]) : .parts(writer.bytes)
    return result
  }
}
