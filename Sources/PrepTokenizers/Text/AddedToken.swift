internal import PrepBytePairEncoding

/// A token that a `tokenizer.json` adds to its model: it is found in the text before anything is split.
struct AddedToken: Sendable {
  let name: [UInt8]
  var id: Token
  /// Whether it is a control token, which text becomes only where the caller allows it.
  var isSpecial = false
  /// Whether it must not touch a letter, number or underscore on either side.
  var isSingleWord = false
  /// Whether it takes the white space before it.
  var stripsLeft = false
  /// Whether it takes the white space after it.
  var stripsRight = false
  /// Whether it is looked for in the normalized text rather than in the text as it is.
  var isNormalized = false
}

/// Finds added tokens in a text as Hugging Face `tokenizers` does: leftmost, longest, then the flags of each.
struct AddedTokenMatcher: Sendable {
  /// A place in the text that is an added token, white space it takes included.
  struct Match {
    var range: Range<Int>
    let token: AddedToken
  }

  private var tokens: [AddedToken]
  private let matcher: SpecialTokenMatcher
  var isEmpty: Bool { tokens.isEmpty }
  /// Whether any is text like other text rather than a control token.
  private(set) var hasPlainTokens: Bool
  /// All of them.
  var all: [AddedToken] { tokens }
  /// Those that are text.
  var plainTokens: [AddedToken] { tokens.filter { !$0.isSpecial } }

  /// - Parameter names: What is looked for, one for each token; one whose name is empty is never found.
  init(_ tokens: [AddedToken], names: [[UInt8]]? = nil) {
    self.tokens = tokens
    hasPlainTokens = tokens.contains { !$0.isSpecial }
    matcher = SpecialTokenMatcher(
      tokens.enumerated().map {
        SpecialTokenMatcher.Name(bytes: names?[$0] ?? $1.name, id: $1.id, ordinal: $0)
      }.filter { !$0.bytes.isEmpty })
  }

  /// The same, tokens with these names being control tokens.
  func reserving(_ names: Set<[UInt8]>) -> AddedTokenMatcher {
    var result = self
    for index in tokens.indices where names.contains(tokens[index].name) { result.tokens[index].isSpecial = true }
    result.hasPlainTokens = result.tokens.contains { !$0.isSpecial }
    return result
  }

  /// The added tokens in a text. A token that lies in white space the one before took is found all the same.
  func matches(in text: UnsafeBufferPointer<UInt8>, allows: (AddedToken) -> Bool) -> [Match] {
    var matches: [Match] = []
    var position = 0
    var floor = 0
    while let found = matcher.first(in: text, from: position) {
      position = found.range.upperBound
      let token = tokens[found.name.ordinal]
      guard allows(token) else { continue }
      var start = found.range.lowerBound
      var end = found.range.upperBound
      if token.isSingleWord, touchesWord(text, found.range) { continue }
      if token.stripsLeft {
        while let (scalar, width) = CharacterText.before(text, start), CharacterText.isSpace(scalar) { start -= width }
        start = max(start, floor)
      }
      if token.stripsRight {
        while end < text.count, let (scalar, width) = CharacterText.at(text, end), CharacterText.isSpace(scalar) {
          end += width
        }
      }
      // Nothing is left of it when the one before took it as white space.
      if start >= end { continue }
      matches.append(Match(range: start..<end, token: token))
      floor = end
    }
    return matches
  }

  private func touchesWord(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    if let (scalar, _) = CharacterText.before(text, range.lowerBound), CharacterText.isWord(scalar) { return true }
    if range.upperBound < text.count, let (scalar, _) = CharacterText.at(text, range.upperBound),
      CharacterText.isWord(scalar)
    {
      return true
    }
    return false
  }
}
