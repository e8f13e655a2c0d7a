import PrepRecords

/// Drops records whose completion is missing, null or empty.
enum EmptyCompletionRule: RecordRule {
  static let repair = Repair.emptyCompletions

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    guard root["prompt"] != nil, root["chosen"] == nil else { return .none }
    guard let completion = root["completion"] else { return root["messages"] == nil && root["completions"] == nil ? .drop : .none }
    return completion.isNull || completion.isString("") ? .drop : .none
  }
}

/// Drops records in which a text that is needed holds nothing but blanks: an answer, an instruction, a message.
enum BlankValueRule: RecordRule {
  static let repair = Repair.blankValues

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    let isInstruction = root["instruction"] != nil
    let isClassification = root["label"] != nil && root["completion"] == nil
    var names = ["completion", "chosen", "rejected", "output"]
    if isInstruction { names.append("instruction") }
    if isClassification || root["prompt"] == nil { names.append("text") }
    if root["completion"] == nil, root["chosen"] == nil { names.append("prompt") }
    if names.contains(where: { root[$0]?.isBlank ?? false }) { return .drop }
    guard let turns = Turns(root) else { return .none }
    let isBlank = turns.messages.contains { message in
      message["tool_calls"] == nil && message["function_call"] == nil && !["tool", "function"].contains(turns.role(message) ?? "")
        && (message[turns.contentKey]?.isBlank ?? false)
    }
    return isBlank ? .drop : .none
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
    guard let chosen = root["chosen"] ?? root["preferred_output"],
      let rejected = root["rejected"] ?? root["non_preferred_output"]
    else { return .none }
    let equal = chosen.kind == .string && rejected.kind == .string
      ? chosen.stringBytes == rejected.stringBytes : chosen.text == rejected.text
    return equal ? .drop : .none
  }
}
