import CICU

/// What a character is for those who count characters: a letter of a script, or something that belongs to none.
package struct CharacterKind: Hashable, Sendable, Comparable {
  /// 0 to 4 for what belongs to no script, else the number of the script plus five.
  package let number: UInt8

  private static let firstScript: UInt8 = 5

  /// A byte that is no part of a character.
  package static let noCharacter = CharacterKind(number: 0)
  package static let whiteSpace = CharacterKind(number: 1)
  package static let digit = CharacterKind(number: 2)
  package static let punctuation = CharacterKind(number: 3)
  /// A mark that letters of many scripts take.
  package static let mark = CharacterKind(number: 4)

  private init(number: UInt8) { self.number = number }

  /// What a code point is, by ICU's data.
  package init(point: UInt32) {
    switch Int(prep_icu_kind(point)) {
    case Int(PREP_KIND_SPACE): self = .whiteSpace
    case Int(PREP_KIND_NUMBER): self = .digit
    case Int(PREP_KIND_OTHER): self = .punctuation
    case let kind:
      let name = String(cString: prep_icu_script_name(prep_icu_script(point)))
      if kind == Int(PREP_KIND_MARK), name == "Inherited" || name == "Common" {
        self = .mark
      } else {
        self = CharacterKind(number: UInt8(clamping: Int(prep_icu_script(point)) + Int(Self.firstScript)))
      }
    }
  }

  /// Whether it is a letter, or a mark that stands with letters.
  @inline(__always)
  package var isLetter: Bool { number >= Self.mark.number }

  /// The name of the script, or of what belongs to none.
  package var name: String {
    switch self {
    case .noCharacter: "no character"
    case .whiteSpace: "white space"
    case .digit: "digits"
    case .punctuation: "punctuation and symbols"
    case .mark: "marks"
    default:
      String(cString: prep_icu_script_name(Int32(number - Self.firstScript))).split(separator: "_").joined(
        separator: " ")
    }
  }

  package static func < (one: CharacterKind, other: CharacterKind) -> Bool { one.number < other.number }
}

/// The kinds of characters, looked up once each. For one thread.
package struct CharacterKinds {
  /// Kinds of the first plane; 255 where nobody asked yet.
  private var known = [UInt8](repeating: .max, count: 1 << 16)
  private var kinds: [UInt8: CharacterKind] = [:]

  package init() {}

  private mutating func kind(_ point: UInt32) -> CharacterKind {
    if point < 1 << 16, let kind = kinds[known[Int(point)]] { return kind }
    let kind = CharacterKind(point: point)
    kinds[kind.number] = kind
    if point < 1 << 16 { known[Int(point)] = kind.number }
    return kind
  }

  /// The kind of the character that each byte belongs to. A mark of no script of its own goes with the letter before
  /// it.
  package mutating func ofBytes(_ text: UnsafeBufferPointer<UInt8>) -> [CharacterKind] {
    var result: [CharacterKind] = []
    result.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      guard case .whole(let width) = UTF8Character.width(text, position) else {
        result.append(.noCharacter)
        position += 1
        continue
      }
      var own = kind(UTF8Character.point(text, position, width: width))
      if own == .mark, let before = result.last, before.isLetter { own = before }
      for _ in 0..<width { result.append(own) }
      position += width
    }
    return result
  }
}
