import PrepExamples
import PrepImporting

/// What an input holds: told by its name and by options, in one place for all jobs.
package enum InputContent: Sendable, Hashable {
  /// Plain text, one document.
  case whole
  /// Plain text, a document a line.
  case lines
  /// Records of any container.
  case records
}

extension ExampleOptions {
  /// What an input holds: records, unless its name is that of plain text or the options say so.
  func content(of path: String) -> InputContent {
    // Whoever names another shape than that of texts says that there are records.
    if let shape, shape != .text, !isText, !isLines { return .records }
    guard isText || Container.isTextName(path) else { return .records }
    return isLines ? .lines : .whole
  }
}

extension TextOptions {
  /// What an input holds: plain text, unless its name is that of a container of records or the options say so.
  func content(of path: String) -> InputContent {
    if isLines { return .lines }
    if isText { return .whole }
    return isRecords || Container.isRecordName(path) ? .records : .whole
  }
}
