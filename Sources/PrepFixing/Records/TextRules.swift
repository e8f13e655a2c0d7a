import PrepRecords
import PrepShapes
import PrepSystem

/// Escapes the line separators that some readers break lines at.
enum LineSeparatorRule: RecordRule {
  static let repair = Repair.lineSeparators

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard text.holds(0xE2) || text.holds(0xC2) else { return .none }
    var edits = RecordEdits()
    var index = 0
    while index + 1 < text.count {
      // U+0085 is C2 85; U+2028 and U+2029 are E2 80 A8 and E2 80 A9. Valid JSON has them inside strings only.
      if text[index] == 0xC2, text[index + 1] == 0x85 {
        edits.replace(index..<index + 2, with: Array("\\u0085".utf8))
        index += 2
      } else if text[index] == 0xE2, index + 2 < text.count, text[index + 1] == 0x80, text[index + 2] & 0xFE == 0xA8 {
        edits.replace(index..<index + 3, with: Array((text[index + 2] == 0xA8 ? "\\u2028" : "\\u2029").utf8))
        index += 3
      } else {
        index += 1
      }
    }
    return .edits(edits)
  }
}

/// Replaces escaped halves of surrogate pairs by U+FFFD.
enum LoneSurrogateRule: RecordRule {
  static let repair = Repair.loneSurrogates

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard text.holds(UInt8(ascii: "\\")) else { return .none }
    var edits = RecordEdits()
    var index = 0
    while index + 1 < text.count {
      guard text[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      guard text[index + 1] == UInt8(ascii: "u"), let unit = codeUnit(text, at: index) else {
        index += 2
        continue
      }
      if (0xD800...0xDBFF).contains(unit), let low = codeUnit(text, at: index + 6), (0xDC00...0xDFFF).contains(low) {
        index += 12
      } else {
        if (0xD800...0xDFFF).contains(unit) { edits.replace(index..<index + 6, with: Array("\\ufffd".utf8)) }
        index += 6
      }
    }
    return .edits(edits)
  }

  /// The code unit that `\uXXXX` at a place stands for.
  private static func codeUnit(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
    guard index + 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt32(String(decoding: text[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether a byte stands anywhere in it.
  fileprivate func holds(_ byte: UInt8) -> Bool {
    // SAFETY: the search ends with the buffer.
    baseAddress.map { Memory.offset(of: byte, from: $0, count) != nil } ?? false
  }
}
