internal import PrepBytePairEncoding
internal import PrepSubwords

/// Reads the vocabulary of RWKV World: a token a line, as its id, its bytes as Python writes them, and how many these
/// are.
struct WorldVocabularyReader {
  let path: String
  let name: String

  /// Whether some bytes begin as such a file does.
  static func recognizes(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "1 '\\x00' 1".utf8) }

  func read(_ bytes: [UInt8]) throws(TokenizerFailure) -> Tokenizer {
    var entries: [(text: [UInt8], token: Token)] = []
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let line = line.last == 0x0D ? line.dropLast() : line
      if line.isEmpty { continue }
      guard let first = line.firstIndex(of: 0x20), let last = line.lastIndex(of: 0x20), first < last,
        let id = Token(String(decoding: line[..<first], as: UTF8.self)), id < 1 << 24,
        let length = Int(String(decoding: line[(last + 1)...], as: UTF8.self)),
        let text = Self.bytes(of: line[(first + 1)..<last]),
        text.count == length, length > 0
      else {
        throw TokenizerFailure(.damaged, "line \(number) is not an id, a text of Python and its length", path: path)
      }
      entries.append((text, id))
    }
    var builder = TokenBytesBuilder(tokenCapacity: entries.count + 1, textCapacity: bytes.count)
    _ = builder.add(0, "<|endoftext|>".utf8, isSpecial: true)
    for entry in entries where !builder.add(entry.token, entry.text) {
      throw TokenizerFailure(.damaged, "the id \(entry.token) appears twice in the vocabulary", path: path)
    }
    let added = [AddedToken(name: Array("<|endoftext|>".utf8), id: 0, isSpecial: true)]
    let tokens = builder.build()
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(ranks: TokenIndex(tokens)),
        subwords: SubwordVocabulary(
          model: LongestMatchModel(entries), kind: "longest match", reference: "rwkv", decoder: [],
          description: Array("longest match".utf8)),
        tokens: tokens, pattern: .byteLevel, patternDescription: "longest match",
        specialTokens: SpecialTokens(added, TextTemplate()),
        preparation: TextPreparation(addedTokens: added, steps: [SplitStep(.whole)])))
  }

  /// What a literal of Python stands for: a text in UTF-8, or bytes.
  static func bytes(of literal: ArraySlice<UInt8>) -> [UInt8]? {
    var rest = literal
    let isBytes = rest.first == UInt8(ascii: "b")
    if isBytes { rest = rest.dropFirst() }
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""), rest.count >= 2,
      rest.last == quote
    else { return nil }
    rest = rest.dropFirst().dropLast()
    var output: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        output.append(byte)
        continue
      }
      guard let escape = rest.popFirst() else { return nil }
      func number(_ digits: Int) -> UInt32? {
        let value = UInt32(String(decoding: rest.prefix(digits), as: UTF8.self), radix: 16)
        rest = rest.dropFirst(digits)
        return value
      }
      switch escape {
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
        guard let value = number(escape == UInt8(ascii: "x") ? 2 : escape == UInt8(ascii: "u") ? 4 : 8) else {
          return nil
        }
        if isBytes { output.append(UInt8(truncatingIfNeeded: value)) } else { CharacterText.append(value, to: &output) }
      default: output.append(escape)
      }
    }
    return output
  }
}
