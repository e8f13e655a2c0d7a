/// Telephone numbers in text: with the sign of an international one and 8 to 15 digits (E.164), or as North America
/// writes them, in groups of three, three and four.
enum PhoneNumber {
  /// Where a number that begins at a place ends; nil where none does. It begins with `+`, `(` or a digit.
  static func end(_ text: PersonalData.Text, at start: Int) -> Int? {
    if start > 0, PersonalData.isWord(text[start - 1]) || ".-/+=#$€".utf8.contains(text[start - 1]) { return nil }
    return text[start] == UInt8(ascii: "+") ? international(text, start) : american(text, start)
  }

  private static func isDigit(_ text: PersonalData.Text, _ place: Int) -> Bool {
    place < text.count && text[place] &- 0x30 < 10
  }

  /// Whether nothing follows that would make it another number.
  private static func ends(_ text: PersonalData.Text, _ end: Int) -> Bool {
    if end >= text.count { return true }
    if PersonalData.isWord(text[end]) { return false }
    return !("-./".utf8.contains(text[end]) && isDigit(text, end + 1))
  }

  private static func international(_ text: PersonalData.Text, _ start: Int) -> Int? {
    guard isDigit(text, start + 1), text[start + 1] != UInt8(ascii: "0") else { return nil }
    var digits = 0
    var groups = 1
    var end = start + 1
    var isOpen = false
    while end < text.count, digits <= 15 {
      let byte = text[end]
      if byte &- 0x30 < 10 {
        digits += 1
      } else if byte == UInt8(ascii: "("), !isOpen, isDigit(text, end + 1) {
        isOpen = true
        groups += 1
      } else if byte == UInt8(ascii: ")"), isOpen {
        isOpen = false
      } else if byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/"),
        isDigit(text, end + 1) || end + 1 < text.count && text[end + 1] == UInt8(ascii: "(")
      {
        groups += 1
      } else {
        break
      }
      end += 1
    }
    guard !isOpen, ends(text, end) else { return nil }
    // Ten digits and more, or several groups: a sum is written otherwise.
    return (8...15).contains(digits) && (groups > 1 || digits >= 10) ? end : nil
  }

  private static func american(_ text: PersonalData.Text, _ start: Int) -> Int? {
    var place = start
    if isDigit(text, place), text[place] == UInt8(ascii: "1"), place + 1 < text.count,
      " -.".utf8.contains(text[place + 1])
    {
      place += 2
    }
    let isOpen = place < text.count && text[place] == UInt8(ascii: "(")
    if isOpen { place += 1 }
    guard group(text, place, 3, from: UInt8(ascii: "2")) else { return nil }
    place += 3
    if isOpen {
      guard place < text.count, text[place] == UInt8(ascii: ")") else { return nil }
      place += 1
      if place < text.count, text[place] == 0x20 { place += 1 }
    } else {
      guard place < text.count, "-. ".utf8.contains(text[place]) else { return nil }
      place += 1
    }
    guard group(text, place, 3, from: UInt8(ascii: "2")), place + 3 < text.count,
      isOpen ? "-. ".utf8.contains(text[place + 3]) : text[place + 3] == text[place - 1],
      group(text, place + 4, 4, from: UInt8(ascii: "0"))
    else { return nil }
    // Three groups with blanks between them may be any numbers.
    if !isOpen, text[place + 3] == 0x20 { return nil }
    return ends(text, place + 8) ? place + 8 : nil
  }

  private static func group(_ text: PersonalData.Text, _ start: Int, _ count: Int, from least: UInt8) -> Bool {
    guard start + count <= text.count, text[start] >= least else { return false }
    return (start..<start + count).allSatisfy { isDigit(text, $0) }
  }
}
