/// How a job for plain text cuts its inputs into documents.
package struct TextOptions: Sendable, Hashable {
  /// Whether every input is JSON Lines; else those that are named so.
  package var isRecords = false
  /// Whether every line is a document.
  package var isLines = false
  /// The fields of a record that hold its texts, each a document of its own.
  package var fields = ["text"]
  /// Whether text that is not UTF-8 is taken as it is.
  package var acceptsBytes = false

  /// The defaults.
  package init() {}

  /// - Throws: ``JobFailure`` for what makes no sense together.
  package func check() throws(JobFailure) {
    if isRecords, isLines { throw JobFailure("options-exclude-each-other", "--records and --lines exclude each other") }
  }

  /// What an input holds, by its name and the options.
  func content(of path: String) -> DocumentReader.Content {
    if isLines { return .lines }
    if isRecords { return .records }
    let named = [".jsonl", ".jsonl.gz", ".jsonl.zst"].contains { path.hasSuffix($0) }
    return named ? .records : .whole
  }
}
