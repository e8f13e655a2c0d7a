import PrepRecords

/// Writes labels in the one way their shape has: true and false beside a prompt and a completion, else strings.
enum LabelTypeRule: RecordRule {
  static let repair = Repair.labelTypes

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    guard let label = root["label"] else { return .none }
    var edits = RecordEdits()
    if root["prompt"] != nil, root["completion"] != nil {
      let word = label.kind == .string ? label.stringBytes.map { String(decoding: $0, as: UTF8.self).lowercased() } : label.word
      switch word {
      case "1", "1.0", "true": if label.word != "true" { edits.replace(label, with: Array("true".utf8)) }
      case "0", "0.0", "false": if label.word != "false" { edits.replace(label, with: Array("false".utf8)) }
      default: break
      }
    } else if label.kind == .number || label.kind == .bool {
      edits.replace(label, with: quoted(label.text))
    }
    return .edits(edits)
  }
}

extension JSONView {
  /// The text of the value, for numbers and words.
  fileprivate var word: String { String(decoding: text, as: UTF8.self) }
}
