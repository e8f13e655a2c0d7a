import PrepSystem

/// What the texts of a column begin or end with, in whole characters of UTF-8.
package enum CommonEnds {
  /// The longest prefix that all texts share; empty when there are none.
  package static func prefix(of texts: some Sequence<[UInt8]>) -> [UInt8] {
    var common: [UInt8]?
    for text in texts {
      guard let known = common else {
        common = text
        continue
      }
      var length = 0
      while length < known.count, length < text.count, known[length] == text[length] { length += 1 }
      // Step back to the start of a character.
      while length > 0, length < known.count, known[length] & 0xC0 == 0x80 { length -= 1 }
      common = Array(known[..<length])
      if length == 0 { return [] }
    }
    return common ?? []
  }

  /// The longest suffix that all texts share; empty when there are none.
  package static func suffix(of texts: some Sequence<[UInt8]>) -> [UInt8] {
    var common: [UInt8]?
    for text in texts {
      guard let known = common else {
        common = text
        continue
      }
      var length = 0
      while length < known.count, length < text.count, known[known.count - 1 - length] == text[text.count - 1 - length]
      {
        length += 1
      }
      while length > 0, known[known.count - length] & 0xC0 == 0x80 { length -= 1 }
      common = Array(known[(known.count - length)...])
      if length == 0 { return [] }
    }
    return common ?? []
  }

  /// Whether a text contains another, which is not empty.
  package static func contains(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
    return Memory.first(wanted, in: text) != nil
  }
}
