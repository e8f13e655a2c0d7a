/// The bytes of a JSON string behind its opening quote, one after the other: which of them closes it.
struct JSONStringBytes {
  private var isEscaped = false

  /// Takes a byte; says whether it is the closing quote.
  @inline(__always)
  mutating func closes(with byte: UInt8) -> Bool {
    if isEscaped {
      isEscaped = false
      return false
    }
    isEscaped = byte == UInt8(ascii: "\\")
    return byte == UInt8(ascii: "\"")
  }
}
