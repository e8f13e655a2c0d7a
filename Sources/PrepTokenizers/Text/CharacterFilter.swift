import CUnicodeTables

/// Characters that normalizers leave out or make spaces, as Hugging Face `tokenizers` has them.
enum CharacterFilter: Sendable, Equatable {
  /// What BERT's `clean_text` does.
  case clean
  /// The marks that BERT takes off decomposed characters.
  case accents
  /// What `StripAccents` does.
  case marks
  /// What `Nmt` does.
  case translation

  func apply(to editor: inout TextEditor) {
    let bytes = editor.source
    var position = 0
    while position < bytes.count {
      guard let (scalar, width) = CharacterText.at(bytes, position) else {
        position += 1
        continue
      }
      switch outcome(scalar.value) {
      case .kept: break
      case .removed:
        editor.keep(upTo: position)
        editor.remove(upTo: position + width)
      case .space:
        if scalar.value != 0x20 {
          editor.keep(upTo: position)
          editor.put(0x20, change: 0)
        }
      }
      position += width
    }
  }

  private enum Outcome { case kept, removed, space }

  /// Whether a character stays.
  func keeps(_ point: UInt32) -> Bool { outcome(point) == .kept }

  /// Whether a character becomes a space.
  func makesSpace(_ point: UInt32) -> Bool { outcome(point) == .space }

  @inline(__always)
  private func outcome(_ point: UInt32) -> Outcome {
    if point >= 0x20, point < 0x7F { return .kept }
    switch self {
    case .clean:
      let classes = Int32(prep_text_classes(point))
      return classes & Int32(PREP_TEXT_REMOVED) != 0 ? .removed : classes & Int32(PREP_TEXT_SPACE) != 0 ? .space : .kept
    case .accents: return Int32(prep_text_classes(point)) & Int32(PREP_TEXT_ACCENT) != 0 ? .removed : .kept
    case .marks: return Int32(prep_text_classes(point)) & Int32(PREP_TEXT_MARK) != 0 ? .removed : .kept
    case .translation:
      switch point {
      case 0x1...0x8, 0xB, 0xE...0x1F, 0x7F, 0x8F, 0x9F: return .removed
      case 0x9, 0xA, 0xC, 0xD, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: return .space
      default: return .kept
      }
    }
  }

  /// Puts a space before and behind each character that BERT takes for Chinese.
  static func spaceChinese(_ editor: inout TextEditor) {
    let bytes = editor.source
    var position = 0
    while position < bytes.count {
      guard bytes[position] >= 0xE3, let (scalar, width) = CharacterText.at(bytes, position) else {
        position += 1
        continue
      }
      if CharacterText.isChinese(scalar) {
        editor.keep(upTo: position)
        editor.replace(upTo: position + width, with: [0x20] + bytes[position..<position + width] + [0x20])
      }
      position += width
    }
  }
}

extension CharacterText {
  /// What BERT puts spaces around.
  static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    Int32(prep_text_classes(scalar.value)) & Int32(PREP_TEXT_CHINESE) != 0
  }

  /// What BERT takes for punctuation.
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    Int32(prep_text_classes(scalar.value)) & Int32(PREP_TEXT_PUNCTUATION) != 0
  }

  /// Whether a character belongs to the cluster of the one before.
  static func joins(_ scalar: Unicode.Scalar) -> Bool {
    Int32(prep_text_classes(scalar.value)) & Int32(PREP_TEXT_JOINS) != 0
  }

  /// Whether a character takes the one behind it into its cluster.
  static func prepends(_ scalar: Unicode.Scalar) -> Bool {
    Int32(prep_text_classes(scalar.value)) & Int32(PREP_TEXT_PREPENDS) != 0
  }

  /// Whether a character is a cluster of its own, whatever stands beside it (Grapheme_Cluster_Break=Control of UAX 29).
  static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x180E, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF0...0xFFFB,
      0x13430...0x1343F, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE001F, 0xE0080...0xE00FF, 0xE01F0...0xE0FFF:
      true
    default: false
    }
  }
}
