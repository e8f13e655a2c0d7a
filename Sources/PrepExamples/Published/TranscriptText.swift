import PrepRecords
import PrepShapes

/// Conversations written as one text, as in hh-rlhf: a blank line and a name before each turn.
enum TranscriptText {
  /// The turns of a text; nil when it does not begin with one.
  static func messages(_ text: [UInt8]) -> [Message]? {
    var messages: [Message] = []
    var role: String?
    var start = 0
    var index = 0
    func close(_ end: Int) {
      guard let role else { return }
      var slice = text[start..<end]
      if slice.first == 0x20 { slice.removeFirst() }
      messages.append(Message(role: role, content: .text(Array(slice))))
    }
    while index < text.count {
      if text[index] == 0x0A, let mark = Transcript.marks.first(where: { text[index...].starts(with: $0.bytes) }) {
        close(index)
        if role == nil, index > 0 { return nil }
        role = mark.role.name
        index += mark.bytes.count
        start = index
      } else {
        index += 1
      }
    }
    close(text.count)
    return messages.isEmpty ? nil : messages
  }
}
