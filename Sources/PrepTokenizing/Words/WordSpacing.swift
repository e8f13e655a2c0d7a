import PrepTokenizers

/// What the spaces between words are in a vocabulary.
enum WordSpacing {
  /// They vanish, or go into the token of a word that stands beside them: words are one text with spaces between.
  case within
  /// They are tokens of their own, unknown, or have none: words are encoded one by one, as Hugging Face `tokenizers` does
  /// with words that are split already, and a space in a text belongs to no word.
  case apart

  init(_ tokenizer: Tokenizer) {
    self = Self.vanish(tokenizer) || Self.areJoined(tokenizer) ? .within : .apart
  }

  /// Whether nothing is left of a space, and nothing of it is lost: a pre-tokenizer takes it away.
  private static func vanish(_ tokenizer: Tokenizer) -> Bool {
    let encoder = tokenizer.makeEncoder()
    var ids: [UInt32] = []
    var ranges: [Range<Int>] = []
    [0x20].withUnsafeBufferPointer { encoder.encode($0, into: &ids, ranges: &ranges) }
    return ids.isEmpty && !encoder.hasLostText
  }

  /// Whether a token has a space, or a mark for one, beside something else.
  private static func areJoined(_ tokenizer: Tokenizer) -> Bool {
    let special = Set(tokenizer.specialTokens.entries.map(\.id))
    return (0..<UInt32(tokenizer.vocabularySize)).contains { id in
      guard !special.contains(id), let bytes = tokenizer.decode(id) else { return false }
      let marks = Self.marks(bytes)
      return marks > 0 && marks < bytes.count
    }
  }

  /// How many bytes at the beginning and the end of a token are spaces or marks for them.
  private static func marks(_ bytes: [UInt8]) -> Int {
    func width(_ rest: ArraySlice<UInt8>) -> Int {
      rest.first == 0x20 ? 1 : rest.starts(with: [0xE2, 0x96, 0x81]) ? 3 : 0
    }
    var start = 0
    while start < bytes.count, case let width = width(bytes[start...]), width > 0 { start += width }
    var end = bytes.count
    while end > start {
      if bytes[end - 1] == 0x20 {
        end -= 1
      } else if end - start >= 3, width(bytes[(end - 3)...]) == 3 {
        end -= 3
      } else {
        break
      }
    }
    return start + bytes.count - end
  }

  /// Whether a token is a mark of white space and nothing else.
  static func isBlank(_ token: UInt32, _ tokenizer: Tokenizer) -> Bool {
    guard let bytes = tokenizer.decode(token), !bytes.isEmpty else { return false }
    return marks(bytes) == bytes.count
  }
}
