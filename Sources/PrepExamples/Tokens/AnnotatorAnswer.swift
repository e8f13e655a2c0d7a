import PrepRecords

/// What annotators of Prodigy answer to a task: accept, reject or ignore.
enum AnnotatorAnswer {
  static let key = "answer"

  /// Whether a task is accepted; nil where nothing is said of it.
  static func isAccepted(_ root: JSONView) -> Bool? {
    guard let answer = root[key], answer.kind == .string, let word = try? answer.string() else { return nil }
    switch word {
    case "accept": return true
    case "reject", "ignore": return false
    default: return nil
    }
  }
}
