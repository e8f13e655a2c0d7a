import PrepRecords
import PrepShapes

/// Writes labels in the one way their shape has: true and false beside a prompt and a completion, else strings.
enum LabelTypeRule: RecordRule {
  static let repair = Repair.labelTypes

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    let keys = KnownKeys(root, names)
    let shape = keys.detect(root)?.shape
    var edits = RecordEdits()
    if shape == .unpairedPreference, let label = keys.value(.verdict, of: root), let verdict = Verdict(label) {
      let word = verdict.isLiked ? "true" : "false"
      if label.word != word { edits.replace(label, with: Array(word.utf8)) }
    } else if shape == .classification, let label = keys.value(.label, of: root),
      label.kind == .number || label.kind == .bool
    {
      edits.replace(label, with: quoted(label.text))
    }
    return .edits(edits)
  }
}

extension JSONView {
  /// The text of the value, for numbers and words.
  fileprivate var word: String { String(decoding: text, as: UTF8.self) }
}
