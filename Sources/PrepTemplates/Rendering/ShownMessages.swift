internal import PrepBytes

/// What of each message stands in a rendering.
struct ShownMessages {
  /// Whether a message says anything but thoughts and calls.
  private(set) var says: [Bool]
  /// Whether it thinks anything.
  private(set) var thinks: [Bool]
  /// The data of its calls.
  private(set) var calls: [[UInt8]]
  /// What it says and thinks, and its other members.
  private(set) var data: [[UInt8]]
  /// The same, with the words that the template writes among them.
  private var all: [[UInt8]]
  /// Where the data in ``all`` end.
  private var ends: [Int]

  init(_ buffer: borrowing ChatBuffer, count: Int) {
    says = [Bool](repeating: false, count: count)
    thinks = says
    calls = [[UInt8]](repeating: [], count: count)
    data = calls
    all = calls
    ends = [Int](repeating: 0, count: count)
    var start = 0
    for piece in buffer.pieces.all {
      let range = start..<piece.end
      start = piece.end
      guard piece.message >= 0, !range.isEmpty else { continue }
      let index = Int(piece.message)
      let bytes = buffer.bytes.all[range]
      guard piece.isData else {
        if ends[index] > 0 { all[index] += bytes }
        continue
      }
      switch piece.part {
      case .reasoning: thinks[index] = true
      case .toolCall:
        calls[index] += bytes
        continue
      default: says[index] = says[index] || bytes.contains { $0 > 0x20 }
      }
      data[index] += bytes
      all[index] += bytes
      ends[index] = all[index].count
    }
  }

  /// Whether a message shows a text.
  func shows(_ text: [UInt8], of message: Int) -> Bool {
    ShownWords.hold(text, in: data[message])
      || !data[message].isEmpty && ShownWords.hold(text, in: Array(all[message][..<ends[message]]))
  }
}

/// Decides whether a text stands in what is shown, in time that is in proportion to both.
enum ShownWords {
  /// Whether every character of a text is shown, in order: but for white space, small and capital letters, and
  /// characters that are written as they are escaped.
  static func hold(_ text: [UInt8], in shown: [UInt8]) -> Bool {
    let start = TextSpaces.trimmedStart(text[...])
    let words = text[start..<max(start, TextSpaces.trimmedEnd(text[...]))]
    if words.isEmpty || words.count == shown.count && words.elementsEqual(shown) { return true }
    if ByteSearch.first(Array(words), in: shown[...]) != nil { return true }
    let isEscaped = ByteSearch.first(Array("\\u".utf8), in: shown[...]) != nil
    let isMarkup = shown.contains(UInt8(ascii: "&"))
    var place = shown.startIndex
    for byte in words where byte > 0x20 {
      if byte >= 0x80, isEscaped { continue }
      if isMarkup, "<>&'\"".utf8.contains(byte) { continue }
      let wanted = lowercased(byte)
      while place < shown.endIndex, lowercased(shown[place]) != wanted { place += 1 }
      if place == shown.endIndex { return false }
      place += 1
    }
    return true
  }

  /// Whether two texts differ in nothing but white space.
  static func areSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.lazy.filter { $0 > 0x20 }.elementsEqual(right.lazy.filter { $0 > 0x20 })
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}

/// Looks for words that mostly come in the order in which they are asked for.
struct OrderedWords {
  private let text: [UInt8]
  private var place = 0

  init(_ text: [UInt8]) { self.text = text }

  mutating func holds(_ words: [UInt8]) -> Bool {
    if let found = ByteSearch.first(words, in: text[place...]) {
      place = found + words.count
      return true
    }
    return ByteSearch.first(words, in: text[..<min(text.count, place + words.count)]) != nil
  }
}
