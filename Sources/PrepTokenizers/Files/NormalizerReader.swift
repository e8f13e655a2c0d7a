internal import PrepBytePairEncoding
import PrepRecords

/// Reads the normalizers of a `tokenizer.json`.
struct NormalizerReader {
  let path: String

  func read(_ view: JSONView?) throws(TokenizerFailure) -> [TextNormalizer] {
    let all = try flatten(view)
    if all.dropLast().contains(.byteAlphabet) {
      throw TokenizerFailure(.unsupported, "a normalizer after ByteLevel is not supported", path: path)
    }
    return all
  }

  private func flatten(_ view: JSONView?) throws(TokenizerFailure) -> [TextNormalizer] {
    guard let view, view.kind == .object else { return [] }
    let type = (try? view["type"]?.string()) ?? ""
    switch type {
    case "NFC": return [.unicode(.nfc)]
    case "NFD": return [.unicode(.nfd)]
    case "NFKC": return [.unicode(.nfkc)]
    case "NFKD": return [.unicode(.nfkd)]
    case "Lowercase": return [.lowercase]
    case "ByteLevel": return [.byteAlphabet]
    case "Strip": return [.strip(left: view["strip_left"]?.bool ?? true, right: view["strip_right"]?.bool ?? true)]
    case "Prepend": return [.prepend(bytes(view["prepend"]))]
    case "Replace":
      if let literal = view["pattern"]?["String"] { return [.replace(bytes(literal), bytes(view["content"]))] }
      let expression = (try? view["pattern"]?["Regex"]?.string()) ?? ""
      if expression == " " { return [.replace([0x20], bytes(view["content"]))] }
      let pattern = try PatternChoice.matching(expression, .oniguruma, path: path)
      return [.replaceMatches(PatternMatcher(pattern), bytes(view["content"]))]
    case "StripAccents": return [.filter(.marks)]
    case "Nmt": return [.filter(.translation)]
    case "BertNormalizer": return bert(view)
    case "Precompiled":
      let map = (try? view["precompiled_charsmap"]?.string()).flatMap { Base64Digits.decode($0) }.flatMap {
        CharacterMap($0)
      }
      guard let map else { throw TokenizerFailure(.damaged, "the precompiled_charsmap is damaged", path: path) }
      return [.map(map)]
    case "Sequence":
      var all: [TextNormalizer] = []
      var members: [JSONView] = []
      view["normalizers"]?.forEachElement { members.append($0) }
      for member in members { all += try flatten(member) }
      return all
    default: throw TokenizerFailure(.unsupported, "the normalizer \(type) is not supported", path: path)
    }
  }

  /// BERT's, as the steps it is made of: cleaned, Chinese characters apart, decomposed without accents, in lower case.
  private func bert(_ view: JSONView) -> [TextNormalizer] {
    let lowercases = view["lowercase"]?.bool ?? true
    var steps: [TextNormalizer] = []
    if view["clean_text"]?.bool ?? true { steps.append(.filter(.clean)) }
    if view["handle_chinese_chars"]?.bool ?? true { steps.append(.spaceChinese) }
    if view["strip_accents"]?.bool ?? lowercases { steps += [.unicode(.nfd), .filter(.accents)] }
    return lowercases ? steps + [.lowercase] : steps
  }

  private func bytes(_ view: JSONView?) -> [UInt8] { (try? view?.unescaped()) ?? [] }
}
