extension ChatTemplate {
  /// The texts of the form `<|name|>` that stand in the template, in order; they are meant to be control tokens of the vocabulary.
  public var spelledTokens: [String] {
    var found: [String] = []
    for start in ByteSearch.all(Array("<|".utf8), in: source) {
      var end = start + 2
      while end < source.count, Self.continuesName(source[end]) { end += 1 }
      guard end > start + 2, end + 1 < source.count, source[end] == UInt8(ascii: "|"), source[end + 1] == UInt8(ascii: ">") else {
        continue
      }
      let name = String(decoding: source[start..<end + 2], as: UTF8.self)
      if !found.contains(name) { found.append(name) }
    }
    return found
  }

  private static func continuesName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
  }
}
