import PrepRecords
import PrepShapes

/// The words of examples as hashes, for comparing texts by what they say.
struct WordHashes {
  private(set) var words: [UInt64] = []

  /// The words of what is asked and answered; system messages, which many examples share, are left out.
  mutating func read(_ example: ExampleView) {
    words.removeAll(keepingCapacity: true)
    for turn in example.turns where turn.role != .system && turn.role != .developer {
      if let content = turn.content {
        if content.isString {
          add(content)
        } else {
          content.forEachElement { if let text = $0.member("text") { add(text) } }
        }
      }
    }
    guard example.turns.isEmpty else { return }
    for member in example.members where member.key != nil && member.value.isString { add(member.value) }
  }

  private mutating func add(_ value: BorrowedJSON) { Bytes.withUnescaped(value.text) { split($0) } }

  /// Letters and digits in a row are a word, in lower case; so is each character of scripts that put no blanks between
  /// words.
  private mutating func split(_ text: UnsafeBufferPointer<UInt8>) {
    var hash: UInt64 = 0
    var length = 0
    var index = 0
    func mixed() -> UInt64 { (hash ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15 }
    while index < text.count {
      let byte = text[index]
      if (0xE3...0xED).contains(byte), index + 2 < text.count {
        if length > 0 { words.append(mixed()) }
        words.append(
          (UInt64(byte) << 16 | UInt64(text[index + 1]) << 8 | UInt64(text[index + 2])) &* 0xD6E8_FEB8_6659_FD93)
        (hash, length) = (0, 0)
        index += 3
        continue
      }
      let isLetter = byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80
      if isLetter {
        hash = (hash ^ UInt64(byte &- 0x41 < 26 ? byte | 0x20 : byte)) &* 0x100_0000_01B3
        length += 1
      } else if length > 0 {
        words.append(mixed())
        (hash, length) = (0, 0)
      }
      index += 1
    }
    if length > 0 { words.append(mixed()) }
  }

  /// Calls a closure with a hash of each run of so many words.
  func forEachRun(of count: Int, _ body: (UInt64) -> Void) {
    guard words.count >= count else { return }
    for start in 0...(words.count - count) {
      var hash: UInt64 = 0
      for word in words[start..<start + count] { hash = (hash ^ word) &* 0xA076_1D64_78BD_642F ^ hash >> 29 }
      body(hash)
    }
  }
}
