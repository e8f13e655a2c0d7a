package import PrepDiagnostics
package import PrepRecords
import PrepShapes

/// Fields of records that may be left out of an example: the user let them go.
package struct OmittedFields: Sendable, Equatable {
  private let names: Set<String>
  private let hasAll: Bool

  /// No field.
  package static let none = OmittedFields([])
  /// Every field: for whoever looks at an example and carries nothing on.
  package static let all = OmittedFields([], hasAll: true)

  /// - Parameter names: Keys of records, or our names of fields.
  package init(_ names: [String]) { self.init(names, hasAll: false) }

  private init(_ names: [String], hasAll: Bool) {
    self.names = Set(names)
    self.hasAll = hasAll
  }

  /// Whether what an assistant thinks may be left out, by any of its names.
  package var letReasoningGo: Bool {
    RecordField.reasoning.names.contains { contains($0, .reasoning) }
  }

  /// Whether what a system says may be left out, by any of its names.
  package var letSystemGo: Bool { RecordField.system.names.contains { contains($0, .system) } }

  /// Whether a key may be left out, by its own name or by that of the field it is.
  package func contains(_ key: String, _ field: RecordField? = nil) -> Bool {
    hasAll || names.contains(key) || field.map { names.contains($0.name) } ?? false
  }
}

/// A part of an example that a record has and that whoever read it has no place for.
package struct LostField {
  /// The key of the record.
  package let key: String
  /// The field that it is.
  package let field: RecordField
  package let view: JSONView
  /// The field that the user said it is.
  private let mapped: RecordField?
  /// The key that was taken for a text; nil where there is none.
  private let text: String?
  /// The option that takes it for what is asked about; nil where the record is no question with its answer.
  private let about: String?
  /// What else it is, where it has no name of a field.
  private let kind: Kind
  private enum Kind { case field, options([String]), verdict, prompt }

  /// The first part of an example that a record has, that was not read, says something, and says it nowhere in what was
  /// read; nil where there is none.
  ///
  /// - Parameters:
  ///   - examples: What was read.
  ///   - isRead: Whether the field under the name of a number was read.
  package init?(
    in root: JSONView, _ names: FieldNames, omitting omitted: OmittedFields, examples: [Example],
    isRead: (Int) -> Bool
  ) {
    var found: (key: String, field: RecordField, view: JSONView)?
    var said: SaidTexts?
    let asks = examples.first?.isPair ?? false
    let (isPair, isText) = (examples.first?.shape == .preference, examples.first?.shape == .text)
    // Whether all that the record has was read.
    var isReadWhole = true
    root.forEachMember { key, value in
      // The answer to a text makes more of what stands beside it part of an example.
      guard found == nil || isText && found?.field != .completion else { return }
      let number = names.number(of: key)
      if number < 0 || !isRead(number) { isReadWhole = false }
      if number >= 0 ? isRead(number) || names.part(number) == nil && !asks : !asks { return }
      guard let name = try? key.string(),
        let field = (number < 0 ? nil : names.part(number)) ?? (asks ? Self.passage(name, isPair: isPair) : nil),
        field.says(value),
        !omitted.contains(name, field), !(isPair && RecordField.remarksOnPairs.contains(name))
      else { return }
      let texts = said ?? SaidTexts(examples)
      said = texts
      if field == .passage, BesideWords.grounds.contains(name), !BesideWords.mayGround(value) || texts.holds(value) {
        return
      }
      if !texts.contain(value, as: field), found == nil || field == .completion { found = (name, field, value) }
    }
    if found == nil, isReadWhole { return nil }
    if found == nil, let beside = Self.unnamed(root, examples, omitted) {
      (key, field, view, kind, text, about) = (beside.key, beside.field, beside.view, beside.kind, nil, nil)
      mapped = nil
      return
    }
    if found == nil, asks, !isPair, let offered = OfferedAnswers(root, omitting: omitted),
      let view = root[offered.keys[0]],
      !(said ?? SaidTexts(examples)).holdAll(offered.texts)
    {
      (key, field, self.view, kind, text, about) = (offered.keys[0], .choices, view, .options(offered.keys), nil, nil)
      mapped = nil
      return
    }
    guard let found else { return nil }
    kind = .field
    (key, field, view) = found
    let name = found.key
    mapped = names.mapping.names.first { $0.value == name }?.key
    let keys = KnownKeys(root, names)
    text = keys.find(.text, of: root)?.name
    if let prompt = keys.find(.prompt, of: root)?.name, let answer = keys.find(.completion, of: root)?.name,
      prompt != key, answer != key
    {
      about = FieldOption.map((.instruction, prompt), (.input, key), (.output, answer))
    } else {
      about = nil
    }
  }

  /// What a question is about, by its name.
  private static func passage(_ name: String, isPair: Bool) -> RecordField? {
    RecordField.passage.names.contains(name) || !isPair && BesideWords.grounds.contains(name) ? .passage : nil
  }

  /// What a record says of an example under a name that is none of a field: what was said of the answer, or what both
  /// answers of a pair answer that says it nowhere else.
  private static func unnamed(
    _ root: JSONView, _ examples: [Example], _ omitted: OmittedFields
  ) -> (key: String, field: RecordField, view: JSONView, kind: Kind)? {
    switch examples.first {
    case .promptCompletion, .chat:
      var found: (key: String, field: RecordField, view: JSONView, kind: Kind)?
      root.forEachMember { key, value in
        guard found == nil, let name = try? key.string(), BesideWords.verdicts.contains(name), isVerdict(value),
          !omitted.contains(name)
        else { return }
        found = (name, .verdict, value, .verdict)
      }
      return found
    case .preference(let pair) where pair.lacksPrompt:
      var found: [(key: String, view: JSONView)] = []
      root.forEachMember { key, value in
        guard let name = try? key.string(), !omitted.contains(name, .prompt), MissingField.mayBeAsked(name, value)
        else {
          return
        }
        found.append((name, value))
      }
      guard let first = MissingField.questions(among: found.map(\.key)).first, let view = root[first] else {
        return nil
      }
      return (first, .prompt, view, .prompt)
    default: return nil
    }
  }

  /// Whether a value says whether somebody liked something.
  private static func isVerdict(_ value: JSONView) -> Bool {
    if value.kind == .bool { return true }
    if value.kind == .number { return value.int.map { (-1...1).contains($0) } ?? false }
    guard value.kind == .string, let text = try? value.string() else { return false }
    return [
      "good", "bad", "up", "down", "like", "dislike", "liked", "disliked", "positive", "negative", "yes", "no", "true",
      "false", "1", "0", "-1", "thumbs_up", "thumbs_down", "desirable", "undesirable", "accept", "reject",
    ].contains(text.lowercased())
  }

  /// What helps where the key has no name of a field.
  private var ownRemedy: String? {
    let omit = FieldOption.omit(key)
    return switch kind {
    case .field: nil
    case .options(let keys):
      "write the answers that are offered into what is asked, or drop them with \(FieldOption.omit(keys))"
    case .prompt:
      "where it is what both answers are to, \(FieldOption.map((.prompt, key))) reads it so, and \(omit) drops it"
    case .verdict where view.kind == .string && Verdict(view) == nil:
      "\(FieldOption.jq(".label = (\(FieldOption.path(key)) == \"GOOD\")")) makes a verdict of it, with the word that is "
        + "good, and \(omit) drops it"
    case .verdict: "\(FieldOption.map((.label, key))) reads it as a verdict, and \(omit) drops it"
    }
  }

  /// Its value, in a few words.
  private var shown: String {
    view.withUnsafeBytes { bytes in
      let text = String(decoding: bytes.prefix(40), as: UTF8.self)
      return bytes.count > 40 ? text + "…" : text
    }
  }

  /// What is to be said of it.
  ///
  /// - Parameter shape: The shape of the example that was read.
  package func diagnostic(in record: Record, _ shape: ExampleShape) -> Diagnostic {
    let omit = FieldOption.omit(key)
    let remedy =
      switch field {
      case .system where shape == .chat:
        "the conversation begins with a system message already; drop this one with \(omit)"
      case .system where shape == .promptCompletion, .history where shape == .promptCompletion,
        .reasoning where shape == .promptCompletion:
        "prep convert --to chat makes a conversation of it, and \(omit) drops it"
      case .completion where shape == .text && text != nil:
        "map the fields, as in \(FieldOption.map((.prompt, text ?? "text"), (.completion, key))), or drop it with \(omit)"
      case .input where shape == .promptCompletion && about != nil,
        .passage where shape == .promptCompletion && about != nil:
        "\(about ?? "") puts it to what is asked, and \(omit) drops it"
      case .answers where PairOfAnswers(record.root) != nil:
        "\(PairOfAnswers(record.root)?.proposal ?? ""), and \(omit) drops it"
      // What has a name of ours has been looked for where it belongs: no mapping gives it another place.
      case .tools, .turns, .images, .image, .videos, .audios, .reasoning, .objects: "drop it with \(omit)"
      case .label where shape == .promptCompletion, .verdict where shape == .promptCompletion:
        "of a prompt and its answer it is a verdict where its values are true and false, or 1 and 0, and here it is "
          + "\(shown); drop it with \(omit)"
      default:
        mapped.map { "as \($0.name) it belongs to no \(shape.rawValue) record; drop it with \(omit)" }
          ?? "map it with --map, or drop it with \(omit)"
      }
    return Diagnostic(
      "lost-field", "\"\(key)\" is part of the example and has no place in it; \(ownRemedy ?? remedy)",
      at: record.location(of: view, pointer: RecordFields.pointer(key)))
  }
}

/// The answers that a question offers beside it.
private struct OfferedAnswers {
  /// The keys that they stand under.
  let keys: [String]
  let texts: [[UInt8]]

  /// Nil where a record offers none, or where they were let go.
  init?(_ root: JSONView, omitting omitted: OmittedFields) {
    var keys: [String] = []
    root.forEachMember { key, value in
      guard keys.isEmpty, let name = try? key.string(), Self.says(value), !omitted.contains(name) else { return }
      if BesideWords.options.contains(name) {
        keys = value.kind == .array || value.kind == .object ? [name] : []
      } else if value.kind != .array, value.kind != .object, let names = BesideWords.optionsBeginning(with: name) {
        let offered = Array(names.prefix { root[$0].map(Self.says) ?? false })
        keys = offered.count > 1 ? offered.filter { !omitted.contains($0) } : []
      }
    }
    guard !keys.isEmpty else { return nil }
    self.keys = keys
    texts = keys.flatMap { root[$0].map(Self.texts) ?? [] }
  }

  /// Whether a value is an answer, or a list or an object of answers.
  private static func says(_ value: JSONView) -> Bool {
    switch value.kind {
    case .string: return !value.isBlank
    case .number: return true
    case .array: return value.elements.contains { $0.kind == .string || $0.kind == .object }
    case .object:
      var isOfTexts = value.count > 0
      value.forEachMember { _, member in isOfTexts = isOfTexts && (member.kind == .string || member.kind == .array) }
      return isOfTexts
    default: return false
    }
  }

  private static func texts(_ value: JSONView) -> [[UInt8]] {
    switch value.kind {
    case .string: return (try? value.unescaped()).map { [$0] } ?? []
    case .array: return value.elements.flatMap { texts($0["text"] ?? $0) }
    case .object:
      var found: [[UInt8]] = []
      value.forEachMember { _, member in found += texts(member) }
      return found
    default: return [value.withUnsafeBytes { Array($0) }]
    }
  }
}

/// The texts that examples have.
private struct SaidTexts {
  private var texts: Set<[UInt8]> = []

  init(_ examples: [Example]) {
    for example in examples { example.forEachText { texts.insert(Self.trimmed($0)) } }
  }

  /// Whether all texts of a value are among them: each, or all together as one.
  func contain(_ value: JSONView, as field: RecordField) -> Bool {
    let isPrompt = field == .prompt || field == .input
    var parts: [[UInt8]] = []
    Self.collect(value, &parts)
    if parts.isEmpty { return false }
    if parts.allSatisfy({ contain($0, isPrompt: isPrompt) }) { return true }
    return parts.count > 1 && contain(Array(parts.joined()), isPrompt: false)
  }

  /// - Parameter isPrompt: Whether it is enough that a text begins with it, as a transcript does with its prompt.
  private func contain(_ text: [UInt8], isPrompt: Bool) -> Bool {
    let text = Self.trimmed(text)
    if texts.contains(text) { return true }
    return isPrompt && text.count >= 16 && texts.contains { $0.starts(with: text) }
  }

  /// Whether a text stands inside of one of them.
  func holds(_ value: JSONView) -> Bool {
    guard value.kind == .string, let text = try? value.unescaped() else { return false }
    return holdAll([text])
  }

  /// Whether all of some texts stand inside of one of them.
  func holdAll(_ parts: [[UInt8]]) -> Bool {
    let parts = parts.map { String(decoding: Self.trimmed($0), as: UTF8.self).utf8 }
    return !parts.isEmpty
      && texts.contains { text in parts.allSatisfy { Array(text).firstRange(of: Array($0)) != nil } }
  }

  /// The texts of a value: what is said, not who says it.
  private static func collect(_ value: JSONView, _ parts: inout [[UInt8]]) {
    // A stack instead of recursion: a record may be as deep as it likes.
    var waiting = [value]
    while let next = waiting.popLast() {
      switch next.kind {
      case .string: if let text = try? next.unescaped(), !trimmed(text).isEmpty { parts.append(text) }
      case .array: waiting += next.elements.reversed()
      case .object:
        var members: [JSONView] = []
        next.forEachMember { key, value in
          if let name = try? key.string(), !["role", "from", "type"].contains(name) { members.append(value) }
        }
        waiting += members.reversed()
      default: break
      }
    }
  }

  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    guard let first = text.firstIndex(where: { $0 > 0x20 }), let last = text.lastIndex(where: { $0 > 0x20 }) else {
      return []
    }
    return first == 0 && last == text.count - 1 ? text : Array(text[first...last])
  }
}

extension Example {
  /// Whether it is a pair of answers without what they are to.
  var isPromptless: Bool { if case .preference(let pair) = self { pair.prompt == nil } else { false } }

  /// Whether it is a prompt with what answers it.
  fileprivate var isPair: Bool {
    switch self {
    case .promptCompletion, .preference, .unpairedPreference: true
    default: false
    }
  }

  /// Calls a closure with each of the texts that the example has.
  fileprivate func forEachText(_ body: ([UInt8]) -> Void) {
    switch self {
    case .text(let text): body(text)
    case .promptCompletion(let prompt, let completion), .unpairedPreference(let prompt, let completion, _):
      prompt.forEachText(body)
      completion.forEachText(body)
    case .chat(let chat): ExampleText.messages(chat.messages).forEachText(body)
    case .preference(let pair):
      pair.prompt?.forEachText(body)
      pair.chosen.forEachText(body)
      pair.rejected.forEachText(body)
    case .promptOnly(let prompt, _): prompt.forEachText(body)
    case .classification(let text, let pair, let label):
      body(text)
      if let pair { body(pair) }
      body(label)
    case .tokenClassification(let tagged):
      body(tagged.text)
      for word in tagged.words { body(Array(tagged.text[word])) }
      for tag in tagged.tags { body(tag) }
    case .questionAnswering(let question):
      body(question.question)
      body(question.context)
      for answer in question.answers { body(answer.text) }
    }
  }
}

extension Preference {
  /// Whether nothing says what the answers are to: no prompt, no question in them, and no words in common.
  fileprivate var lacksPrompt: Bool {
    guard prompt == nil else { return false }
    switch (chosen, rejected) {
    case (.text(let chosen), .text(let rejected)):
      return zip(chosen, rejected).prefix { $0 == $1 }.count < 12
    case (.messages(let chosen), .messages(let rejected)):
      return !(chosen + rejected).contains { RoleKind($0.role) == .user }
    default: return true
    }
  }
}

extension ExampleText {
  fileprivate func forEachText(_ body: ([UInt8]) -> Void) {
    switch self {
    case .text(let text): body(text)
    case .messages(let messages):
      for message in messages {
        switch message.content {
        case .none: break
        case .text(let text): body(text)
        case .parts(let json):
          guard let root = try? JSONDocument(json).root else { continue }
          root.forEachElement { part in if let text = try? part["text"]?.unescaped() { body(text) } }
        }
        for other in message.other where RecordField.reasoning.names.contains(other.key) {
          if let text = try? JSONDocument(other.json).root.unescaped() { body(text) }
        }
      }
    }
  }
}
