import PrepContents
import PrepUnicode

/// Classes of characters.
enum CharacterClass {
  static func has(_ point: UInt32, _ name: String) -> Bool {
    switch name {
    case "ascii": return point < 0x80
    case "digits" where point < 0x80: return point >= 0x30 && point <= 0x39
    case "spaces" where point < 0x80: return point <= 0x20
    default: break
    }
    guard let scalar = Unicode.Scalar(point) else { return false }
    switch name {
    case "letters": return scalar.properties.isAlphabetic
    case "digits": return scalar.properties.generalCategory == .decimalNumber
    case "spaces": return scalar.properties.isWhitespace
    case "upper": return scalar.properties.isUppercase
    default:
      if isPunctuation(point) { return true }
      switch scalar.properties.generalCategory {
      case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: return true
      default: return false
      }
    }
  }

  /// Whether a character is punctuation, and no symbol.
  static func isPunctuation(_ point: UInt32) -> Bool {
    if point < 0x80 {
      switch UInt8(point) {
      case 0x21...0x23, 0x25...0x2A, 0x2C...0x2F, 0x3A, 0x3B, 0x3F, 0x40, 0x5B...0x5D, 0x5F, 0x7B, 0x7D: return true
      default: return false
      }
    }
    switch Unicode.Scalar(point)?.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }
}

/// The script that most letters of a text belong to.
enum ScriptOfText {
  /// The name as Unicode has it, such as `Latin`; empty for a text without letters. Of several with as many letters, the
  /// first by name.
  static func name(_ text: UnsafeBufferPointer<UInt8>) -> String {
    var counts: [CharacterKind: Int] = [:]
    var (place, latin) = (0, 0)
    while place < text.count {
      let (point, width) = TextCharacter.read(text, place)
      place += width
      if point < 0x80 {
        if point | 0x20 >= 0x61, point | 0x20 <= 0x7A { latin += 1 }
        continue
      }
      let kind = CharacterKind(point: point)
      if kind.isLetter, kind != .mark { counts[kind, default: 0] += 1 }
    }
    if latin > 0 { counts[CharacterKind(point: 0x61), default: 0] += latin }
    let most = counts.values.max() ?? 0
    return counts.filter { $0.value == most }.map(\.key.name).min() ?? ""
  }
}
