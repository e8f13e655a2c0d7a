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
