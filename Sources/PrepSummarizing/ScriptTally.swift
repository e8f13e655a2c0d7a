import PrepUnicode

/// Tells the script that most letters of a text belong to, many times over: what a character is is asked once.
package struct ScriptTally {
  /// What the characters of the first plane are, by the numbers of their kinds; 0 where it was not asked yet.
  private var kinds = [UInt8](repeating: 0, count: 1 << 16)
  /// How many letters of each kind a text has, by its number.
  private var counts = [UInt32](repeating: 0, count: 256)
  /// What kinds are called, as far as it was asked.
  private var names = [String?](repeating: nil, count: 256)
  private let latin = CharacterKind(point: 0x61)
  private let mark = CharacterKind.mark.number

  /// Nothing yet.
  package init() {}

  /// The name of the script as Unicode has it, such as `Latin`; empty for a text without letters. Of several with as many
  /// letters, the first by name.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - isASCII: Whether all of it is.
  package mutating func script(of text: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> String {
    if isASCII { return text.contains { ($0 | 0x20) &- 0x61 < 26 } ? name(of: latin) : "" }
    count(text)
    // Kinds above that of marks are letters.
    var most: UInt32 = 0
    for number in (Int(mark) + 1)..<256 { most = max(most, counts[number]) }
    if most == 0 { return "" }
    var first: String?
    for number in (Int(mark) + 1)..<256 where counts[number] == most {
      if let name = names[number], first.map({ name < $0 }) ?? true { first = name }
    }
    return first ?? ""
  }

  /// Counts the letters of a text by their kinds.
  private mutating func count(_ text: UnsafeBufferPointer<UInt8>) {
    for index in counts.indices { counts[index] = 0 }
    var latins: UInt32 = 0
    var position = 0
    while position < text.count {
      let lead = UInt32(text[position])
      if lead < 0x80 {
        position += 1
        latins &+= (lead | 0x20) &- 0x61 < 26 ? 1 : 0
        continue
      }
      let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      guard position + width <= text.count else { break }
      var point = lead & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
      for index in 1..<width { point = point << 6 | UInt32(text[position + index] & 0x3F) }
      position += width
      var kind: UInt8 = 0
      if point < 1 << 16 { kind = kinds[Int(point)] }
      if kind == 0 { kind = ask(point) }
      counts[Int(kind)] &+= 1
    }
    if latins > 0 {
      _ = name(of: latin)
      counts[Int(latin.number)] &+= latins
    }
  }

  /// What a character is that was not asked for yet.
  @inline(never)
  private mutating func ask(_ point: UInt32) -> UInt8 {
    let kind = CharacterKind(point: point)
    if kind.number > mark { _ = name(of: kind) }
    if point < 1 << 16 { kinds[Int(point)] = kind.number }
    return kind.number
  }

  private mutating func name(of kind: CharacterKind) -> String {
    if let known = names[Int(kind.number)] { return known }
    let name = kind.name
    names[Int(kind.number)] = name
    return name
  }
}
