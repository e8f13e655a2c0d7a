import PrepRecords
import TestSupport

/// Makes records of all kinds, of which some have the same members and some values of other kinds.
struct RecordMaker {
  private var generator: SeededGenerator
  /// How often a place has a value of any kind, in percent.
  private let surprise: Int
  /// What the members of records are, by their place.
  private let kinds: [Int]

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    surprise = [0, 0, 2, 20].randomElement(using: &generator) ?? 0
    kinds = (0..<8).map { _ in Int.random(in: 0..<12, using: &generator) }
    self.generator = generator
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  mutating func record() -> String {
    var members: [String] = []
    for (place, kind) in kinds.enumerated() where number(0...4) > 0 {
      members.append("\"m\(place)\":\(value(kind, depth: 0))")
    }
    return "{\(members.joined(separator: ","))}"
  }

  private mutating func value(_ kind: Int, depth: Int) -> String {
    var kind = kind
    if number(1...100) <= surprise { kind = number(0...11) }
    if number(0...9) == 0 { return "null" }
    if depth > 3, kind > 6 { kind -= 6 }
    switch kind {
    case 0: return number(0...1) == 0 ? "true" : "false"
    case 1: return "\(number(-5...5))"
    case 2: return "\(number(Int.min...Int.max))"
    case 3: return "\(Double(number(-1000...1000)) / 8)"
    case 4: return "\(Double.random(in: -1e300...1e300, using: &generator))"
    case 5: return "\"\(Self.escaped(text(upTo: 12)))\""
    case 6: return "\"\(["yes", "no", "a longer word that comes often"].randomElement(using: &generator) ?? "")\""
    case 7, 8:
      return "[\((0..<number(0...4)).map { _ in value(kind == 7 ? 1 : 5, depth: depth + 1) }.joined(separator: ","))]"
    case 9:
      let members = (0..<3).filter { _ in number(0...2) > 0 }.map { "\"k\($0)\":\(value($0 + 5, depth: depth + 1))" }
      return "{\(members.joined(separator: ","))}"
    case 10: return "[\((0..<number(0...3)).map { _ in value(9, depth: depth + 1) }.joined(separator: ","))]"
    default: return "{\"$bytes\":\"\(["", "AA==", "/////w=="].randomElement(using: &generator) ?? "")\"}"
    }
  }

  mutating func text(upTo most: Int) -> String {
    let characters: [Character] = ["a", "b", "~", "\u{7F}", "é", "\u{0}", "\"", "\\", "\n", "語", "😀", "\u{10FFFF}"]
    return String((0..<number(0...most)).map { _ in characters.randomElement(using: &generator) ?? "a" })
  }

  private static func escaped(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(String(decoding: writer.take(), as: UTF8.self).dropFirst().dropLast())
  }
}

/// What a JSON value means, however it is written: members that are null are as good as none, and a number is its value.
indirect enum JSONMeaning: Equatable {
  case null, bool(Bool), number(Double), digits(String), text([UInt8]), list([JSONMeaning])
  case object([[UInt8]: JSONMeaning])
  /// What no column holds, as it stands there.
  case other(String)

  static func of(_ line: String) throws -> JSONMeaning { of(try JSONDocument(Array(line.utf8)).root) }

  private static func of(_ view: JSONView) -> JSONMeaning {
    let text = view.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    switch view.kind {
    case .null: return .null
    case .bool: return .bool(view.bool == true)
    case .number:
      if view.int.map({ $0.magnitude > 1 << 53 }) ?? (UInt64(text) != nil) { return .digits(text) }
      return view.double.map { .number($0) } ?? .digits(text)
    case .string: return (try? view.unescaped()).map { .text($0) } ?? .other(text)
    case .array: return .list(view.elements.map { of($0) })
    case .object:
      if view.duplicateKey != nil { return .other(text) }
      var members: [[UInt8]: JSONMeaning] = [:]
      view.forEachMember { key, value in
        if !value.isNull { members[(try? key.unescaped()) ?? [], default: .null] = of(value) }
      }
      return .object(members)
    }
  }
}
