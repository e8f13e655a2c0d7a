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
    case "Sequence":
      var all: [TextNormalizer] = []
      var members: [JSONView] = []
      view["normalizers"]?.forEachElement { members.append($0) }
      for member in members { all += try flatten(member) }
      return all
    default: throw TokenizerFailure(.unsupported, "the normalizer \(type) is not supported", path: path)
    }
  }

  private func bytes(_ view: JSONView?) -> [UInt8] { (try? view?.unescaped()) ?? [] }
}
