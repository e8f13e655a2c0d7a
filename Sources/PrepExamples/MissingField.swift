import PrepDiagnostics
import PrepRecords
import PrepShapes

/// What is said of a record that lacks a field.
package enum MissingField {
  /// The words: where the record has texts under names that nobody knows, how to say that one of them is the field.
  package static func words(_ field: RecordField, in root: JSONView, _ names: FieldNames) -> String {
    let lacks = "missing field \"\(names.mapping.name(of: field))\""
    guard field.isMappable, field.takesText, let proposal = proposal(field, in: root, names) else { return lacks }
    return "\(lacks); \(proposal)"
  }

  /// How to say that a field is one of the texts under names that nobody knows; nil where there is no such text.
  ///
  /// - Parameter isLet: Whether the user said already what becomes of a key.
  package static func proposal(
    _ field: RecordField, in root: JSONView, _ names: FieldNames, except isLet: (String) -> Bool = { _ in false }
  ) -> String? {
    let texts = likeliest(field, among: unknownTexts(in: root, names).filter { !isLet($0) }, of: root)
    guard let first = texts.first else { return nil }
    let listed = texts.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")
    return "if it is in \(listed), set \(FieldOption.map((field, first)))"
  }

  /// Keys in the order in which they may be a field: those whose names say so, and then those with the most to say.
  private static func likeliest(_ field: RecordField, among keys: [String], of root: JSONView) -> [String] {
    let signs = field == .completion || field == .output || field == .chosen ? answerSigns : questionSigns
    func rank(_ key: String) -> Int {
      let key = key.lowercased()
      return signs.contains(where: key.contains) ? 0 : others.contains(where: key.contains) ? 2 : 1
    }
    return keys.map { (key: $0, rank: rank($0), size: root[$0]?.byteCount ?? 0) }
      .sorted { ($0.rank, $1.size) < ($1.rank, $0.size) }.map(\.key)
  }

  /// Whether a field may be what is asked, where none is known to be: a conversation, or a text that its name calls so or
  /// that is more than a word or two.
  static func mayBeAsked(_ key: String, _ value: JSONView) -> Bool {
    if identifiers.contains(key) || key.hasSuffix("_id") || key.hasPrefix("__") { return false }
    let answers = [RecordField.chosen, .rejected, .preferredOutput, .nonPreferredOutput].flatMap(\.names)
    if answers.contains(key) || RecordField.remarksOnPairs.contains(key) { return false }
    switch value.kind {
    case .array: return SourceRecord.isConversation(value)
    case .string:
      guard !value.isBlank, let text = try? value.unescaped() else { return false }
      return askingNames.contains(key.lowercased()) || questionSigns.contains(where: key.lowercased().contains)
        || text.split(separator: 0x20).count > 2
    default: return false
    }
  }

  private static let askingNames: Set<String> = ["q", "task", "utterance", "post", "message", "text", "content"]

  /// What names of answers have in them, of what is asked, and of what is neither.
  private static let answerSigns = [
    "answer", "response", "output", "completion", "solution", "target", "reply", "summary", "sql", "code", "patch",
    "translation", "generat", "assistant", "highlights", "headline", "gold", "expected", "result",
  ]
  private static let questionSigns = [
    "prompt", "question", "query", "instruction", "problem", "input", "user", "ask", "dialog", "document", "article",
  ]
  private static let others = [
    "source", "type", "categor", "split", "model", "repo", "lang", "topic", "level", "difficult", "subset", "domain",
    "title", "name", "date", "url", "tag", "hash", "license", "author", "rating", "version", "path",
  ]

  /// The keys of a record that nobody knows and that say something, whatever their values are.
  package static func unknownFields(in root: JSONView, _ names: FieldNames) -> [String] {
    var found: [String] = []
    root.forEachMember { key, value in
      guard let name = try? key.string(), isUnknown(name, names), !identifiers.contains(name), !name.hasSuffix("_id"),
        !name.hasPrefix("__")
      else { return }
      switch value.kind {
      case .string: if !value.isBlank { found.append(name) }
      case .array, .object: if value.count > 0 { found.append(name) }
      case .null: break
      default: found.append(name)
      }
    }
    return found
  }

  /// How to say what the fields of a record are that tells no shape: one text, or what is asked and its answer; nil where
  /// it has no texts under names that an option can be given.
  package static func mapping(of root: JSONView) -> String? {
    if let pair = PairOfAnswers(root) { return pair.proposal }
    var texts: [String] = []
    var dialog: String?
    root.forEachMember { key, value in
      guard let name = try? key.string(), !identifiers.contains(name), !name.hasSuffix("_id"), !name.hasPrefix("__"),
        !name.contains(","), !name.contains("=")
      else { return }
      if value.kind == .string, !value.isBlank { texts.append(name) }
      if dialog == nil, SourceRecord.isConversation(value) { dialog = name }
    }
    // What a text is about stands before what it says.
    if let dialog { return "if \"\(dialog)\" is the conversation, set \(FieldOption.map((.messages, dialog)))" }
    let asked = questions(among: texts.filter { !isLikelyAnswer($0) }).first ?? texts.first
    let others = texts.filter { $0 != asked }
    let answer =
      others.first { RecordField.completion.names.contains($0) }
      ?? likeliest(.completion, among: others.filter { !isGround($0) }, of: root).first ?? others.first
    guard let asked else { return nil }
    guard let answer else { return "if \"\(asked)\" is the text, set \(FieldOption.map((.text, asked)))" }
    let ground = texts.first { $0 != asked && $0 != answer && isGround($0) }
    if let ground {
      return "if \"\(answer)\" answers \"\(asked)\" about \"\(ground)\", set "
        + FieldOption.map((.instruction, asked), (.input, ground), (.output, answer))
    }
    return "if \"\(answer)\" answers \"\(asked)\", set \(FieldOption.map((.prompt, asked), (.completion, answer)))"
  }

  /// Keys in the order in which they may be what is asked: by what their names say, and then as they stand.
  static func questions(among keys: [String]) -> [String] {
    func rank(_ key: String) -> Int {
      let key = key.lowercased()
      return questionSigns.contains(where: key.contains) ? 0 : others.contains(where: key.contains) ? 2 : 1
    }
    return keys.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
  }

  /// Whether a name is one of what a question is about.
  private static func isGround(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["context", "schema", "passage", "background"].contains { name.hasSuffix($0) }
  }

  /// Whether a name is rather one of an answer than of what is asked: its last word says so where it has several.
  private static func isLikelyAnswer(_ name: String) -> Bool {
    let name = name.lowercased()
    if questionSigns.contains(where: name.hasSuffix) || isGround(name) { return false }
    return RecordField.likelyAnswer.names.contains(name) || answerSigns.contains(where: name.contains)
  }

  /// Whether a key means nothing to anybody, or something that is not settled.
  private static func isUnknown(_ name: String, _ names: FieldNames) -> Bool {
    guard names.knows(name) else { return true }
    return RecordField.unsettledNames.contains(name) && !names.mapping.names.values.contains(name)
  }

  /// The keys of texts that mean nothing to anybody.
  package static func unknownTexts(in root: JSONView, _ names: FieldNames) -> [String] {
    var found: [String] = []
    root.forEachMember { key, value in
      guard value.kind == .string, !value.isBlank, let name = try? key.string(),
        isUnknown(name, names) || name == classOrAnswer, !identifiers.contains(name), !name.hasSuffix("_id")
      else { return }
      found.append(name)
    }
    return found
  }

  /// What is a class in some sets is the answer in others.
  private static let classOrAnswer = "target"

  /// Whether a name of a text is one that others give to one side of an exchange.
  package static func isSide(_ name: String?) -> Bool { name == "input" || name == "message" || name == "response" }

  /// A finding about a text beside one that may be its answer; nil where there is none, or where the user said which
  /// field is the text.
  ///
  /// - Parameter isLet: Whether the user said already what becomes of a key.
  package static func partner(
    in record: Record, _ names: FieldNames, except isLet: (String) -> Bool
  ) -> Diagnostic? {
    let root = record.root
    guard names.mapping.names[.text] == nil, let text = KnownKeys(root, names).find(.text, of: root)?.name else {
      return nil
    }
    let likely = RecordField.likelyAnswer.names.first { name in
      name != text && !isLet(name) && root[name].map { $0.kind == .string && !$0.isBlank } ?? false
    }
    if let key = likely {
      return Diagnostic(
        "lost-field",
        "\"\(key)\" may be the answer to \"\(text)\": \(FieldOption.map((.prompt, text), (.completion, key))) makes a pair "
          + "of them, and \(FieldOption.omit(key)) drops it",
        at: record.location(of: root[key], pointer: RecordFields.pointer(key)))
    }
    if let beside = TextBeside(root, text: text, except: isLet) { return beside.diagnostic(in: record) }
    let asks = text != "response"
    guard isSide(text), let proposal = proposal(asks ? .completion : .prompt, in: root, names, except: isLet) else {
      return nil
    }
    return Diagnostic(
      "missing-field",
      "\"\(text)\" may be one side of an exchange: \(proposal),\(asks ? "prompt" : "completion")=\(text); "
        + "\(FieldOption.map((.text, text))) reads it as a text",
      at: record.location(pointer: ""))
  }

  /// Names of what tells one record from another.
  static let identifiers: Set<String> = ["id", "idx", "uuid", "key", "index", "url", "date", "timestamp"]
}

extension RecordField {
  /// Whether a text can be the field's value.
  fileprivate var takesText: Bool {
    switch type {
    case .text, .textOrMessages, .label, .any: true
    case .messages, .list, .object, .tools, .number, .verdict: false
    }
  }
}
