import PrepExamples
import PrepRecords
import PrepShapes

/// How the calls of tools are written: their arguments and their ids.
struct CallForm: Sendable {
  /// As what the arguments are written; nil leaves them as they were read.
  var arguments: TargetForm.Arguments?
  /// Whether ids have nine letters and digits, as Mistral's tokenizers want them.
  var hasShortIDs = false
  /// How often the id of a call stood in the conversation before, for those that did.
  private var rounds: [[UInt8]: Int] = [:]

  /// - Parameters:
  ///   - arguments: As what the arguments are written; nil leaves them as they were read.
  ///   - hasShortIDs: Whether ids have nine letters and digits.
  init(arguments: TargetForm.Arguments?, hasShortIDs: Bool = false) {
    self.arguments = arguments
    self.hasShortIDs = hasShortIDs
  }

  private var changesNothing: Bool { arguments == nil && !hasShortIDs }

  /// The example with all its calls in this form.
  ///
  /// An id that calls of several turns of a conversation have becomes another one each time, and so in the answers to
  /// them.
  func adjusted(_ example: Example) -> Example {
    if changesNothing { return example }
    guard hasShortIDs, case .chat = example else { return example.mapMessages { adjusted($0) } }
    var rounds: [[UInt8]: Int] = [:]
    return example.mapMessages { message in
      if let json = message[RecordField.toolCalls.name], let calls = try? JSONDocument(json).root, calls.kind == .array
      {
        for call in calls.elements {
          if let id = try? call[RecordField.id.name]?.unescaped() { rounds[id, default: -1] += 1 }
        }
      }
      var form = self
      form.rounds = rounds.filter { $0.value > 0 }
      return form.adjusted(message)
    }
  }

  /// The message with its calls in this form, and the id of the call that it answers.
  func adjusted(_ message: Message) -> Message {
    if changesNothing { return message }
    var message = message
    for index in message.other.indices {
      guard let view = try? JSONDocument(message.other[index].json).root else { continue }
      switch message.other[index].key {
      case RecordField.toolCalls.name where view.kind == .array:
        var writer = JSONWriter()
        writer.beginArray()
        view.forEachElement { rewrite($0, &writer) }
        writer.endArray()
        message.other[index].json = writer.take()
      case RecordField.toolCallID.name: if let id = shortened(view) { message.other[index].json = JSONWriter.text(id) }
      default: continue
      }
    }
    return message
  }

  /// Copies a call, and gives its arguments and its id the wanted form; a string that is no JSON object stays a string.
  func rewrite(_ view: JSONView, _ writer: inout JSONWriter) {
    guard view.kind == .object else { return view.withUnsafeBytes { writer.raw($0) } }
    writer.beginObject()
    view.forEachMember { key, value in
      let name = (try? key.unescaped()) ?? []
      name.withUnsafeBytes { writer.key($0) }
      switch String(decoding: name, as: UTF8.self) {
      case RecordField.function.name: CallForm(arguments: arguments).rewrite(value, &writer)
      case RecordField.id.name:
        if let id = shortened(value) { writer.string(id) } else { value.withUnsafeBytes { writer.raw($0) } }
      case RecordField.arguments.name: write(arguments: value, &writer)
      default: value.withUnsafeBytes { writer.raw($0) }
      }
    }
    writer.endObject()
  }

  /// Writes the arguments of a call as an object: an empty one where it has none.
  ///
  /// - Throws: A failure for arguments that are none: a list, a number, a text that is no JSON object.
  static func writeObject(argumentsOf function: JSONView, _ writer: inout JSONWriter) throws(ReshapingFailure) {
    guard let arguments = function[RecordField.arguments.name], !ToolCallForm.isNone(arguments) else {
      writer.beginObject()
      writer.endObject()
      return
    }
    let text = arguments.kind == .string ? try? JSONDocument(arguments.unescaped()).root.kind : nil
    guard arguments.kind == .object || text == .object else {
      throw ReshapingFailure(message: "the arguments of a tool call are no JSON object")
    }
    CallForm(arguments: .object).write(arguments: arguments, &writer)
  }

  /// Writes arguments in the wanted form.
  func write(arguments value: JSONView, _ writer: inout JSONWriter) {
    if let arguments, ToolCallForm.isNone(value) {
      if arguments == .string { return writer.string("{}") }
      writer.beginObject()
      writer.endObject()
    } else if arguments == .string, value.kind != .string {
      value.withUnsafeBytes { writer.string($0) }
    } else if arguments == .object, value.kind == .string, let text = try? value.unescaped(),
      let document = try? JSONDocument(text),
      document.root.kind == .object
    {
      document.root.withUnsafeBytes { writer.raw($0) }
    } else {
      value.withUnsafeBytes { writer.raw($0) }
    }
  }

  /// Whether a message has a call with arguments that are no JSON object and become none.
  static func hasOther(_ message: Message) -> Bool {
    for other in message.other where other.key == RecordField.toolCalls.name {
      guard let calls = try? JSONDocument(other.json).root else { continue }
      var isFound = false
      calls.forEachElement { call in
        let function = call[RecordField.function.name] ?? call
        guard let arguments = function[RecordField.arguments.name], !ToolCallForm.isNone(arguments) else { return }
        let text = arguments.kind == .string ? try? JSONDocument(arguments.unescaped()).root.kind : arguments.kind
        if text != .object { isFound = true }
      }
      if isFound { return true }
    }
    return false
  }

  /// The id that an id becomes; nil where it stays.
  private func shortened(_ view: JSONView) -> [UInt8]? {
    guard hasShortIDs, view.kind == .string, let id = try? view.unescaped() else { return nil }
    if let round = rounds[id] { return ShortCallID.of(id + Array("#\(round)".utf8)) }
    return ShortCallID.isShort(id) ? nil : ShortCallID.of(id)
  }
}
