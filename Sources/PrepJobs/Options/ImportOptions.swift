import PrepColumns
import PrepConverting
import PrepExamples
import PrepImporting
import PrepShapes

/// How inputs that are not JSON Lines are read.
package struct ImportOptions: Sendable, Hashable {
  /// What the input is; nil looks at it.
  package var container: Container?
  /// The byte between the fields of a table; nil looks at it.
  package var delimiter: UInt8?
  /// Whether the first row of a table is data, not names: its columns are called column1 and so on.
  package var hasNoHeader = false
  /// What becomes of table rows with too few fields.
  package var ragged: RaggedRowPolicy = .error
  /// The sheet of a workbook; nil is the first.
  package var sheet: String?
  /// What a record is in plain text; nil is a line, or what the job takes a text for.
  package var textUnit: TextUnit?
  /// The character set of the input, `auto` to guess it; nil is UTF-8, or what a byte order mark says.
  package var encoding: String?
  /// What becomes of bytes that mean nothing in the character set.
  package var badBytes: BadBytesPolicy = .error
  /// Where the records are inside of a JSON text; nil reads all of it.
  package var pointer: JSONPointer?
  /// The field that gets the path of each record's file; nil for none.
  package var pathField: String?
  /// The columns of words and of tags where lines are words, from 1; nil looks at them.
  package var tokenColumn: Int?
  package var tagColumn: Int?
  /// Whether members that are null stay, in files of columns.
  package var keepsNulls = false

  /// The defaults.
  package init() {}

  /// The importer these options describe.
  ///
  /// - Parameter mapping: What the user says fields are called; without it, columns without a name may get one, and
  ///   with it a row that has one of these names is a header.
  func importer(longestLine: Int, mapping: FieldMapping = FieldMapping()) -> InputImporter {
    var importer = InputImporter()
    if mapping.names.isEmpty { importer.columnNames = { LabelledTable.names(for: $0) } }
    importer.knownNames = Set(mapping.names.values.map { Array($0.utf8) })
    importer.container = container
    importer.pointer = pointer
    importer.pathField = pathField
    importer.fieldNames = FieldNames(mapping)
    importer.delimiter = delimiter
    if hasNoHeader { importer.hasHeader = false }
    importer.ragged = ragged
    importer.sheet = sheet
    if let textUnit { importer.textUnit = textUnit }
    importer.tokenColumn = tokenColumn.map { $0 - 1 }
    importer.tagColumn = tagColumn.map { $0 - 1 }
    importer.columnOptions.keepsNulls = keepsNulls
    importer.maximumLine = longestLine
    return importer
  }
}
