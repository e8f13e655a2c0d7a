import PrepRecords

/// Which fields of a record are parts of an example wherever they stand: what is asked and answered, what both are read
/// with, and how much is learnt of them. Whoever reads an example and leaves one out has lost something of it.
extension RecordField {
  /// The fields that are parts of an example.
  package static let exampleParts: [RecordField] = [
    .prompt, .completion, .messages, .conversations, .interactions, .contents, .chosen, .rejected,
    .preferredOutput,
    .nonPreferredOutput, .firstAnswer, .secondAnswer, .completions, .choices, .history, .instruction, .input, .output,
    .instances,
    .turns, .system, .systemInstruction, .tools, .toolConfig, .answers, .images, .videos, .audios, .label, .labels,
    .verdict, .weight,
    .onlyLast, .completionMask, .assistantMasks, .lossMask, .reference, .reasoning,
  ]

  /// Names of texts that nobody can say the part of: they may be an answer, what a question is about, who wrote it, or a
  /// remark.
  package static let unsettledNames = Set(
    RecordField.likelyAnswer.names + RecordField.passage.names + [RecordField.utterance.name]
      + RecordField.speaker.names.filter { $0 != RecordField.role.name && $0 != RecordField.from.name })

  /// The names under which a field is a part of an example: those that mean nothing else. A class is called by many
  /// common words, which say what a text is about as often, and count only where a shape asks for one.
  package func partNames(_ mapping: FieldMapping) -> [String] {
    let names = mapping.names(of: self)
    return self == .label ? Array(names.prefix(1)) : names
  }

  /// What stands beside examples of our shapes and goes over as it is, for trainers that look at it: media, references for
  /// graders, settings. Only tokens have no place for it.
  package static let besides: Set<RecordField> = [
    .images, .image, .videos, .audios, .objects, .weight, .onlyLast, .parallelToolCalls, .chatTemplateKwargs,
    .documents, .reference,
  ]

  /// The parts of an example that are no loss to a set of a shape, though nothing is made of them where it becomes
  /// tokens: what stands beside it for trainers, classes of conversations, and beside a prompt alone
  ///  whatever graders of the answers to it may read.
  package static func standing(beside shape: ExampleShape) -> Set<RecordField> {
    switch shape {
    case .promptOnly:
      besides.union(exampleParts).subtracting([
        .completion, .chosen, .rejected, .turns, .messages, .conversations, .interactions, .contents,
      ])
    case .chat: besides.union([.label])
    default: besides
    }
  }

  /// Names of what an answer was thought out with that beside two answers say why one is better.
  package static let remarksOnPairs: Set<String> = ["rationale"]

  /// Whether a value of the field says something: what is empty or switched off does not.
  package func says(_ value: JSONView) -> Bool {
    switch value.kind {
    case .null: false
    case .bool: self == .label || self == .verdict || value.bool == true
    case .number:
      self != .tools && self != .input && type != .list && type != .messages && self != .reasoning && self != .passage
    case .string: self != .onlyLast && !value.isBlank && !(self == .reasoning && value.isSwitch)
    // A list of texts may say where an answer comes from; a text is what it is about.
    case .array: self != .passage && value.count > 0
    case .object: self != .input && self != .passage && value.count > 0
    }
  }
}

extension JSONView {
  /// Whether a string switches something on or off: some data sets say so whether an answer was thought about.
  fileprivate var isSwitch: Bool { ["on", "off", "true", "false", "yes", "no"].contains((try? string()) ?? "") }
}

extension FieldNames {
  /// The part of an example that a key is; nil when it is none.
  package func part(_ key: String) -> RecordField? { partsByName[key] }

  /// The part of an example that the key of a number is; nil when it is none.
  package func part(_ number: Int) -> RecordField? { partsByNumber[number] }

  /// Whether a key is a part of an example or stands beside one, or may be a part under a name that is not settled: what
  /// nobody calls too many, and no repair leaves out.
  package func mayBePart(_ key: String) -> Bool {
    if partsByName[key] != nil || RecordField.unsettledNames.contains(key) || BesideWords.has(key) { return true }
    return fieldsByName[key].map { RecordField.besides.contains($0) } ?? false
  }

  /// The field of records that a key is by any of its names, parts of examples first; nil when it is none.
  package func ours(_ key: String) -> RecordField? {
    partsByName[key] ?? fieldsByName[key]
  }

  /// Whether a key is a name of some field.
  package func knows(_ key: String) -> Bool {
    var key = key
    return key.withUTF8 { number(of: $0) >= 0 }
  }
}

extension KnownKeys {
  /// Whether the record has parts of an example besides those under which some fields are read. It is asked of every
  /// record, so it looks at the keys alone.
  package func hasParts(besides fields: [RecordField]) -> Bool {
    guard let set else { return names.withTemporarySet(present) { Self.hasParts($0, besides: fields) } }
    return Self.hasParts(set, besides: fields)
  }

  @inline(__always)
  static func hasParts(_ set: UnsafePointer<KeySet>, besides fields: [RecordField]) -> Bool {
    var left = set.pointee.parts
    for field in fields {
      let number = set.pointee.firsts[field.ordinal]
      if number != KeySet.none { left.remove(Int(number)) }
    }
    return !left.isEmpty
  }
}
