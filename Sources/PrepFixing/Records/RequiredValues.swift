import PrepRecords
import PrepShapes

/// The texts of a record in which something has to stand: answers, what they answer where it is one field, and the
/// contents of messages. They are those that the checks S07 and S08 look at.
enum RequiredValues {
  static func contains(in root: JSONView, _ names: FieldNames, where isWrong: (JSONView) -> Bool) -> Bool {
    let keys = KnownKeys(root, names)
    guard let shape = keys.detect(root)?.layout else { return false }
    for field in fields(of: shape) {
      if let value = keys.value(field, of: root), isWrong(value) { return true }
    }
    var isFound = false
    Messages.forEachText(in: root, names) { isFound = isFound || isWrong($0) }
    return isFound
  }

  private static func fields(of shape: RecordShape) -> [RecordField] {
    switch shape {
    case .promptCompletion, .unpairedPreference: [.completion]
    case .alpaca: [.instruction, .output, .completion]
    case .rankedAlpaca, .instances: [.instruction]
    case .preference: [.chosen, .rejected]
    case .classification: [.text, .textA, .label]
    case .text: [.text]
    case .promptOnly: [.prompt]
    default: []
    }
  }
}
