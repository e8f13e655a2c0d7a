import PrepRecords

/// All that a record says as one text, each string on lines of its own, with the places that they are from.
///
/// Tags as HTML has them are blanks: they stand between words and say nothing.
package struct RecordText {
  /// The text; what stands in a field begins at the start of its range.
  package private(set) var bytes: [UInt8] = []
  /// The RFC 6901 pointer of each string and where it stands in the text.
  package private(set) var fields: [(pointer: String, range: Range<Int>)] = []

  package init() {}

  /// The strings of a record but for roles, types and ids. A string that cannot be read is left out.
  package init(_ root: JSONView) { append(root, pointer: "") }

  /// Appends a text.
  package mutating func append(_ text: [UInt8], pointer: String) {
    let start = bytes.count
    bytes += text
    blankTags(from: start)
    fields.append((pointer, start..<bytes.count))
    bytes.append(0x0A)
  }

  private static let silent: Set<String> = ["role", "from", "type", "id", "name", "tool_call_id"]

  private mutating func append(_ view: JSONView, pointer: String) {
    switch view.kind {
    case .string: if let text = try? view.unescaped() { append(text, pointer: pointer) }
    case .array:
      var index = 0
      view.forEachElement {
        append($0, pointer: "\(pointer)/\(index)")
        index += 1
      }
    case .object:
      view.forEachMember { key, value in
        guard value.kind != .number, value.kind != .bool, let name = try? key.string(), !Self.silent.contains(name)
        else { return }
        let step = name.replacing("~", with: "~0").replacing("/", with: "~1")
        append(value, pointer: "\(pointer)/\(step)")
      }
    default: break
    }
  }

  /// A tag is not longer than this, in bytes.
  private static let longestTag = 200

  private mutating func blankTags(from start: Int) {
    var index = start
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        index += 1
        continue
      }
      var end = index + 1
      if end < bytes.count, bytes[end] == UInt8(ascii: "/") { end += 1 }
      guard end < bytes.count, bytes[end] | 0x20 &- 0x61 < 26 || bytes[end] == UInt8(ascii: "!") else {
        index += 1
        continue
      }
      while end < bytes.count, end - index < Self.longestTag, bytes[end] != UInt8(ascii: ">"),
        bytes[end] != UInt8(ascii: "<")
      { end += 1 }
      guard end < bytes.count, bytes[end] == UInt8(ascii: ">") else {
        index += 1
        continue
      }
      for place in index...end { bytes[place] = 0x20 }
      index = end + 1
    }
  }

  /// The words of the text, without signs.
  package var words: [TextWord] {
    var words: [TextWord] = []
    bytes.withUnsafeBufferPointer { WordStream.append($0, to: &words) }
    words.removeAll(where: \.isSign)
    return words
  }

  /// The field that a place is in, and the place in it.
  package func field(at range: Range<Int>) -> (pointer: String, range: Range<Int>) {
    guard let field = fields.last(where: { $0.range.lowerBound <= range.lowerBound }) else { return ("", range) }
    let start = range.lowerBound - field.range.lowerBound
    return (field.pointer, start..<min(range.upperBound, field.range.upperBound) - field.range.lowerBound)
  }
}
