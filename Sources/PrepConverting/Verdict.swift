import PrepRecords

/// Whether an answer was liked, as records say it: true and false, 1 and 0, or either as a string, which is all that tables have.
struct Verdict {
  let isLiked: Bool

  init?(_ view: JSONView) {
    switch view.kind {
    case .bool: isLiked = view.bool ?? false
    case .number, .string:
      let text = view.kind == .string ? ((try? view.string()) ?? "") : String(decoding: view.withUnsafeBytes { Array($0) }, as: UTF8.self)
      switch text.lowercased() {
      case "true", "1": isLiked = true
      case "false", "0": isLiked = false
      default: return nil
      }
    default: return nil
    }
  }
}
