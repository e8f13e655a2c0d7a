import TestSupport

/// Random JSON texts, and random damage to them.
struct GeneratedJSON {
  var generator: SeededGenerator

  private static let plain = ["a", "b", " ", "key", "text", "{", "}", ":", ",", "[", "]", "1"]
  private static let special = [
    "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\ud800",
    "\\uDC00", "\\u0000", "é", "日本", "😀", "\u{7F}", "\u{2028}", "\u{FEFF}", "\u{10FFFF}", "\u{800}",
  ]

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &generator)] }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

  /// One valid value on one line.
  mutating func line() -> [UInt8] {
    blank() + value(depth: Int.random(in: 0...5, using: &generator)) + blank()
  }

  mutating func value(depth: Int) -> [UInt8] {
    switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &generator) {
    case 0: return Array(pick(["null", "true", "false"]).utf8)
    case 1, 2:
      return Array(pick(["0", "-0", "1", "-12", "3.25", "1e9", "1E-3", "-0.5e+10", "123456789012345678901"]).utf8)
    case 3, 4, 5: return string()
    case 6, 7: return list(depth, "[", "]") { $0.value(depth: depth - 1) }
    default:
      return list(depth, "{", "}") {
        $0.string() + $0.blank() + Array(":".utf8) + $0.blank() + $0.value(depth: depth - 1)
      }
    }
  }

  mutating func list(_ depth: Int, _ open: String, _ close: String, _ item: (inout Self) -> [UInt8]) -> [UInt8] {
    var text = Array(open.utf8) + blank()
    let count = Int.random(in: 0...4, using: &generator)
    for index in 0..<count {
      if index > 0 { text += Array(",".utf8) }
      text += blank() + item(&self) + blank()
    }
    return text + Array(close.utf8)
  }

  mutating func blank() -> [UInt8] { chance(15) ? Array(pick([" ", "  ", "\t", " \r "]).utf8) : [] }

  mutating func string() -> [UInt8] {
    var text = Array("\"".utf8)
    let length = chance(20) ? Int.random(in: 60...200, using: &generator) : Int.random(in: 0...12, using: &generator)
    for _ in 0..<length { text += Array((chance(80) ? pick(Self.plain) : pick(Self.special)).utf8) }
    return text + Array("\"".utf8)
  }

  /// The text with one to three random changes; line feeds are never put in.
  mutating func damaged(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !text.isEmpty {
      let position = Int.random(in: 0..<text.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: text.remove(at: position)
      case 1: text.insert(Array("{}[],:\"\\ 0e.-tu\t\r".utf8).randomElement(using: &generator) ?? 0, at: position)
      case 2: text[position] = UInt8.random(in: 0...255, using: &generator)
      case 3: text[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 4: text.removeSubrange(position...)
      default: text.insert(UInt8.random(in: 0x80...0xFF, using: &generator), at: position)
      }
      text.removeAll { $0 == 0x0A }
    }
    return text
  }
}
