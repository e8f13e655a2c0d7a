import PrepRecords
import PrepShapes

/// Drops records whose completion is missing, null or empty.
enum EmptyCompletionRule: RecordRule {
  static let repair = Repair.emptyCompletions

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    let keys = KnownKeys(root, .usual)
    switch keys.detect(root)?.shape {
    case .alpaca, .promptCompletion, .unpairedPreference:
      let isAlpaca = keys.detect(root)?.shape == .alpaca
      let answer = (isAlpaca ? keys.value(.output, of: root) : nil) ?? keys.value(.completion, of: root)
      guard let completion = answer else { return .none }
      return completion.isNull || completion.isString("") ? .drop : .none
    // A prompt under our own name waits for a completion; one under another name may be all there is.
    case .promptOnly: return root[RecordField.prompt.name] != nil ? .drop : .none
    default: return .none
    }
  }
}

/// Drops records in which a text that is needed holds nothing but blanks: an answer, an instruction, a message.
enum BlankValueRule: RecordRule {
  static let repair = Repair.blankValues

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    let keys = KnownKeys(root, .usual)
    let fields = keys.detect(root).map { needed(by: $0.layout) } ?? []
    if fields.contains(where: { keys.value($0, of: root)?.isBlank ?? false }) { return .drop }
    guard let turns = Turns(root) else { return .none }
    let isBlank = turns.messages.contains { message in
      message["tool_calls"] == nil && message["function_call"] == nil
        && ![.tool, .function].contains(turns.kind(message))
        && (message[turns.contentKey]?.isBlank ?? false)
    }
    return isBlank ? .drop : .none
  }

  /// The texts in which something has to stand.
  private static func needed(by shape: RecordShape) -> [RecordField] {
    switch shape {
    case .promptCompletion, .unpairedPreference: [.completion]
    case .alpaca: [.instruction, .output, .completion]
    case .preference: [.chosen, .rejected]
    case .classification: [.text, .textA, .label]
    case .text: [.text]
    case .promptOnly: [.prompt]
    default: []
    }
  }
}

extension JSONView {
  /// Whether the value is a string that is not empty and holds nothing but white space.
  fileprivate var isBlank: Bool {
    guard let bytes = stringBytes, !bytes.isEmpty else { return false }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }
}

/// Drops preference pairs whose answers are equal, byte for byte after unescaping.
enum EqualPairRule: RecordRule {
  static let repair = Repair.equalPairs

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    let keys = KnownKeys(root, .usual)
    guard let chosen = keys.value(.chosen, of: root) ?? keys.value(.preferredOutput, of: root),
      let rejected = keys.value(.rejected, of: root) ?? keys.value(.nonPreferredOutput, of: root)
    else { return .none }
    let equal =
      chosen.kind == .string && rejected.kind == .string
      ? chosen.stringBytes == rejected.stringBytes : chosen.text == rejected.text
    return equal ? .drop : .none
  }
}
