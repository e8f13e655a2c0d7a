public import PrepDiagnostics
public import PrepRecords
public import PrepShapes

/// Reads examples of one shape from records: of those that have it, and of those whose shape is another's way to write
/// it. Fields it does not know are passed over.
public struct ExampleReader: Sendable {
  /// The shape that every record has to have.
  public let shape: ExampleShape
  /// What the fields are called.
  package let names: FieldNames
  /// The set that the records are of, where it tells their shape: then a record of another one is a finding. nil where
  /// the shape was named.
  package let set: SetShape?
  /// Which parts of an example may be left out.
  package let omitted: OmittedFields
  /// Whether a prompt with a system text or earlier turns beside it may become messages, as for those who have a template
  /// for them.
  package var makesMessages = true
  /// Whether a labelled text may have several labels: a list of them, or an object with a number each.
  package var takesSeveralLabels = false
  /// What places in texts are counted in.
  package var offsetUnit = OffsetUnit.characters
  /// The shape of the set, where it is one that others publish.
  private let published: RecordShape?

  /// What the fields are called.
  public var mapping: FieldMapping { names.mapping }

  public init(shape: ExampleShape, mapping: FieldMapping = FieldMapping()) {
    self.init(shape: shape, names: mapping == FieldMapping() ? .usual : FieldNames(mapping))
  }

  package init(
    shape: ExampleShape, names: FieldNames, in set: SetShape? = nil, omitting omitted: OmittedFields = .none
  ) {
    self.shape = shape
    self.names = names
    self.set = set
    self.omitted = omitted
    published = set?.shape.flatMap { ExampleShape(native: $0) == nil && $0.example == shape ? $0 : nil }
  }

  /// The example a record holds.
  ///
  /// - Throws: What is wrong with the record: `not-an-object`, `duplicate-key`, `missing-field`, `wrong-type`,
  ///   `lone-surrogate`; `lost-field` for a part of an example that has no place in this shape, unless it is let go or
  ///   stands elsewhere in the example; `other-shape` where the shape of the set was told and this record tells another;
  ///   `several-examples` where there is more than one, as ``examples(of:)`` gives them.
  public func read(_ record: Record) throws(Diagnostic) -> Example {
    let examples = try examples(of: record)
    guard let example = examples.first, examples.count == 1 else {
      throw Diagnostic(
        "several-examples", "the record holds \(Counted(examples.count, "example")), not one",
        at: record.location(pointer: ""))
    }
    return example
  }

  /// The examples a record holds: one, but for some of the shapes that others publish.
  ///
  /// - Throws: As ``read(_:)``, and what the readers of those shapes find.
  public func examples(of record: Record) throws(Diagnostic) -> [Example] {
    var examples: [Example] = []
    try forEachExample(of: record) { (example) throws(Diagnostic) in examples.append(example) }
    return examples
  }

  /// Calls a closure with each of the examples that a record holds, as ``examples(of:)`` gives them.
  package func forEachExample(
    of record: Record, _ body: (Example) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    if record.root.kind == .array, shape == .chat, SourceRecord.isConversation(record.root) {
      return try body(try examples(of: record, as: .chat)[0])
    }
    let fields = try RecordFields.of(record, names, omitting: omitted)
    var told: DetectedShape?
    if let set {
      told = fields.keys.detect(fields.root)
      if let told, set.refuses(told) { throw set.refusal(of: record, told) }
      if let published {
        for example in try examples(of: record, as: told.map(set.reading) ?? published) { try body(example) }
        return
      }
    }
    // Two transcripts of a conversation are its messages to whoever has a template for them.
    if makesMessages, shape == .preference, let told = told ?? fields.keys.detect(fields.root),
      told.shape == .transcripts
    {
      for example in try examples(of: record, as: .transcripts) { try body(example) }
      return
    }
    // What an annotator has rejected is no example.
    if shape == .tokenClassification, fields.isAccepted == false { return }
    let example: Example
    do throws(Diagnostic) { example = try self.example(fields) } catch {
      guard let found = try others(record, fields, told, error) else { throw error }
      for example in found {
        try refuseUnknownAnswer(fields)
        try body(example)
      }
      return
    }
    try refuseUnknownAnswer(fields)
    try body(example)
  }

  /// Refuses a prompt or a text beside one that may be its answer, in a set that was told by its fields.
  private func refuseUnknownAnswer(_ fields: borrowing RecordFields) throws(Diagnostic) {
    if set != nil, shape == .text, let partner = fields.partner(omitting: omitted) { throw partner }
    if set != nil, shape == .promptOnly, let unknown = fields.unknownAnswer(omitting: omitted) { throw unknown }
  }

  /// The examples of a record that does not have the words of the shape: as others write it; nil where nobody does.
  private func others(
    _ record: Record, _ fields: borrowing RecordFields, _ told: DetectedShape?, _ fault: Diagnostic
  ) throws(Diagnostic) -> [Example]? {
    guard ["missing-field", "wrong-type", "lost-field"].contains(fault.code.rawValue),
      makesMessages || fault.code != "lost-field", let other = (told ?? fields.keys.detect(fields.root))?.shape,
      other.example == shape
    else { return nil }
    if ExampleShape(native: other) == nil { return try examples(of: record, as: other) }
    do throws(Diagnostic) { return try examples(of: record, as: other) } catch {
      // Where it is written as others write it, what would be lost of that is the fault.
      if error.code == "lost-field", fault.code != "lost-field" { throw error }
      return nil
    }
  }

  /// The examples of a record of any shape that has this one's.
  private func examples(of record: Record, as other: RecordShape) throws(Diagnostic) -> [Example] {
    var reader = SourceReader()
    reader.names = names
    reader.omitted = omitted
    reader.offsetUnit = offsetUnit
    let kept = [RecordField.weight, .chatTemplateKwargs, .documents].map { names.mapping.name(of: $0) }
    let outcome = try reader.read(record, as: other, keeping: Set(kept))
    if let part = outcome.losses.part {
      throw Diagnostic(
        "lost-field",
        "\(part.words) would be lost: \(shape.rawValue) has no place for them; --omit \(part.field.name) lets them go",
        at: record.location(pointer: ""))
    }
    // With a system text or earlier turns an instruction and its answer are a conversation.
    for example in outcome.examples
    where example.shape != shape && (shape != .promptCompletion || example.shape != .chat) {
      throw Diagnostic(
        "other-shape", "the record is of the shape \(example.shape.rawValue), not \(shape.rawValue)",
        at: record.location(pointer: ""))
    }
    return outcome.examples
  }

  /// The example of a record that has the shape.
  private func example(_ fields: borrowing RecordFields) throws(Diagnostic) -> Example {
    let (example, read): (Example, [RecordField]) = try self.example(fields)
    if let lost = fields.lost(besides: read, omitting: omitted, example) { throw lost }
    return example
  }

  /// The example, and the fields that it was read from.
  private func example(_ fields: borrowing RecordFields) throws(Diagnostic) -> (Example, [RecordField]) {
    switch shape {
    case .text: return (.text(try fields.text(.text)), Read.text)
    case .promptCompletion:
      let (prompt, completion) = try fields.promptAndCompletion()
      return (.promptCompletion(prompt: prompt, completion: completion), Read.pair)
    case .chat: return (.chat(try fields.chat()), Read.chat)
    case .preference: return try preference(fields)
    case .unpairedPreference: return try unpaired(fields)
    case .promptOnly:
      if fields.has(.prompt) {
        return (.promptOnly(try fields.textOrMessages(.prompt), tools: try fields.tools()), Read.prompt)
      }
      return (.promptOnly(.messages(try fields.messages(.messages)), tools: try fields.tools()), Read.chat)
    case .classification:
      if fields.has(.textA) && fields.has(.textB) || (fields.has(.textA) || fields.has(.textB)) && !fields.has(.text) {
        let (text, pair) = (try fields.text(.textA), try fields.text(.textB))
        return (
          .classification(text: text, pair: pair, label: try fields.label(severally: takesSeveralLabels)),
          Read.pairOfTexts
        )
      }
      return (
        .classification(
          text: try fields.text(.text), pair: nil, label: try fields.label(severally: takesSeveralLabels)),
        takesSeveralLabels ? Read.labelledText + [.labels] : Read.labelledText
      )
    case .tokenClassification:
      return (.tokenClassification(try fields.taggedText(offsetUnit)), fields.readForTags)
    case .questionAnswering: return (.questionAnswering(try fields.question()), Read.question)
    }
  }

  /// The fields from which examples are read. The weight of a record is read by ``weight(of:)``; a system text beside
  /// messages is looked for among them.
  enum Read {
    static let text: [RecordField] = [.text, .weight]
    static let pair: [RecordField] = [.prompt, .completion, .weight]
    static let chat: [RecordField] = [.messages, .tools, .weight]
    static let plainChat: [RecordField] = [.messages, .tools, .system, .weight]
    static let prompt: [RecordField] = [.prompt, .tools, .weight]
    static let preference: [RecordField] = [.prompt, .chosen, .rejected, .tools, .weight]
    static let chatPreference: [RecordField] = [.messages, .chosen, .rejected, .tools, .weight]
    static let openAIPreference: [RecordField] = [.input, .preferredOutput, .nonPreferredOutput, .weight]
    static let verdict: [RecordField] = [.prompt, .completion, .verdict, .weight]
    static let chatVerdict: [RecordField] = [.messages, .verdict, .weight]
    static let labelledText: [RecordField] = [.text, .label, .weight]
    static let pairOfTexts: [RecordField] = [.textA, .textB, .label, .weight]
    static let question: [RecordField] = [.question, .context, .answers, .isImpossible, .weight]
  }

  /// The weight of a record as a whole; nil where it has none.
  ///
  /// - Throws: `wrong-type` when it is no number.
  public func weight(of record: Record) throws(Diagnostic) -> Double? {
    let name = names.names[names.first(.weight)]
    guard let view = record.root[name], !view.isNull else { return nil }
    guard let weight = MessageWeight.read(view) else {
      throw Diagnostic(
        "wrong-type", "field \"\(name)\" is not a number that is not negative",
        at: record.location(of: view, pointer: "/" + name))
    }
    return weight
  }
}
