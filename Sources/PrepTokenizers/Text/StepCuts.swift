internal import PrepBytePairEncoding

/// Where a text may be cut before a byte-level vocabulary's steps cut it, so that its parts have the tokens that they
/// have in the whole: for the pre-tokenizers of Falcon, DeepSeek and CLIP, whose pieces end wherever letters end.
///
/// A cut lies behind a letter of ASCII that another character of ASCII follows, and between punctuation or a digit and
/// a space with a letter behind it. Each of these pre-tokenizers has a piece end there, whatever stands around:
///
/// - `Punctuation`, which parts punctuation, and then GPT-2's pattern, whose words are a space and letters;
/// - `\s?\p{L}+`, or DeepSeek LLM's letters, each isolated, behind nothing but `[\r\n]`;
/// - CLIP's pattern, which leaves white space out; its names of tokens stand between `<|` and `|>` and are kept whole.
final class StepCuts: Sendable {
  /// Whether names between `<|` and `|>` stay whole.
  private let keepsNames: Bool
  /// What happens to the parts.
  let inner: TextPreparation

  /// What is known of a preparation; nil where cuts cannot be told.
  init?(_ preparation: TextPreparation) {
    guard !preparation.steps.isEmpty, preparation.missingBytes == nil, !preparation.usesAlphabet,
      !preparation.addsPrefixSpace, preparation.sentencePiece == nil, !preparation.normalizedTokens.hasPlainTokens,
      !preparation.steps.contains(where: { if case .prefixSpace = $0.kind { true } else { false } })
    else { return nil }
    for normalizer in preparation.normalizers {
      switch normalizer {
      case .unicode, .lowercase: break
      case .replaceMatches(let matcher, [0x20]) where matcher.source == Self.source(#"\s+"#): break
      default: return nil
      }
    }
    let steps = preparation.steps
    var keepsNames = false
    switch steps[0].kind {
    case .punctuation(.contiguous), .punctuation(.isolated):
      guard steps.count > 1, Self.isIsolated(steps[1], SplitPattern.byteLevel.source) else { return nil }
    case .pattern(let matcher, .removed, true) where matcher.source == Self.source(Self.clip): keepsNames = true
    case .pattern, .text:
      var letters = steps[0]
      if ["[\r\n]", #"[\r\n]"#].contains(where: { Self.isIsolated(steps[0], Self.source($0)) }), steps.count > 1 {
        letters = steps[1]
      }
      guard Self.isLetters(letters) else { return nil }
    default: return nil
    }
    self.keepsNames = keepsNames
    var inner = preparation
    inner.rawTokens = AddedTokenMatcher([])
    inner.normalizedTokens = AddedTokenMatcher([])
    self.inner = inner
  }

  private static let clip =
    #"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#

  /// An expression as matchers have it.
  private static func source(_ expression: String) -> String? {
    (try? PatternChoice.matching(expression, .oniguruma, path: "")).map { PatternMatcher($0).source }
  }

  private static func isIsolated(_ step: SplitStep, _ source: String?) -> Bool {
    if case .pattern(let matcher, .isolated, false) = step.kind { matcher.source == source } else { false }
  }

  /// Whether a step isolates runs of letters, with one white space before them.
  private static func isLetters(_ step: SplitStep) -> Bool {
    guard case .pattern(let matcher, .isolated, false) = step.kind else { return false }
    if matcher.source == source(#"\s?\p{L}+"#) { return true }
    // DeepSeek LLM's list begins with the letters of ASCII and has none of its other characters.
    let source = matcher.source
    return source.hasPrefix(#"\s?[A-Za-zµÀ-ÖØ-öø-"#) && source.hasSuffix("]+") && source.count { $0 == "[" } == 1
  }

  /// Where the part ends that begins at a position.
  @inline(__always)
  func end(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    // A space and a letter behind it are what most parts begin with.
    while position &+ 1 < text.count {
      let byte = text[position]
      let next = text[position &+ 1]
      if Self.isLetter(byte) {
        if next < 0x80, !Self.isLetter(next) {
          return keepsNames ? endOfNames(text, start, position &+ 1) : position &+ 1
        }
      } else if next == 0x20, byte > 0x20, byte < 0x7F, position &+ 2 < text.count,
        Self.isLetter(text[position &+ 2])
      {
        return keepsNames ? endOfNames(text, start, position &+ 1) : position &+ 1
      }
      position &+= 1
    }
    return text.count
  }

  /// The end of a part, or of the white space behind it where a name of a token may have begun.
  @inline(never)
  private func endOfNames(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    guard text[start..<end].contains(UInt8(ascii: "<")) else { return end }
    var position = end
    while position < text.count, text[position] > 0x20 { position += 1 }
    while position < text.count, text[position] == 0x20 { position += 1 }
    return position
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
