extension ChatTemplate {
  /// The texts in the template that look like control tokens, in order: `<|name|>`, also with the wide bars of
  /// DeepSeek, `<start_of_turn>`, `[INST]`; they are meant to be tokens of the vocabulary.
  public var spelledTokens: [String] {
    var found: [String] = []
    var known: Set<String> = []
    var index = 0
    while index < source.count {
      guard source[index] == UInt8(ascii: "<") || source[index] == UInt8(ascii: "["), let end = spelledEnd(from: index)
      else {
        index += 1
        continue
      }
      let name = String(decoding: source[index..<end], as: UTF8.self)
      if known.insert(name).inserted { found.append(name) }
      index = end
    }
    return found
  }

  /// Where a control token that is spelled from a place on ends; nil when there is none.
  private func spelledEnd(from start: Int) -> Int? {
    if source[start] == UInt8(ascii: "[") { return bracketEnd(from: start) }
    for bar in ["|", "｜"].map({ Array($0.utf8) }) where source[(start + 1)...].starts(with: bar) {
      var end = start + 1 + bar.count
      while end < source.count,
        Self.continuesName(source[end]) || bar.count > 1 && source[end] >= 0x80 && !source[end...].starts(with: bar)
      {
        end += 1
      }
      guard end > start + 1 + bar.count, source[end...].starts(with: bar), source.indices.contains(end + bar.count),
        source[end + bar.count] == UInt8(ascii: ">")
      else { return nil }
      return end + bar.count + 1
    }
    var end = start + 1
    while end < source.count, Self.continuesName(source[end]) { end += 1 }
    guard end < source.count, source[end] == UInt8(ascii: ">"),
      ["start_of_turn", "end_of_turn", "reserved_106", "reserved_107"].contains(
        String(decoding: source[start + 1..<end], as: UTF8.self))
    else { return nil }
    return end + 1
  }

  /// Capital letters in brackets, and what closes them.
  private func bracketEnd(from start: Int) -> Int? {
    var end = start + 1
    if end < source.count, source[end] == UInt8(ascii: "/") { end += 1 }
    let first = end
    while end < source.count, source[end] &- UInt8(ascii: "A") < 26 || source[end] == UInt8(ascii: "_") { end += 1 }
    guard end - first > 2, end < source.count, source[end] == UInt8(ascii: "]") else { return nil }
    return end + 1
  }

  private static func continuesName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
  }
}
