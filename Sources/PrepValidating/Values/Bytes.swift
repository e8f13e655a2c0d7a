import PrepRecords
import PrepSystem

/// Questions about bytes of JSON text.
enum Bytes {
  @inline(__always)
  static func equal(_ left: UnsafePointer<UInt8>?, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count > 0, let left else { return count == 0 }
    return Memory.areEqual(left, right, count)
  }

  static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count, let base = right.baseAddress else { return left.count == right.count }
    return equal(left.baseAddress, base, left.count)
  }

  /// The position of a byte at or after another, or nil.
  @inline(__always)
  static func find(_ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
    guard start < text.count, let base = text.baseAddress else { return nil }
    return Memory.offset(of: byte, from: base + start, text.count - start).map { start + $0 }
  }

  /// The position of a short piece of text, or nil.
  static func find(_ piece: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int = 0)
    -> Int?
  {
    guard piece.count > 0, start + piece.count <= text.count, let base = text.baseAddress,
      let wanted = piece.baseAddress
    else {
      return nil
    }
    // SAFETY: from the start on the text has as many bytes as are left of it.
    return Memory.offset(of: wanted, piece.count, from: base + start, text.count - start).map { start + $0 }
  }

  /// Text for a message: at most 40 characters, in one line.
  static func shown(_ text: UnsafeBufferPointer<UInt8>) -> String {
    let head = String(decoding: text.prefix(160), as: UTF8.self)
    var shown = String(head.unicodeScalars.prefix(40).map { $0.value < 0x20 ? "\u{FFFD}" : Character($0) })
    if shown.utf8.count < text.count { shown += "…" }
    return shown
  }
}
