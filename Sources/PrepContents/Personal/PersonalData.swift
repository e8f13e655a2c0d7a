/// Recognizes addresses, numbers and keys that belong to somebody in bytes of text.
package enum PersonalData {
  package typealias Text = UnsafeBufferPointer<UInt8>

  /// What is recognized.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case mail, ip, card, iban, key, phone
  }

  /// How keys begin, and what they are.
  package static let keys: [(prefix: StaticString, name: String)] = [
    ("-----BEGIN ", "a private key"), ("sk-", "an API key"), ("ghp_", "a GitHub token"), ("gho_", "a GitHub token"),
    ("ghu_", "a GitHub token"), ("ghs_", "a GitHub token"), ("ghr_", "a GitHub token"),
    ("github_pat_", "a GitHub token"), ("AKIA", "an AWS key"), ("ASIA", "an AWS key"), ("xoxb-", "a Slack token"),
    ("xoxp-", "a Slack token"), ("xoxa-", "a Slack token"), ("xoxr-", "a Slack token"), ("xoxs-", "a Slack token"),
    ("xapp-", "a Slack token"), ("AIza", "a Google API key"), ("hf_", "a Hugging Face token"),
    ("glpat-", "a GitLab token"),
  ]

  /// Whether a byte is of a word.
  package static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  /// The key that begins at a place behind its prefix: twenty or more letters and digits, or a block with its header and
  /// its end.
  package static func key(_ text: Text, at position: Int, after length: Int) -> Range<Int>? {
    if position > 0, isWord(text[position - 1]) { return nil }
    var end = position + length
    if text[position] == UInt8(ascii: "-") {
      let mark = Array("PRIVATE KEY-----".utf8)
      guard let head = find(mark, in: text, end..<min(text.count, end + 40)) else { return nil }
      guard let footer = find(Array("-----END ".utf8), in: text, head.upperBound..<text.count),
        let foot = find(mark, in: text, footer.upperBound..<min(text.count, footer.upperBound + 40))
      else { return position..<text.count }
      return position..<foot.upperBound
    }
    // What it is shows in the first bytes; the rest is looked for where it is one.
    let limit = min(text.count, end + longestLook)
    var digits = 0
    while end < limit, isWord(text[end]) || text[end] == UInt8(ascii: "-") {
      if text[end] &- 0x30 < 10 { digits += 1 }
      end += 1
    }
    // Without digits it is one where all of it has the length and the letters that its maker gives.
    let body = end - position - length
    guard body >= 16, digits >= 2 || isWhole(text[position + length..<end], behind: text[position]) else { return nil }
    while end < text.count, isWord(text[end]) || text[end] == UInt8(ascii: "-") { end += 1 }
    return position..<end
  }

  /// Whether a key of AWS or Hugging Face is whole: 16 capitals and digits, 34 letters and digits.
  private static func isWhole(_ body: Slice<Text>, behind first: UInt8) -> Bool {
    switch first {
    case UInt8(ascii: "A"): body.count == 16 && body.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x41 < 26 }
    case UInt8(ascii: "h"): body.count == 34 && body.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }
    default: false
    }
  }

  /// How many bytes of what may be a key are looked at.
  private static let longestLook = 256

  private static func find(_ wanted: [UInt8], in text: Text, _ range: Range<Int>) -> Range<Int>? {
    guard range.count >= wanted.count else { return nil }
    for start in range.lowerBound...(range.upperBound - wanted.count) where text[start] == wanted[0] {
      if text[start..<start + wanted.count].elementsEqual(wanted) { return start..<start + wanted.count }
    }
    return nil
  }

  /// The mail address around an @, or nil.
  package static func mailAddress(_ text: Text, around at: Int) -> Range<Int>? {
    func isLocal(_ byte: UInt8) -> Bool {
      byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "+")
        || byte == UInt8(ascii: "-")
    }
    var start = at
    while start > 0, at - start < 64, isLocal(text[start - 1]) { start -= 1 }
    // An escape's letter is not part of the address.
    if start > 0, text[start - 1] == UInt8(ascii: "\\") { start += 1 }
    guard start < at else { return nil }
    var end = at + 1
    var lastDot: Int?
    while end < text.count, end - at < 128, isLocal(text[end]), text[end] != UInt8(ascii: "_") {
      if text[end] == UInt8(ascii: ".") { lastDot = end }
      end += 1
    }
    guard var dot = lastDot else { return nil }
    if dot == end - 1 {
      guard let earlier = text[(at + 1)..<dot].lastIndex(of: UInt8(ascii: ".")) else { return nil }
      (end, dot) = (dot, earlier)
    }
    guard dot > at + 1, end - dot > 2, text[(dot + 1)..<end].allSatisfy({ ($0 | 0x20) &- 0x61 < 26 }) else {
      return nil
    }
    return start..<end
  }

  /// What a run of digits and separators is, and where it ends.
  package static func number(_ text: Text, at start: Int) -> (kind: Kind?, end: Int) {
    var digits: [UInt8] = []
    var dots = 0
    var end = start
    var hasBlanks = false
    while end < text.count {
      let byte = text[end]
      if byte &- 0x30 < 10 {
        digits.append(byte &- 0x30)
      } else if byte == UInt8(ascii: "."), end + 1 < text.count, text[end + 1] &- 0x30 < 10 {
        dots += 1
      } else if byte == 0x20 || byte == UInt8(ascii: "-"), end + 1 < text.count, text[end + 1] &- 0x30 < 10 {
        hasBlanks = true
      } else {
        break
      }
      if digits.count > 24 { break }
      end += 1
    }
    if end < text.count, isWord(text[end]) { return (nil, end) }
    if dots == 3, !hasBlanks, isPublicAddress(String(decoding: text[start..<end], as: UTF8.self)) {
      return (.ip, end)
    }
    if dots == 0, (13...19).contains(digits.count), isCard(digits) { return (.card, end) }
    return (nil, end)
  }

  /// Whether dotted numbers are an address that is not private, local or reserved.
  private static func isPublicAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap {
      $0.count <= 3 ? Int($0) : nil
    }
    guard parts.count == 4, parts.allSatisfy({ $0 <= 255 }) else { return false }
    switch (parts[0], parts[1]) {
    case (0, _), (10, _), (127, _), (169, 254), (192, 168), (224..., _): return false
    case (172, 16...31): return false
    default: return parts[0] > 3 || parts[1] > 9
    }
  }

  /// The check digit of cards, and a first digit that cards have.
  private static func isCard(_ digits: [UInt8]) -> Bool {
    guard (3...6).contains(digits[0]), Set(digits).count > 1 else { return false }
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      let value = place.isMultiple(of: 2) ? Int(digit) : Int(digit) * 2
      sum += value > 9 ? value - 9 : value
    }
    return sum.isMultiple(of: 10)
  }

  /// The next place where an account number may begin: two capitals and two digits at the start of a word.
  package static func account(_ text: Text, from start: Int) -> Int? {
    guard text.count >= 15 else { return nil }
    var index = start
    while index + 15 <= text.count {
      if text[index] &- 0x41 < 26, text[index + 1] &- 0x41 < 26, text[index + 2] &- 0x30 < 10,
        text[index + 3] &- 0x30 < 10,
        index == 0 || !isWord(text[index - 1])
      {
        return index
      }
      index += 1
    }
    return nil
  }

  /// Where an IBAN with right check digits ends; nil where none begins.
  package static func accountEnd(_ text: Text, at start: Int) -> Int? {
    var characters: [UInt8] = []
    var end = start
    while end < text.count, characters.count < 35 {
      let byte = text[end]
      if byte &- 0x30 < 10 || byte &- 0x41 < 26 {
        characters.append(byte)
      } else if byte != 0x20 || end + 1 >= text.count || !(text[end + 1] &- 0x30 < 10) {
        break
      }
      end += 1
    }
    guard (15...34).contains(characters.count) else { return nil }
    var rest = 0
    for byte in characters[4...] + characters[..<4] {
      if byte &- 0x30 < 10 {
        rest = (rest * 10 + Int(byte - 0x30)) % 97
      } else {
        rest = (rest * 100 + Int(byte - 0x41) + 10) % 97
      }
    }
    return rest == 1 ? end : nil
  }
}
