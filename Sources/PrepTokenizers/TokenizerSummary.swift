package import PrepBytePairEncoding

/// What a tokenizer is made of, for people to read.
package struct TokenizerSummary: Sendable {
  /// Tokens that text merges into.
  package var textTokens = 0
  package var specialTokens = 0
  /// Added tokens that are no control tokens: text that is found before anything is cut.
  package var addedTokens: [(name: String, id: Token)] = []
  /// The model where it is not byte-level BPE, and the program whose results are the right ones.
  package var model: (kind: String, reference: String)?
  /// The number of merges; nil where ranks decide, or where there are none.
  package var merges: Int?
  /// The length of the longest token that text merges into, in bytes.
  package var longestToken = 0
  /// Whether a pre-token found in the vocabulary is emitted without merging (`ignore_merges` in `tokenizer.json`).
  package var takesWholePieces = false
  /// What happens to a text before it is cut, in order.
  package var normalizers: [String] = []
  /// The split pattern's regular expression.
  package var expression = ""
  /// The tokens the vocabulary puts around one text.
  package var prefix: [Token] = []
  package var suffix: [Token] = []
}

extension Tokenizer {
  package var summary: TokenizerSummary {
    var summary = TokenizerSummary()
    let preparation = storage.preparation
    let added = preparation.map { $0.rawTokens.plainTokens + $0.normalizedTokens.plainTokens } ?? []
    let addedIDs = Set(added.map(\.id))
    for id in 0..<Token(storage.table.index.tokens.count) where !isSpecial(id) && !addedIDs.contains(id) {
      let length = storage.table.index.tokens.length(of: id)
      if length > 0 { summary.textTokens += 1 }
      summary.longestToken = max(summary.longestToken, length)
    }
    summary.specialTokens = specialTokens.entries.count
    summary.addedTokens = added.map { (String(decoding: $0.name, as: UTF8.self), $0.id) }.sorted { $0.1 < $1.1 }
    summary.model = storage.subwords.map { ($0.kind, $0.reference) }
    if !storage.table.mergesByRank { summary.merges = storage.table.list.count }
    summary.takesWholePieces = storage.table.takesWholePieces
    summary.normalizers = preparation?.normalizers.map(\.name) ?? []
    if preparation?.addsPrefixSpace ?? false { summary.normalizers.append("a space in front") }
    summary.expression = preparation?.steps.isEmpty ?? true ? storage.pattern.source : ""
    summary.prefix = storage.template.prefix
    summary.suffix = storage.template.suffix
    return summary
  }
}

extension TextNormalizer {
  /// What it does, in a word or two.
  fileprivate var name: String {
    func quoted(_ text: [UInt8]) -> String { "\"\(String(decoding: text, as: UTF8.self))\"" }
    return switch self {
    case .unicode(.nfc): "NFC"
    case .unicode(.nfd): "NFD"
    case .unicode(.nfkc): "NFKC"
    case .unicode(.nfkd): "NFKD"
    case .lowercase: "lower case"
    case .prepend(let text): "\(quoted(text)) in front"
    case .replace(let old, let new): "\(quoted(old)) becomes \(quoted(new))"
    case .replaceMatches(let matcher, let new): "\(matcher.source) becomes \(quoted(new))"
    case .strip(let left, let right): "no white space at the \(left && right ? "ends" : left ? "start" : "end")"
    case .byteAlphabet: "byte alphabet"
    case .map: "a map of characters"
    case .filter(.clean): "no control characters"
    case .filter(.accents): "no accents"
    case .filter(.marks): "no marks"
    case .filter(.translation): "white space and control characters of translation"
    case .spaceChinese: "spaces around Chinese characters"
    }
  }
}
