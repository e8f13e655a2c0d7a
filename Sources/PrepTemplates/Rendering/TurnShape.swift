/// How the turns of an assistant look in a template, found out from renderings of words that stand nowhere else.
struct TurnShape {
  /// What asks for an answer; empty when the template prints nothing.
  var prompt: [UInt8] = []
  /// What stands before a plain answer in its own turn.
  var header: [UInt8] = []
  /// The control token that ends a plain answer.
  var endControl: UInt32?
  /// Whether anything ends a plain answer within its own turn.
  var hasEnd = true
  /// The control token that ends an answer where the template prints it with the next turn; nil when it does not.
  var lateEnd: UInt32?
  /// Words that stand behind the last message whoever speaks in it, and end nothing; empty for none.
  var behindAll: [UInt8] = []
  /// Whether the template took none of the conversations that tell how turns look.
  var isUnknown = false
  /// What stands before an answer to the result of a tool, and was given.
  var headerAfterResult: [UInt8] = []
  /// The text of the token that ends a text; empty for none.
  var endOfText: [UInt8] = []

  /// How many bytes of the words a turn begins with were given when it was asked for.
  ///
  /// - Parameters:
  ///   - words: The words, and the lengths at which they may be cut where control tokens stand in them.
  ///   - controls: The ranges of control tokens in them.
  func givenLength(of words: [UInt8], controls: [Range<Int>]) -> Int {
    // Of a template that took no conversation of ours nothing else is known: what stands before an answer was given.
    if isUnknown { return words.count }
    guard !prompt.isEmpty else {
      // Blanks before an answer are its own.
      if header.allSatisfy({ $0 <= 0x20 }) { return 0 }
      return Self.wholeLength(of: header, in: words) ?? Self.common(words, header, from: 0, controls)
    }
    if let length = Self.wholeLength(of: prompt, in: words) { return length }
    let lower = TextSpaces.trimmedStart(prompt[...])
    // The blanks at the start may differ.
    let blanks = TextSpaces.trimmedStart(words[...])
    let skipped = words[..<blanks].elementsEqual(prompt[..<lower]) ? (0, 0) : (blanks, lower)
    let rest = Array(words[skipped.0...])
    var length = Self.common(rest, Array(prompt[skipped.1...]), from: skipped.0, controls)
    if length == rest.count, !rest.isEmpty {
      // The message speaks where the prompt says more, such as an empty thought; what only the prompt says then is not
      // given.
      let plain = Self.common(rest, Array(header[min(skipped.1, header.count)...]), from: skipped.0, controls)
      if plain > 0 { length = min(length, plain) }
    }
    let given = length == 0 ? 0 : length + skipped.0
    return isSpelledOtherwise(words, given) ? max(given, min(header.count, words.count)) : given
  }

  /// Whether words are the header of every answer, and go on in other words than the prompt does from a place on: such a
  /// template asks with another spelling than it answers with.
  private func isSpelledOtherwise(_ words: [UInt8], _ given: Int) -> Bool {
    guard given < words.count, given < header.count, given < prompt.count, words.starts(with: header) else {
      return false
    }
    func isOfWords(_ rest: ArraySlice<UInt8>) -> Bool {
      !rest.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "[") } && rest.contains { $0 > 0x20 }
    }
    return isOfWords(header[given...]) && isOfWords(prompt[given...])
  }

  /// Where all that is expected ends in the words, the blanks before it being of any number; nil where it does not
  /// stand there.
  private static func wholeLength(of expected: [UInt8], in words: [UInt8]) -> Int? {
    let lower = TextSpaces.trimmedStart(expected[...])
    let upper = max(lower, TextSpaces.trimmedEnd(expected[...]))
    guard lower < upper, let place = ByteSearch.first(Array(expected[lower..<upper]), in: words[...]) else {
      return nil
    }
    var length = place + upper - lower
    var next = upper
    while next < expected.count, length < words.count, expected[next] == words[length] {
      length += 1
      next += 1
    }
    return length
  }

  /// The length of the longest common beginning that ends where a word, a tag and a control token do.
  static func common(_ words: [UInt8], _ expected: [UInt8], from offset: Int, _ controls: [Range<Int>]) -> Int {
    var length = 0
    while length < words.count, length < expected.count, words[length] == expected[length] { length += 1 }
    if length == expected.count || length == words.count { return length }
    var previous = -1
    while length > 0, length != previous {
      previous = length
      if let control = controls.first(where: { $0.lowerBound - offset < length && length < $0.upperBound - offset }) {
        length = control.lowerBound - offset
        continue
      }
      while length > 0, continuesWord(words, length) || continuesWord(expected, length) { length -= 1 }
      for (open, close) in [(UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "["), UInt8(ascii: "]"))] {
        let part = words[max(0, length - 48)..<length]
        guard let start = part.lastIndex(of: open), !part[start...].contains(close) else { continue }
        length = start
      }
    }
    return length
  }

  private static func continuesWord(_ text: [UInt8], _ place: Int) -> Bool {
    func isWord(_ byte: UInt8) -> Bool {
      byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_")
    }
    return place > 0 && place < text.count && isWord(text[place - 1]) && isWord(text[place])
  }
}
