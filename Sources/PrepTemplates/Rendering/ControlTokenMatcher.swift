/// Finds control tokens in the template's own words: the leftmost, and of those that begin there the longest.
struct ControlTokenMatcher: Sendable {
  private var tokensByFirstByte: [[ControlToken]] = Array(repeating: [], count: 256)

  init(_ tokens: [ControlToken]) {
    for token in tokens { if let first = token.text.first { tokensByFirstByte[Int(first)].append(token) } }
    for byte in 0..<256 where tokensByFirstByte[byte].count > 1 {
      tokensByFirstByte[byte].sort { $0.text.count > $1.text.count }
    }
  }

  /// Calls a closure with each control token and each stretch between, in order.
  func forEachPart(of bytes: ArraySlice<UInt8>, _ body: (Range<Int>, UInt32?) -> Void) {
    var start = bytes.startIndex
    var position = start
    while position < bytes.endIndex {
      let found = tokensByFirstByte[Int(bytes[position])].first { bytes[position...].starts(with: $0.text) }
      guard let found else {
        position += 1
        continue
      }
      if position > start { body(start..<position, nil) }
      position += found.text.count
      body(position - found.text.count..<position, found.id)
      start = position
    }
    if position > start { body(start..<position, nil) }
  }
}
