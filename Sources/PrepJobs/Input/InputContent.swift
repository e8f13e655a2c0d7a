import PrepExamples
import PrepImporting

/// What an input holds: told by options, by its name and by what stands in it, in one place for all jobs.
package enum InputContent: Sendable, Hashable {
  /// Plain text, one document.
  case whole
  /// Plain text, a document a line.
  case lines
  /// Records of any container.
  case records
}

/// Options that say what inputs hold.
protocol InputContentTelling {
  /// What plain text is to the job.
  var plainText: InputContent { get }

  /// Whether they ask for plain text whatever inputs are named.
  var asksForPlainText: Bool { get }

  /// What its name says that an input holds; nil where it has to be looked at.
  func content(of path: String) -> InputContent?
}

extension ExampleOptions: InputContentTelling {
  var plainText: InputContent { isLines ? .lines : .whole }

  var asksForPlainText: Bool { isText }

  func content(of path: String) -> InputContent? {
    // Whoever names another shape than that of texts says that there are records.
    if let shape, shape != .text, !isLines { return .records }
    return Container.isRecordName(path) ? .records : nil
  }
}

extension TextOptions: InputContentTelling {
  var plainText: InputContent { isLines ? .lines : .whole }

  var asksForPlainText: Bool { isText || isLines }

  /// A text that is encoded may be of any kind: nothing but its name says that it holds records.
  func content(of path: String) -> InputContent? {
    isRecords || Container.isRecordName(path) ? .records : plainText
  }
}
