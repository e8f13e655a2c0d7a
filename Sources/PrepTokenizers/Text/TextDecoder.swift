internal import PrepBytePairEncoding

/// What a `tokenizer.json` does to tokens to make a text of them: steps, each of which gets what the one before made.
enum TextDecoder: Sendable, Equatable {
  /// Byte-level: characters of the byte alphabet are bytes.
  case byteLevel
  /// A space before each token but those that go on with a word.
  case wordPiece(prefix: [UInt8], cleansUp: Bool)
  /// Spaces for marks; none at the beginning where one was put there.
  case metaspace(mark: [UInt8], dropsFirst: Bool)
  /// A space for what ends a word, none for the last.
  case wordEnds(suffix: [UInt8])
  /// Bytes for the tokens that stand for them.
  case byteFallback
  /// All tokens as one.
  case fuse
  /// Leaves out so many of a text at the beginning and the end of each token.
  case strip([UInt8], start: Int, stop: Int)
  case replace([UInt8], [UInt8])
  /// What speech models write: repeated tokens once, padding not at all.
  case speech(pad: [UInt8], delimiter: [UInt8], cleansUp: Bool)
  /// SentencePiece's own: marks are spaces, but the one it put in front.
  case sentencePiece(SentencePieceDecoding)

  /// The text that some tokens make; without steps they are joined by spaces.
  static func text(of tokens: [[UInt8]], _ steps: [TextDecoder]?) -> [UInt8] {
    guard let steps else { return Array(tokens.joined(separator: [0x20])) }
    var tokens = tokens
    for step in steps { tokens = step.apply(tokens) }
    return Array(tokens.joined())
  }

  private func apply(_ tokens: [[UInt8]]) -> [[UInt8]] {
    switch self {
    case .byteLevel: return [Self.bytes(tokens)]
    case .wordPiece(let prefix, let cleansUp):
      return tokens.enumerated().map { place, token in
        var text = token
        if place > 0 {
          // Every token begins with an empty prefix.
          text = token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [0x20] + token
        }
        return cleansUp ? Self.cleaned(text) : text
      }
    case .metaspace(let mark, let dropsFirst):
      return tokens.enumerated().map { place, token in
        Self.replaced(token, mark, place == 0 && dropsFirst ? [] : [0x20])
      }
    case .wordEnds(let suffix):
      return tokens.enumerated().map { place, token in
        Self.replaced(token, suffix, place == tokens.count - 1 ? [] : [0x20])
      }
    case .byteFallback: return Self.joinedBytes(tokens)
    case .fuse: return [Array(tokens.joined())]
    case .strip(let text, let start, let stop):
      return tokens.map { token in
        var kept = token[...]
        for _ in 0..<start where !text.isEmpty && kept.starts(with: text) { kept = kept.dropFirst(text.count) }
        for _ in 0..<stop where !text.isEmpty && kept.suffix(text.count).elementsEqual(text) {
          kept = kept.dropLast(text.count)
        }
        return Array(kept)
      }
    case .replace(let old, let new): return tokens.map { Self.replaced($0, old, new) }
    case .speech(let pad, let delimiter, let cleansUp):
      var last: [UInt8]?
      var texts: [[UInt8]] = []
      for token in tokens where token != last {
        last = token
        var text = Self.replaced(token, pad, [])
        if cleansUp { text = Self.replaced(Self.cleaned(text), delimiter, [0x20]) }
        if !text.isEmpty { texts.append(text) }
      }
      return texts
    case .sentencePiece(let decoding): return [decoding.text(of: tokens)]
    }
  }

  static func replaced(_ text: [UInt8], _ old: [UInt8], _ new: [UInt8]) -> [UInt8] {
    var text = text
    TextNormalizer.replace(old, new).apply(&text)
    return text
  }

  /// Tokens written in the byte alphabet, as bytes; if one is not, all are as they are.
  private static func bytes(_ tokens: [[UInt8]]) -> [UInt8] {
    var output: [UInt8] = []
    for token in tokens {
      // A token with other characters stands as it is.
      _ = token.withUnsafeBufferPointer { ByteAlphabet.appendBytes(of: $0, to: &output) }
    }
    return output
  }

  /// Spaces before punctuation and English endings are dropped.
  private static func cleaned(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for (old, new) in [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
      (" do not", " don't"), (" 's", "'s"),
      (" 've", "'ve"), (" 're", "'re"),
    ] {
      text = replaced(text, Array(old.utf8), Array(new.utf8))
    }
    return text
  }

  /// The byte a token stands for, written `<0xXX>`.
  static func byte(_ token: [UInt8]) -> UInt8? {
    guard token.count == 6, token.starts(with: "<0x".utf8), token.last == UInt8(ascii: ">") else { return nil }
    return UInt8(String(decoding: token.dropFirst(3).prefix(2), as: UTF8.self), radix: 16)
  }

  /// Runs of bytes become what they spell, or a U+FFFD for each where they spell nothing.
  private static func joinedBytes(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var output: [[UInt8]] = []
    var run: [UInt8] = []
    func flush() {
      if run.isEmpty { return }
      if String(validating: run, as: UTF8.self) != nil {
        output.append(run)
      } else {
        output += [[UInt8]](repeating: [0xEF, 0xBF, 0xBD], count: run.count)
      }
      run = []
    }
    for token in tokens {
      if let byte = byte(token) {
        run.append(byte)
      } else {
        flush()
        output.append(token)
      }
    }
    flush()
    return output
  }
}

/// How SentencePiece makes a text of pieces (`sentencepiece_processor.cc`).
struct SentencePieceDecoding: Sendable, Equatable {
  /// The pieces of control, which are no text.
  var controls: Set<[UInt8]>
  var unknown: [UInt8]
  /// What the unknown piece is shown as.
  var unknownText: [UInt8]
  var bytes: Bool
  var addsDummyPrefix: Bool
  var removesExtraSpaces: Bool
  var takesSpaceAsSuffix: Bool
  /// What is replaced in the text at last.
  var denormalizing: CharacterMap

  static func == (a: SentencePieceDecoding, b: SentencePieceDecoding) -> Bool {
    a.controls == b.controls && a.unknown == b.unknown && a.unknownText == b.unknownText && a.bytes == b.bytes
      && a.addsDummyPrefix == b.addsDummyPrefix && a.removesExtraSpaces == b.removesExtraSpaces
      && a.takesSpaceAsSuffix == b.takesSpaceAsSuffix && a.denormalizing.digest == b.denormalizing.digest
  }

  func text(of tokens: [[UInt8]]) -> [UInt8] {
    var output: [UInt8] = []
    var run: [UInt8] = []
    var isFirst = true
    func flush() {
      var position = 0
      run.withUnsafeBufferPointer { bytes in
        while position < bytes.count {
          if let width = CharacterText.at(bytes, position)?.1 {
            output += bytes[position..<position + width]
            position += width
          } else {
            output += [0xEF, 0xBF, 0xBD]
            position += 1
          }
        }
      }
      run = []
    }
    for token in tokens {
      if bytes, let byte = TextDecoder.byte(token) {
        run.append(byte)
        isFirst = false
        continue
      }
      flush()
      if controls.contains(token) { continue }
      if token == unknown {
        output += unknownText
        isFirst = false
        continue
      }
      var text = TextDecoder.replaced(token, Array("▁".utf8), [0x20])
      // The space that was put in front, and with it those that encoding removes.
      if isFirst, addsDummyPrefix || removesExtraSpaces, text.first == 0x20 {
        text.removeFirst()
        if !removesExtraSpaces || !text.isEmpty { isFirst = false }
      } else {
        isFirst = false
      }
      output += text
    }
    flush()
    return denormalizing.isEmpty ? output : denormalized(output)
  }

  private func denormalized(_ text: [UInt8]) -> [UInt8] {
    text.withUnsafeBufferPointer { bytes in
      var output: [UInt8] = []
      var position = 0
      while position < bytes.count {
        if let match = denormalizing.match(bytes, position, bytes.count, longest: true) {
          output += denormalizing.bytes(match.replacement)
          position += match.length
        } else {
          output.append(bytes[position])
          position += 1
        }
      }
      return output
    }
  }
}
