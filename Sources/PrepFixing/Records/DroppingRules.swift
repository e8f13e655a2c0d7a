import PrepRecords
import PrepShapes

/// Drops records in which an answer, or another text that is needed, is missing, null or empty.
enum EmptyCompletionRule: RecordRule {
  static let repair = Repair.emptyCompletions

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    let keys = KnownKeys(root, names)
    let shape = keys.detect(root)?.shape
    // A prompt under our own name waits for a completion; one under another name may be all there is.
    if shape == .promptOnly, root[RecordField.prompt.name] != nil { return .drop }
    let answers: [RecordField] =
      switch shape {
      case .alpaca: [.output, .completion]
      case .promptCompletion, .unpairedPreference: [.completion]
      case .preference: [.chosen, .rejected]
      default: []
      }
    let answer = answers.lazy.compactMap { keys.value($0, of: root) }
    let isNull = shape == .preference ? answer.contains(where: \.isNull) : answer.first?.isNull ?? false
    if shape == .transcripts,
      [.chosen, .rejected].contains(where: { keys.value($0, of: root)?.isTranscriptWithoutAnswer ?? false })
    {
      return .drop
    }
    return isNull
      || RequiredValues.contains(
        in: root, names, where: { $0.isString("") || $0.kind == .array && $0.count == 0 })
      ? .drop : .none
  }
}

/// Drops records in which a text that is needed holds nothing but blanks: an answer, an instruction, a message.
enum BlankValueRule: RecordRule {
  static let repair = Repair.blankValues

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    RequiredValues.contains(in: root, names, where: \.isFilledWithBlanks) ? .drop : .none
  }
}

extension JSONView {
  /// Whether the value is a transcript in whose last turn nothing is said.
  fileprivate var isTranscriptWithoutAnswer: Bool {
    guard kind == .string else { return false }
    return text.dropFirst().dropLast().withUnsafeBufferPointer(Transcript.endsWithoutWords)
  }

  /// Whether the value is a string that is not empty and says nothing.
  fileprivate var isFilledWithBlanks: Bool { isBlank && text.count > 2 }
}

/// Drops preference pairs whose answers are equal, byte for byte after unescaping.
enum EqualPairRule: RecordRule {
  static let repair = Repair.equalPairs

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    let keys = KnownKeys(root, names)
    guard let chosen = keys.value(.chosen, of: root) ?? keys.value(.preferredOutput, of: root),
      let rejected = keys.value(.rejected, of: root) ?? keys.value(.nonPreferredOutput, of: root)
    else { return .none }
    let equal =
      chosen.kind == .string && rejected.kind == .string
      ? chosen.stringBytes == rejected.stringBytes : chosen.text == rejected.text
    return equal ? .drop : .none
  }
}
