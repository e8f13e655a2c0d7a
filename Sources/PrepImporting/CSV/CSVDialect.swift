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
  /// Whether the first line is `sep=` and the delimiter, as Excel takes it: no row.
  package var hasSeparatorLine = false

  package init(
    delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""), hasHeader: Bool = true,
    skipsInitialSpace: Bool = false
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.hasHeader = hasHeader
    self.skipsInitialSpace = skipsInitialSpace
  }

  /// The delimiter that a first line `sep=;` names, and how long that line is with its end; nil where there is none.
  package static func separatorLine(_ head: UnsafeRawBufferPointer) -> (delimiter: UInt8, length: Int)? {
    let word = Array("sep=".utf8)
    guard head.count > 5, head.prefix(4).elementsEqual(word) else { return nil }
    let end = head[5] == 0x0D && head.count > 6 ? 6 : 5
    guard head[end] == 0x0A, head[4] > 0x20 || head[4] == 0x09 else { return nil }
    return (head[4], end + 1)
  }

  /// RFC 4180.
  package static let comma = CSVDialect()
  /// Tab-separated values with quotes, as spreadsheets write them.
  package static let tab = CSVDialect(delimiter: UInt8(ascii: "\t"))
}
