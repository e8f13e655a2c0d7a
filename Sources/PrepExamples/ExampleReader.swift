public import PrepDiagnostics
public import PrepRecords
public import PrepShapes

/// Reads examples of one shape from records. Fields it does not know are passed over.
public struct ExampleReader: Sendable {
  /// The shape that every record has to have.
  public let shape: ExampleShape
  /// What the fields are called.
  package let names: FieldNames
  /// Whether the shape was told by a record and not named: then a record that tells another is a finding.
  package let isTold: Bool

  /// What the fields are called.
  public var mapping: FieldMapping { names.mapping }

  public init(shape: ExampleShape, mapping: FieldMapping = FieldMapping()) {
    self.init(shape: shape, names: mapping == FieldMapping() ? .usual : FieldNames(mapping))
  }

  package init(shape: ExampleShape, names: FieldNames, isTold: Bool = false) {
    self.shape = shape
    self.names = names
    self.isTold = isTold
  }

  /// The example a record holds.
  ///
  /// - Throws: What is wrong with the record: `not-an-object`, `duplicate-key`, `missing-field`, `wrong-type`,
  ///   `lone-surrogate`; `lost-field` for earlier turns beside a prompt; `other-shape` where the shape of the set was
  ///   told and this record tells another.
  public func read(_ record: Record) throws(Diagnostic) -> Example {
    let fields = try RecordFields(record, names)
    if isTold { try refuseOtherShape(record, fields.keys) }
    if shape != .text, shape != .chat { try refuseLostTurns(fields) }
    switch shape {
    case .text: return .text(try fields.text(.text))
    case .promptCompletion:
      return .promptCompletion(
        prompt: try fields.textOrMessages(.prompt), completion: try fields.textOrMessages(.completion))
    case .chat: return .chat(try fields.chat())
    case .preference: return .preference(try preference(fields))
    case .unpairedPreference: return try unpaired(fields)
    case .promptOnly:
      let prompt: ExampleText =
        fields.has(.prompt) ? try fields.textOrMessages(.prompt) : .messages(try fields.messages(.messages))
      return .promptOnly(prompt, tools: try fields.tools())
    case .classification:
      if fields.has(.textA) || fields.has(.textB) {
        return .classification(
          text: try fields.text(.textA), pair: try fields.text(.textB), label: try fields.label(.label))
      }
      return .classification(text: try fields.text(.text), pair: nil, label: try fields.label(.label))
    }
  }

  /// The weight of a record as a whole; nil where it has none.
  ///
  /// - Throws: `wrong-type` when it is no number.
  public func weight(of record: Record) throws(Diagnostic) -> Double? {
    let name = mapping.name(of: .weight)
    guard let view = record.root[name], !view.isNull else { return nil }
    guard let weight = view.double else {
      throw Diagnostic(
        "wrong-type", "field \"\(name)\" is not a number", at: record.location(of: view, pointer: "/" + name))
    }
    return weight
  }

  private func preference(_ fields: RecordFields) throws(Diagnostic) -> Preference {
    if !fields.has(.chosen), fields.has(.input), fields.has(.preferredOutput) { return try fields.openAIPreference() }
    if !fields.has(.chosen), !fields.has(.prompt), fields.has(.messages) { return try rejection(fields) }
    var prompt: ExampleText?
    if fields.has(.prompt) {
      prompt = try fields.textOrMessages(.prompt)
    } else if fields.has(.messages) {
      prompt = .messages(try fields.messages(.messages))
    }
    return Preference(
      prompt: prompt, chosen: try fields.answer(.chosen), rejected: try fields.answer(.rejected),
      tools: try fields.tools())
  }

  /// A conversation that ends with the answer that was preferred, and beside it the other one: an answer, or the whole
  /// conversation with it, as ms-swift writes them.
  private func rejection(_ fields: RecordFields) throws(Diagnostic) -> Preference {
    let chat = try fields.chat()
    guard let last = chat.messages.last, RoleKind(last.role) == .assistant else {
      throw fields.fault(.messages, "last-turn", "the conversation does not end with an answer that was preferred")
    }
    let rejected = try fields.answer(.rejected)
    let prompt = Array(chat.messages.dropLast())
    if case .messages(let list) = rejected, list.contains(where: { RoleKind($0.role) == .user }) {
      let lead = prompt.prefix { RoleKind($0.role) == .system }
      let isLed = list.first.map { RoleKind($0.role) == .system } ?? false
      return Preference(
        prompt: nil, chosen: .messages(chat.messages), rejected: .messages((isLed ? [] : lead) + list),
        tools: chat.tools)
    }
    return Preference(prompt: .messages(prompt), chosen: .messages([last]), rejected: rejected, tools: chat.tools)
  }

  /// An answer and its verdict: to a prompt, or at the end of a conversation.
  private func unpaired(_ fields: RecordFields) throws(Diagnostic) -> Example {
    if !fields.has(.prompt), !fields.has(.messages), fields.has(.conversations) {
      throw fields.fault(.conversations, "foreign-shape", ExampleShape.foreign(.shareGPT, .unpairedPreference))
    }
    guard !fields.has(.prompt), fields.has(.messages) else {
      return .unpairedPreference(
        prompt: try fields.textOrMessages(.prompt), completion: try fields.textOrMessages(.completion),
        label: try fields.verdict())
    }
    let messages = try fields.chat().messages
    guard let last = messages.last, RoleKind(last.role) == .assistant else {
      throw fields.fault(.messages, "last-turn", "the conversation does not end with an answer that could be judged")
    }
    return .unpairedPreference(
      prompt: .messages(messages.dropLast()), completion: .messages([last]), label: try fields.verdict())
  }

  /// Refuses earlier turns beside a prompt: they belong to what is asked, and only a conversion carries them on.
  private func refuseLostTurns(_ fields: RecordFields) throws(Diagnostic) {
    guard fields.hasTurns(.history) else { return }
    throw fields.fault(
      .history, "lost-field", "earlier turns would be lost; prep convert --to chat makes a conversation of them")
  }

  /// Refuses a record that tells another shape than the set has, unless it only lacks something of that.
  private func refuseOtherShape(_ record: Record, _ keys: KnownKeys) throws(Diagnostic) {
    guard let detected = keys.detect(record.root), detected.isWhole, ExampleShape(detected.shape) != shape,
      !detected.shape.isPart(of: RecordShape(shape))
    else { return }
    throw Diagnostic(
      "other-shape", "the record is of the shape \(detected.shape.rawValue), the set of the shape \(shape.rawValue)",
      at: record.location(pointer: ""))
  }
}

extension ExampleShape {
  /// The shape that a record's fields tell; nil when they tell none, or one that ``ExampleReader`` does not read.
  public init?(detecting root: JSONView, mapping: FieldMapping = FieldMapping()) {
    guard let detected = (mapping == FieldMapping() ? .usual : FieldNames(mapping)).detect(root),
      let shape = ExampleShape(detected.shape)
    else { return nil }
    self = shape
  }

  /// The canonical shape that records of a shape are read as; nil where a conversion has to come first.
  package init?(_ shape: RecordShape) {
    switch shape {
    case .openAIPreference, .transcripts: self = .preference
    default:
      guard let canonical = shape.canonical else { return nil }
      self = canonical
    }
  }

  /// The shape that a record's fields tell.
  ///
  /// - Throws: `not-an-object`; `unknown-shape` when they tell none; `foreign-shape` when they tell one that is not
  ///   read as it is.
  package init(of record: Record, _ names: FieldNames, remedy: String = "say what they are with --map")
    throws(Diagnostic)
  {
    guard record.root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    guard let detected = names.detect(record.root) else {
      throw Diagnostic(
        "unknown-shape", "the record's fields tell no known shape; \(remedy)", at: record.location(pointer: ""))
    }
    guard let shape = ExampleShape(detected.shape) else {
      throw Diagnostic(
        "foreign-shape", Self.foreign(detected.shape), at: record.location(pointer: ""))
    }
    self = shape
  }

  /// What to say of records of a shape that is known and not read.
  package static func foreign(_ shape: RecordShape) -> String {
    foreign(shape, shape.example)
  }

  fileprivate static func foreign(_ shape: RecordShape, _ example: ExampleShape?) -> String {
    guard let example else {
      return "records of the shape \(shape.rawValue) are known, and no examples are read from them"
    }
    return
      "records of the shape \(shape.rawValue) are read by prep convert: --to \(example.rawValue) makes examples of them"
  }
}
