/// The way to a value inside of a JSON text, as RFC 6901 writes it: `/data/train`, `/0/rows`.
package struct JSONPointer: Sendable, Hashable {
  /// As it was written.
  package let text: String
  /// The names of members, or the numbers of elements, from the outside in.
  let tokens: [[UInt8]]

  /// Reads a pointer; nil for what is none. The empty one is the whole text.
  package init?(_ text: String) {
    guard text.isEmpty || text.hasPrefix("/") else { return nil }
    var tokens: [[UInt8]] = []
    for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    where !text.isEmpty {
      var token: [UInt8] = []
      var isEscaped = false
      for byte in part {
        if isEscaped {
          guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { return nil }
          token.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
          isEscaped = false
        } else if byte == UInt8(ascii: "~") {
          isEscaped = true
        } else {
          token.append(byte)
        }
      }
      if isEscaped { return nil }
      tokens.append(token)
    }
    self.text = text
    self.tokens = tokens
  }

  /// The pointer to a member of an object.
  package init(member name: String) {
    text = "/" + Self.escaped(name)
    tokens = [Array(name.utf8)]
  }

  /// A token as a pointer writes it.
  static func escaped(_ name: String) -> String {
    name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
