internal import PrepBytePairEncoding

/// What a `tokenizer.json` does to a text before it is split into pieces: added tokens, normalizers, steps before the pattern.
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
  var missingBytes: Set<UInt8>?
  /// Cuts made one after the other; when empty the tokenizer's pattern cuts.
  var steps: [SplitStep] = []
  /// A normalized token of whose name nothing is left.
  private(set) var vanishingToken: [UInt8]?
  /// The description that goes into the fingerprint.
  var canonicalDescription: [UInt8] = []

  init(
    normalizers: [TextNormalizer] = [], addedTokens: [AddedToken] = [], addsPrefixSpace: Bool = false, steps: [SplitStep] = []
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
    vanishingToken = names.firstIndex { $0.isEmpty }.map { normalized[$0].name }
    var text = "normalizers \(normalizers.map(\.canonicalDescription)) prefix \(addsPrefixSpace) steps \(steps.map(\.canonicalDescription)) added"
    for token in addedTokens {
      text +=
        " \(token.id) \(token.isSpecial) \(token.isSingleWord) \(token.stripsLeft) \(token.stripsRight) \(token.isNormalized) \(token.name)"
    }
    canonicalDescription = Array(text.utf8)
  }

  /// Whether texts go through unchanged and uncut.
  var isTrivial: Bool {
    normalizers.isEmpty && rawTokens.isEmpty && normalizedTokens.isEmpty && !addsPrefixSpace && steps.isEmpty
  }

  /// Whether a text without special tokens may come out changed or cut.
  var changesPlainText: Bool {
    !normalizers.isEmpty || rawTokens.hasPlainTokens || normalizedTokens.hasPlainTokens || addsPrefixSpace || !steps.isEmpty
  }

  /// Whether nothing but normalizing changes or cuts a text without special tokens.
  var onlyNormalizes: Bool {
    !rawTokens.hasPlainTokens && !normalizedTokens.hasPlainTokens && !addsPrefixSpace && steps.isEmpty
  }

  /// A part of a text after preparation.
  enum Part {
    /// Text to split and encode; the range is the place in the original it came from.
    case text([UInt8], Range<Int>)
    case token(Token, Range<Int>)
  }

  /// The pieces of a stretch of prepared text, in bytes, where the steps cut it.
  func pieces(of stretch: [UInt8]) -> [SplitStep.Piece] {
    var pieces = [SplitStep.Piece(bytes: stretch[...], start: 0)]
    var isInAlphabet = usesAlphabet
    for step in steps {
      var cut: [SplitStep.Piece] = []
      for piece in pieces { step.cut(piece, isInAlphabet: isInAlphabet, into: &cut) }
      if case .byteAlphabet = step.kind { isInAlphabet = true }
      pieces = cut
    }
    if !isInAlphabet, missingBytes == nil { return pieces }
    return pieces.map { piece in
      var bytes: [UInt8] = []
      if isInAlphabet {
        _ = piece.bytes.withUnsafeBufferPointer { ByteAlphabet.appendBytes(of: $0, to: &bytes) }
      } else {
        bytes = Array(piece.bytes)
      }
      if let missingBytes { bytes.removeAll(where: missingBytes.contains) }
      return SplitStep.Piece(bytes: bytes[...], start: piece.start)
    }
  }

  /// Cuts a text at its added tokens and normalizes what is between.
  ///
  /// - Parameter allows: Whether a special token may be taken for itself.
  func parts(of text: UnsafeBufferPointer<UInt8>, allows: (AddedToken) -> Bool) -> [Part] {
    var parts: [Part] = []
    var position = 0
    for match in rawTokens.matches(in: text, allows: { !$0.isSpecial || allows($0) }) {
      if match.range.lowerBound > position { appendStretch(text, position..<match.range.lowerBound, allows, to: &parts) }
      parts.append(.token(match.token.id, match.range))
      position = match.range.upperBound
    }
    appendStretch(text, position..<text.count, allows, to: &parts)
    return parts
  }

  private func appendStretch(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ allows: (AddedToken) -> Bool, to parts: inout [Part]
  ) {
    if range.isEmpty { return }
    var stretch = Array(UnsafeBufferPointer(rebasing: text[range]))
    for normalizer in normalizers { normalizer.apply(&stretch) }
    let isSame = stretch.count == range.count
    if normalizedTokens.isEmpty {
      parts.append(.text(prefixed(stretch), range))
      return
    }
    let normalized = stretch
    normalized.withUnsafeBufferPointer { bytes in
      // Where normalizing changed the length, offsets inside the stretch are those of the stretch as a whole.
      func place(_ inner: Range<Int>) -> Range<Int> {
        isSame ? range.lowerBound + inner.lowerBound..<range.lowerBound + inner.upperBound : range
      }
      func append(_ inner: Range<Int>) {
        if !inner.isEmpty { parts.append(.text(prefixed(Array(UnsafeBufferPointer(rebasing: bytes[inner]))), place(inner))) }
      }
      var position = 0
      for match in normalizedTokens.matches(in: bytes, allows: { !$0.isSpecial || allows($0) }) {
        if match.range.lowerBound > position { append(position..<match.range.lowerBound) }
        parts.append(.token(match.token.id, place(match.range)))
        position = match.range.upperBound
      }
      append(position..<bytes.count)
    }
  }

  private func prefixed(_ text: [UInt8]) -> [UInt8] {
    addsPrefixSpace && text.first != 0x20 && !text.isEmpty ? [0x20] + text : text
  }
}
