public import PrepDiagnostics
public import PrepRecords

/// Reads examples of one shape from records. Fields it does not know are passed over.
public struct ExampleReader: Sendable {
  /// The shape that every record has to have.
  public let shape: ExampleShape
  /// What the fields are called.
  public let mapping: FieldMapping

  public init(shape: ExampleShape, mapping: FieldMapping = FieldMapping()) {
    self.shape = shape
    self.mapping = mapping
  }

  /// The example a record holds.
  ///
  /// - Throws: What is wrong with the record: `not-an-object`, `duplicate-key`, `missing-field`, `wrong-type`,
  ///   `lone-surrogate`.
  public func read(_ record: Record) throws(Diagnostic) -> Example {
    let fields = try RecordFields(record, mapping)
    switch shape {
    case .text: return .text(try fields.text(.text))
    case .promptCompletion:
      return .promptCompletion(prompt: try fields.textOrMessages(.prompt), completion: try fields.textOrMessages(.completion))
    case .chat: return .chat(Chat(messages: try fields.messages(.messages), tools: try fields.json(.tools)))
    case .preference: return .preference(try preference(fields))
    case .unpairedPreference:
      return .unpairedPreference(
        prompt: try fields.textOrMessages(.prompt), completion: try fields.textOrMessages(.completion),
        label: try fields.bool(.label))
    case .promptOnly:
      let prompt: ExampleText =
        fields.has(.prompt) ? try fields.textOrMessages(.prompt) : .messages(try fields.messages(.messages))
      return .promptOnly(prompt, tools: try fields.json(.tools))
    case .classification:
      if fields.has(.textA) || fields.has(.textB) {
        return .classification(text: try fields.text(.textA), pair: try fields.text(.textB), label: try fields.label(.label))
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
      throw Diagnostic("wrong-type", "field \"\(name)\" is not a number", at: record.location(of: view, pointer: "/" + name))
    }
    return weight
  }

  private func preference(_ fields: RecordFields) throws(Diagnostic) -> Preference {
    if !fields.has(.chosen), let input = fields.view(named: "input"), fields.view(named: "preferred_output") != nil {
      return try fields.openAIPreference(input)
    }
    return Preference(
      prompt: fields.has(.prompt) ? try fields.textOrMessages(.prompt) : nil, chosen: try fields.textOrMessages(.chosen),
      rejected: try fields.textOrMessages(.rejected), tools: try fields.json(.tools))
  }
}

extension ExampleShape {
  /// The shape that a record's fields tell; nil when they tell none.
  ///
  /// The shape with the most fields wins: a record with `prompt`, `completion` and `label` is an unpaired preference.
  public init?(detecting root: JSONView, mapping: FieldMapping = FieldMapping()) {
    guard root.kind == .object else { return nil }
    func has(_ field: FieldMapping.Field) -> Bool { root[mapping.name(of: field)] != nil }
    if has(.chosen) && has(.rejected) || root["input"] != nil && root["preferred_output"] != nil {
      self = .preference
    } else if has(.messages) {
      self = .chat
    } else if has(.prompt), has(.completion) {
      self = root[mapping.name(of: .label)]?.bool == nil ? .promptCompletion : .unpairedPreference
    } else if has(.label), has(.text) || has(.textA) && has(.textB) {
      self = .classification
    } else if has(.text) {
      self = .text
    } else if has(.prompt) {
      self = .promptOnly
    } else {
      return nil
    }
  }
}
