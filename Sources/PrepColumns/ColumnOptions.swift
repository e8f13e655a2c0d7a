import PrepRecords

/// How the rows of a file of columns become records.
package struct ColumnOptions: Sendable {
  /// The columns at the top that are read; nil reads all.
  package var fields: Set<[UInt8]>?
  /// Whether members that are null stay. Arrow gives every struct of a column all members that any of them has, null
  /// where a struct has none: without this, those are left out again.
  package var keepsNulls = false
  /// Whether texts that `datasets` marks as JSON become the values they stand for.
  package var decodesJSON = true
  /// What `datasets` says of the columns, where it is not in the file.
  package var features: DatasetFeatures?
  /// How many bytes a record may have as text.
  package var maximumLine = JSONLimits.line

  /// The bytes of the file within which the row groups or record batches begin that are read; nil reads all. Each group
  /// begins in one of the pieces that a file is cut into, and the rows of all pieces, in order, are those of the file.
  package var groupBytes: Range<Int>?

  package init() {}
}

/// What reads the rows of one file of columns.
package protocol ColumnReader: AnyObject {
  /// What is known of the file before its rows are read.
  var summary: ColumnSummary { get }

  /// The next rows as records, or nil at the end.
  ///
  /// - Throws: ``IOFailure``, and a `Diagnostic` for a file that is damaged or not read; the rows before have been
  ///   given.
  func next() throws -> RecordBatch?
}

/// What a file of columns says about itself.
package struct ColumnSummary: Sendable {
  /// `parquet` or `arrow`.
  package var format = ""
  /// How many rows there are, where the file says so at once.
  package var rowCount: Int?
  /// How many row groups or record batches.
  package var groupCount: Int?
  /// The rows that are read, counted from 0: all of them, or those of some groups.
  package var rows = 0..<0
  /// The columns at the top, each with its type in words.
  package var columns: [(name: String, type: String)] = []
  /// The names that numbers stand for in columns that `datasets` marks as ClassLabel.
  package var classLabels: [(column: String, names: [String])] = []
}
