internal import PrepBytePairEncoding

/// What a `tokenizer.json` does to a text before it is split into pieces: added tokens, normalizers, steps before the
/// pattern.
struct TextPreparation: Sendable {
  /// What happens to each stretch of text between added tokens, in order.
  var normalizers: [TextNormalizer] = []
  /// Added tokens looked for in the text as it is.
  var rawTokens = AddedTokenMatcher([])
  /// Added tokens looked for in the normalized text.
  var normalizedTokens = AddedTokenMatcher([])
  /// Whether a stretch that does not begin with a space gets one.
  var addsPrefixSpace = false
  /// Whether the last normalizer writes the text in the byte alphabet; then the steps cut that.
  var usesAlphabet = false
  /// The bytes that have no token and are left out of each piece; nil when all have one.
  var missingBytes: Set<UInt8>? {
    didSet { isMissing = (0...255).map { missingBytes?.contains(UInt8($0)) ?? false } }
  }
  /// The same by byte; empty where none is missing.
  private(set) var isMissing: [Bool] = []
  /// Whether the tokenizer's pattern cuts as the steps do, which are there for what is left out of pieces.
  var patternCutsAsSteps = false
  /// What SentencePiece does to a stretch, instead of normalizers.
  var sentencePiece: SentencePieceNormalizer?
  /// Whether pieces stay in the byte alphabet, as models other than byte pair encoding take them.
  var keepsAlphabet = false
  /// Cuts made one after the other; when empty the tokenizer's pattern cuts.
  var steps: [SplitStep] = []
  /// The names of normalized tokens as they stand in normalized text, by id.
  private(set) var normalizedNames: [Token: [UInt8]] = [:]
  /// What it was made of, as the fingerprint has it.
  private let origin: (normalizers: [TextNormalizer], tokens: [AddedToken], prefix: Bool, steps: [SplitStep])

  /// The description that goes into the fingerprint.
  var canonicalDescription: [UInt8] {
    var text = Array(
      "normalizers \(origin.normalizers.map(\.canonicalDescription)) prefix \(origin.prefix) steps \(origin.steps.map(\.canonicalDescription)) added"
        .utf8)
    for token in origin.tokens {
      text +=
        " \(token.id) \(token.isSpecial) \(token.isSingleWord) \(token.stripsLeft) \(token.stripsRight) \(token.isNormalized) ["
        .utf8
      for (place, byte) in token.name.enumerated() { text += (place > 0 ? ", \(byte)" : "\(byte)").utf8 }
      text.append(UInt8(ascii: "]"))
    }
    return text
  }

  init(
    normalizers: [TextNormalizer] = [], addedTokens: [AddedToken] = [], addsPrefixSpace: Bool = false,
    steps: [SplitStep] = []
  ) {
    self.normalizers = normalizers
    self.addsPrefixSpace = addsPrefixSpace
    self.steps = steps
    usesAlphabet = normalizers.last == .byteAlphabet
    rawTokens = AddedTokenMatcher(addedTokens.filter { !$0.isNormalized })
    let normalized = addedTokens.filter(\.isNormalized)
    let names = normalized.map { token in
      var name = token.name
      for normalizer in normalizers { normalizer.apply(&name) }
      return name
    }
    normalizedTokens = AddedTokenMatcher(normalized, names: names)
    // A token of whose name nothing is left is never found, and stands for itself.
    for (token, name) in zip(normalized, names) where name != token.name && !name.isEmpty {
      normalizedNames[token.id] = name
    }
    origin = (normalizers, addedTokens, addsPrefixSpace, steps)
  }

  /// Whether texts go through unchanged and uncut.
  var isTrivial: Bool {
    normalizers.isEmpty && rawTokens.isEmpty && normalizedTokens.isEmpty && !addsPrefixSpace && steps.isEmpty
      && sentencePiece == nil
  }

  /// Whether a text without special tokens may come out changed or cut.
  var changesPlainText: Bool {
    !normalizers.isEmpty || rawTokens.hasPlainTokens || normalizedTokens.hasPlainTokens || addsPrefixSpace
      || !steps.isEmpty
      || sentencePiece != nil
  }

  /// Whether nothing but normalizing and added tokens changes or cuts a text.
  var onlyNormalizesAndAdds: Bool { !addsPrefixSpace && steps.isEmpty && sentencePiece == nil }

  /// Where the positions of a part lie in the text.
  struct Place {
    /// Where the stretch begins that was normalized.
    var base: Int
    /// From the normalized stretch to the one it was made from.
    var alignment: TextAlignment
    /// Where the part begins in the normalized stretch.
    var offset = 0
    /// From the part to that of the normalized stretch, where a space was put in front.
    var inner = TextAlignment()
    /// Whether a part ends where the next character begins, as SentencePiece counts.
    var endsWithNext = false
    /// Bytes at the beginning of all text that a map leaves out, and that are not counted for it.
    var uncounted = 0

    /// The part of the text that a part of this came from.
    func original(_ range: Range<Int>) -> Range<Int> {
      if endsWithNext {
        let start = alignment.start(range.lowerBound + offset)
        return start + base..<max(start, alignment.start(range.upperBound + offset)) + base
      }
      let inner = inner.isIdentity ? range : inner.original(range)
      let outer = alignment.original(inner.lowerBound + offset..<inner.upperBound + offset)
      return outer.lowerBound + base..<outer.upperBound + base
    }
  }

  /// Whether a stretch is one piece.
  var isOnePiece: Bool {
    steps.count == 1 && missingBytes == nil && !usesAlphabet
      && steps.allSatisfy { if case .whole = $0.kind { true } else { false } }
  }

  /// Whether the tokenizer's pattern cuts a stretch, of which nothing is left out.
  func isCutByPattern(_ stretch: UnsafeBufferPointer<UInt8>) -> Bool {
    if steps.isEmpty { return true }
    return patternCutsAsSteps
      && isMissing.withUnsafeBufferPointer { table in
        table.isEmpty || stretch.allSatisfy { !table[Int($0)] }
      }
  }

  /// Whether a step asks where in the text a piece begins.
  var asksForStart: Bool {
    steps.contains {
      if case .metaspace(let metaspace) = $0.kind {
        metaspace.scheme == .first || metaspace.scheme == .rest
      } else {
        false
      }
    }
  }

  /// A part of a text after preparation.
  enum Part {
    /// Text to split and encode, which is there until the closure returns that it is given to.
    case text(UnsafeBufferPointer<UInt8>, Place)
    case token(Token, Range<Int>)
  }
}
