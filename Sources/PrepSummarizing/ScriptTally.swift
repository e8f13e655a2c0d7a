import PrepUnicode

/// Tells the script that most letters of a text belong to, many times over: what a character is is asked once.
package struct ScriptTally {
  /// What the characters of the first plane are; that of no character where it was not asked yet.
  private var kinds = [CharacterKind](repeating: .noCharacter, count: 1 << 16)
  private var counts = [Int](repeating: 0, count: 256)
  private var met: [CharacterKind] = []
  private static let latin = CharacterKind(point: 0x61)

  /// Nothing yet.
  package init() {}

  /// The name of the script as Unicode has it, such as `Latin`; empty for a text without letters. Of several with as many
  /// letters, the first by name.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - isASCII: Whether all of it is.
  package mutating func script(of text: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> String {
    if isASCII { return text.contains { ($0 | 0x20) &- 0x61 < 26 } ? Self.latin.name : "" }
    defer {
      for kind in met { counts[Int(kind.number)] = 0 }
      met.removeAll(keepingCapacity: true)
    }
    var position = 0
    while position < text.count {
      let lead = UInt32(text[position])
      if lead < 0x80 {
        position += 1
        if (lead | 0x20) &- 0x61 < 26 { count(Self.latin) }
        continue
      }
      let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      guard position + width <= text.count else { break }
      var point = lead & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
      for index in 1..<width { point = point << 6 | UInt32(text[position + index] & 0x3F) }
      position += width
      let kind = kind(of: point)
      if kind.isLetter, kind != .mark { count(kind) }
    }
    let most = met.map { counts[Int($0.number)] }.max() ?? 0
    return met.filter { counts[Int($0.number)] == most }.map(\.name).min() ?? ""
  }

  private mutating func count(_ kind: CharacterKind) {
    if counts[Int(kind.number)] == 0 { met.append(kind) }
    counts[Int(kind.number)] += 1
  }

  private mutating func kind(of point: UInt32) -> CharacterKind {
    guard point < 1 << 16 else { return CharacterKind(point: point) }
    let known = kinds[Int(point)]
    if known != .noCharacter { return known }
    let kind = CharacterKind(point: point)
    kinds[Int(point)] = kind
    return kind
  }
}
