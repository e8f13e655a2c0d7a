import PrepImporting
import PrepShapes

/// How a job for plain text cuts its inputs into documents.
package struct TextOptions: Sendable, Equatable {
  /// Where the records of every input are, the empty pointer for the whole of it; nil where those hold records that are
  /// named as files of records.
  package var records: JSONPointer?
  /// Whether every input is plain text.
  package var isText = false
  /// Whether every line is a document.
  package var isLines = false
  /// The fields of a record that hold its texts, each a document of its own; none is all texts of its example.
  package var fields: [String] = []
  /// The shape of the records; nil is what the first of them tell.
  package var shape: RecordShape?
  /// What fields are called in the records.
  package var mapping = FieldMapping()
  /// Whether text that is not UTF-8 is taken as it is.
  package var acceptsBytes = false

  /// The defaults.
  package init() {}

  /// - Throws: ``JobFailure`` for what makes no sense together.
  package func check() throws(JobFailure) {
    if isText, records != nil {
      throw JobFailure("options-exclude-each-other", "--text and --records exclude each other")
    }
    if records != nil, isLines {
      throw JobFailure("options-exclude-each-other", "--records and --lines exclude each other")
    }
  }
}
