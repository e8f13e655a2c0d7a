import PrepRecords

extension BorrowedJSON {
  /// Whether the value is a string of nothing, or of blanks and escaped blanks.
  var isBlankText: Bool { isString && Bytes.isBlank(text) }

  /// The text of a string for a message, its escapes resolved as far as they are simple, shortened.
  var shown: String { Bytes.shown(isString ? text : raw) }
}
