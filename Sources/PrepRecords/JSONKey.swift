/// The key of a member as it is written: in quotes, escaped, with its colon.
package struct JSONKey: Sendable {
  /// How many bytes may be read behind a key.
  package static let padding = 32
  /// What is written, and ``padding`` bytes behind it.
  package let text: [UInt8]
  /// How many bytes are written.
  package let count: Int

  /// - Parameter name: Well-formed UTF-8.
  package init(_ name: [UInt8]) {
    var text: [UInt8] = []
    name.withUnsafeBytes { JSONEscaping.appendString($0, to: &text) }
    text.append(UInt8(ascii: ":"))
    count = text.count
    text += repeatElement(0, count: Self.padding)
    self.text = text
  }
}
