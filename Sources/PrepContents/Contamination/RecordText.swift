import PrepRecords

/// All that a record says as one text, each string on lines of its own, with the places that they are from.
///
/// Markup is blanks, see ``TextMarkup``: it stands between words and says nothing.
package struct RecordText {
  /// The text; what stands in a field begins at the start of its range.
  package private(set) var bytes: [UInt8] = []
  /// The RFC 6901 pointer of each string and where it stands in the text.
  package private(set) var fields: [(pointer: String, range: Range<Int>)] = []

  /// Whether markup stays.
  private let keepsMarkup: Bool

  package init() { keepsMarkup = false }

  /// The strings of a record but for roles, types and ids. A string that cannot be read is left out.
  ///
  /// - Parameter keepsMarkup: Whether markup stays as it is, to be shown.
  package init(_ root: JSONView, keepsMarkup: Bool = false) {
    self.keepsMarkup = keepsMarkup
    append(root, pointer: "")
  }

  /// Appends a text.
  package mutating func append(_ text: [UInt8], pointer: String) {
    let start = bytes.count
    bytes += text
    if !keepsMarkup { bytes.withUnsafeMutableBufferPointer { TextMarkup.blank($0, from: start) } }
    fields.append((pointer, start..<bytes.count))
    bytes.append(0x0A)
  }

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
        guard value.kind != .number, value.kind != .bool, let name = try? key.string(),
          !TextFields.silent.contains(name)
        else { return }
        append(value, pointer: "\(pointer)/\(TextFields.step(name))")
      }
    default: break
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
