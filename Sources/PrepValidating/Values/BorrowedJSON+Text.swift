import PrepRecords

extension BorrowedJSON {
  /// Whether the value is a string of nothing, or of blanks and escaped blanks.
  var isBlankText: Bool { isString && BlankText.isBlank(json: text) }

  /// Whether the value is a number that is nothing, however it is written: `0`, `0.0`, `-0e7`.
  var isZero: Bool {
    guard isNumber else { return false }
    for byte in raw {
      if byte | 0x20 == UInt8(ascii: "e") { break }
      if (0x31...0x39).contains(byte) { return false }
    }
    return true
  }

  /// The text of a string for a message, its escapes resolved as far as they are simple, shortened.
  var shown: String { Bytes.shown(isString ? text : raw) }
}
