import PrepRecords

extension Bytes {
  /// JSON string content with its escapes resolved; content with a lone surrogate stays as it is written.
  static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: unescapedBytes(text), as: UTF8.self)
  }

  /// JSON string content with its escapes resolved; content with a lone surrogate stays as it is written.
  static func unescapedBytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let base = text.baseAddress, find(UInt8(ascii: "\\"), in: text) != nil else { return Array(text) }
    var result: [UInt8] = []
    return JSONUnescaping.append(base, 0..<text.count, to: &result) == nil ? result : Array(text)
  }
}
