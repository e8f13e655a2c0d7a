#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension JSONView {
  /// Appends the text of a string, its escapes resolved, as UTF-8. Appends nothing for values of other kinds.
  ///
  /// - Throws: ``JSONError`` with problem `loneSurrogate`; what was appended before it stays.
  public func appendUnescaped(to bytes: inout [UInt8]) throws(JSONError) {
    guard isString else { return }
    let fault = JSONUnescaping.append(storage.pointer, contentRange, to: &bytes)
    if let fault { throw JSONError(fault.problem, at: fault.offset - base) }
  }

  /// The text of a string, its escapes resolved, as UTF-8; empty for values of other kinds.
  ///
  /// - Throws: ``JSONError`` with problem `loneSurrogate`.
  public func unescaped() throws(JSONError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(isString ? contentRange.count : 0)
    try appendUnescaped(to: &bytes)
    return bytes
  }

  /// The text of a string, its escapes resolved; empty for values of other kinds.
  ///
  /// - Throws: ``JSONError`` with problem `loneSurrogate`.
  public func string() throws(JSONError) -> String { String(decoding: try unescaped(), as: UTF8.self) }

  /// Whether the value is a string whose text, escapes resolved, has exactly these bytes.
  public func textEquals(_ wanted: UnsafeRawBufferPointer) -> Bool {
    guard isString else { return false }
    let range = contentRange
    let text = storage.pointer + range.lowerBound
    guard let backslash = memchr(text, CInt(UInt8(ascii: "\\")), range.count), range.count > 0 else {
      return range.count == wanted.count
        && (wanted.count == 0 || wanted.baseAddress.map { memcmp(text, $0, wanted.count) == 0 } ?? false)
    }
    _ = backslash
    var bytes: [UInt8] = []
    guard JSONUnescaping.append(storage.pointer, range, to: &bytes) == nil, bytes.count == wanted.count else {
      return false
    }
    return bytes.withUnsafeBytes { $0.elementsEqual(wanted) }
  }

  /// The first key of an object that stood there before, compared with its escapes resolved; nil when all differ.
  ///
  /// - Complexity: O(text of the keys), expected.
  public var duplicateKey: JSONView? {
    guard isObject else { return nil }
    return DuplicateKeys.first(in: self)
  }

  /// The positions of the text between the quotes of a string.
  var contentRange: Range<Int> { start + 1..<endNode }
}

/// Resolves the escapes of validated strings.
enum JSONUnescaping {
  /// Appends the text of a range inside the quotes; returns a fault whose offset counts from `bytes`.
  static func append(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, to output: inout [UInt8]) -> JSONError? {
    var position = range.lowerBound
    while position < range.upperBound {
      guard let found = memchr(bytes + position, CInt(UInt8(ascii: "\\")), range.upperBound - position) else { break }
      let backslash = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - bytes
      output.append(contentsOf: UnsafeBufferPointer(start: bytes + position, count: backslash - position))
      guard let next = appendEscape(bytes, backslash, range.upperBound, to: &output) else {
        return .loneSurrogate(at: backslash)
      }
      position = next
    }
    if position < range.upperBound {
      output.append(contentsOf: UnsafeBufferPointer(start: bytes + position, count: range.upperBound - position))
    }
    return nil
  }

  /// Appends the character an escape stands for, and returns the position after it; nil for a lone surrogate.
  private static func appendEscape(
    _ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int, to output: inout [UInt8]
  ) -> Int? {
    switch bytes[position + 1] {
    case UInt8(ascii: "b"): output.append(8)
    case UInt8(ascii: "f"): output.append(12)
    case UInt8(ascii: "n"): output.append(10)
    case UInt8(ascii: "r"): output.append(13)
    case UInt8(ascii: "t"): output.append(9)
    case UInt8(ascii: "u"):
      guard let (scalar, next) = character(bytes, position, end) else { return nil }
      output.append(contentsOf: Array(Character(scalar).utf8))
      return next
    default: output.append(bytes[position + 1])
    }
    return position + 2
  }

  /// The character of a `\u` escape, a surrogate pair taken together, and the position after it.
  private static func character(
    _ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int
  ) -> (Unicode.Scalar, next: Int)? {
    guard let unit = JSONBytes.codeUnit(bytes, at: position + 2) else { return nil }
    if let scalar = Unicode.Scalar(unit) { return (scalar, position + 6) }
    guard unit < 0xDC00, end - position >= 12, bytes[position + 6] == UInt8(ascii: "\\"),
      bytes[position + 7] == UInt8(ascii: "u"), let low = JSONBytes.codeUnit(bytes, at: position + 8),
      (0xDC00..<0xE000).contains(low)
    else { return nil }
    return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)).map { ($0, position + 12) }
  }
}
