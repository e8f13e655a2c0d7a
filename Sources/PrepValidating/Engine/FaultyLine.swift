import PrepRecords

/// A line that is not a JSON value.
struct FaultyLine {
  var problem: JSONError.Problem
  /// The bytes of the line, without its end; what a line too long is cut to.
  var text: UnsafeBufferPointer<UInt8>
  /// The position of the fault.
  var position: Int
  var line: Int

  /// The byte at fault; nil at the end of the line.
  var byte: UInt8? { position < text.count ? text[position] : nil }

  /// What stands from the fault on, up to 12 bytes.
  func starts(with word: StaticString, at offset: Int = 0) -> Bool {
    let start = position + offset
    guard start >= 0, start + word.utf8CodeUnitCount <= text.count, let base = text.baseAddress else { return false }
    return Bytes.equal(base + start, word.utf8Start, word.utf8CodeUnitCount)
  }

  /// A few characters around the fault, for the message.
  var excerpt: String {
    let start = max(0, position - 12)
    let end = min(text.count, position + 12)
    guard start < end else { return "" }
    return Bytes.shown(UnsafeBufferPointer(rebasing: text[start..<end]))
  }
}
