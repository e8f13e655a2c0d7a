/// How the fields of a delimited file are told apart.
package struct CSVDialect: Sendable, Hashable {
  /// The byte between two fields.
  package var delimiter: UInt8
  /// The byte around fields that contain delimiters or line ends, doubled to stand for itself; nil when fields are
  /// never quoted.
  package var quote: UInt8?
  /// Whether the first row names the columns.
  package var hasHeader: Bool
  /// Whether blanks after a delimiter are dropped, as `a, "b"` needs.
  package var skipsInitialSpace: Bool

  package init(
    delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""), hasHeader: Bool = true,
    skipsInitialSpace: Bool = false
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.hasHeader = hasHeader
    self.skipsInitialSpace = skipsInitialSpace
  }

  /// RFC 4180.
  package static let comma = CSVDialect()
  /// Tab-separated values with quotes, as spreadsheets write them.
  package static let tab = CSVDialect(delimiter: UInt8(ascii: "\t"))
}
