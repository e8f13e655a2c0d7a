import PrepRecords

/// Whether an answer was liked, as records say it: true and false, 1 and 0, or either as a string, which is all that
/// tables have.
package struct Verdict: Sendable, Hashable {
  package let isLiked: Bool

  package init?(_ value: BorrowedJSON) {
    let text = value.isString ? value.text : value.raw
    guard value.isBool || value.isNumber || value.isString, (1...5).contains(text.count) else { return nil }
    switch String(decoding: text, as: UTF8.self).lowercased() {
    case "true", "1", "1.0": isLiked = true
    case "false", "0", "0.0": isLiked = false
    default: return nil
    }
  }

  package init?(_ view: JSONView) {
    guard let verdict = view.withBorrowed({ Verdict($0) }) else { return nil }
    self = verdict
  }
}
