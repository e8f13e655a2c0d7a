import PrepRecords

/// The marks of conversations that are written as one text, as in hh-rlhf: a blank line and a name before each turn.
package enum Transcript {
  /// What stands before a turn, and whose turn it is.
  package static let marks: [(bytes: [UInt8], role: RoleKind)] = [
    (Array("\n\nHuman:".utf8), .user), (Array("\n\nAssistant:".utf8), .assistant),
  ]

  /// Whether a value is a text that begins with a turn.
  package static func begins(_ value: BorrowedJSON) -> Bool {
    let text = value.text
    guard text.count > 2, text[0] == UInt8(ascii: "\\"), let bytes = text.baseAddress else { return false }
    // No mark is longer, however it is escaped.
    var head: [UInt8] = []
    let count = min(text.count, 6 * 16)
    guard JSONUnescaping.append(bytes, 0..<Self.wholeEscapes(text, count), to: &head) == nil else { return false }
    return marks.contains { head.starts(with: $0.bytes) }
  }

  /// Whether a text ends with the mark of a turn in which nothing is said.
  ///
  /// - Parameter text: The text as it stands in JSON, without its quotes.
  package static func endsWithoutWords(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var end = text.count
    while end > 0 {
      if text[end - 1] == 0x20 {
        end -= 1
      } else if end > 1, text[end - 2] == UInt8(ascii: "\\"), "nrt".utf8.contains(text[end - 1]) {
        end -= 2
      } else {
        break
      }
    }
    return escapedMarks.contains { mark in
      end >= mark.count && text[(end - mark.count)..<end].elementsEqual(mark)
    }
  }

  /// The marks as JSON writes them.
  private static let escapedMarks = marks.map { mark in
    mark.bytes.flatMap { $0 == 0x0A ? Array("\\n".utf8) : [$0] }
  }

  /// The length of the longest start of a text, up to one, that no escape is cut by.
  private static func wholeEscapes(_ text: UnsafeBufferPointer<UInt8>, _ limit: Int) -> Int {
    var index = 0
    while index < limit {
      let length =
        text[index] != UInt8(ascii: "\\") ? 1 : index + 1 < text.count && text[index + 1] == UInt8(ascii: "u") ? 6 : 2
      if index + length > limit { break }
      index += length
    }
    return index
  }
}
