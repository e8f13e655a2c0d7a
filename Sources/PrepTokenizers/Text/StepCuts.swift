internal import PrepBytePairEncoding

/// Where a text may be cut before a byte-level vocabulary's steps cut it, so that its parts have the tokens that they
/// have in the whole: for the pre-tokenizers of Falcon, DeepSeek and CLIP, whose pieces end wherever letters end.
///
/// A cut lies behind a letter that no letter follows, and between what is neither letter nor white space and a letter,
/// with or without a space before it, that another follows. Each of these pre-tokenizers has a piece end there, whatever stands around:
///
/// - `Punctuation`, which parts punctuation, and then GPT-2's pattern, whose words are a space and letters;
/// - `\s?\p{L}+`, or DeepSeek LLM's letters, each isolated, behind nothing but `[\r\n]`;
/// - CLIP's pattern, which leaves white space out; no cut lies in its names of tokens, before `|`.
final class StepCuts: Sendable {
  /// Where units end.
  let cuts: UnitCuts
  /// Whether a piece is letters without the space before them.
  private let leavesOutSpaces: Bool
  private let lowercases: Bool
  /// The units that encoders have seen.
  let units = PieceStore()
  /// What happens to the parts.
  let inner: SharedPreparation

  /// What is known of a preparation; nil where cuts cannot be told.
  init?(_ preparation: TextPreparation) {
    guard !preparation.steps.isEmpty, preparation.missingBytes == nil, !preparation.usesAlphabet,
      !preparation.addsPrefixSpace, preparation.sentencePiece == nil, !preparation.normalizedTokens.hasPlainTokens,
      !preparation.steps.contains(where: { if case .prefixSpace = $0.kind { true } else { false } })
    else { return nil }
    var changes: UInt8 = 0
    var lowercases = false
    for normalizer in preparation.normalizers {
      switch normalizer {
      case .unicode(let form): changes |= form.changes
      case .lowercase:
        changes |= UnicodeTables.changesLower
        lowercases = true
      case .replaceMatches(let matcher, [0x20]) where matcher.source == Self.source(#"\s+"#): break
      default: return nil
      }
    }
    let steps = preparation.steps
    var keepsNames = false
    var isASCII = false
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
      // What is a letter beyond ASCII is the list's to say, and others of the steps cut there.
      isASCII = true
    default: return nil
    }
    leavesOutSpaces = keepsNames
    self.lowercases = lowercases
    // Steps behind may cut what is letters alone: those that are known do not, or only beyond ASCII.
    let isPlain = steps.allSatisfy { Self.keepsLetters($0, keepsNames) }
    let isPlainBeyond = steps.allSatisfy { if case .digits = $0.kind { false } else { true } }
    let plain: UnitCuts.Sides = isPlain ? .plain : []
    cuts = UnitCuts(others: []) { scalar in
      if scalar == " " { return [.begins, .beginsBefore] }
      if scalar.isASCII {
        if Self.isLetter(scalar) { return plain.union([.ends, .follows, .beginsBefore]) }
        if keepsNames, scalar == "|" { return [] }
        // What begins with an apostrophe may be a piece with letters.
        return scalar.value > 0x20 && scalar.value < 0x7F && scalar != "'" ? [.begins, .endsBefore] : .begins
      }
      guard !isASCII, UnicodeTables.flags(scalar.value) & changes == 0, Self.isOld(scalar) else { return [] }
      if scalar.properties.generalCategory.isLetter {
        return (isPlainBeyond ? plain : []).union([.ends, .follows, .beginsBefore])
      }
      return CharacterText.isSpace(scalar) ? .begins : [.begins, .endsBefore]
    }
    var inner = preparation
    inner.rawTokens = AddedTokenMatcher([])
    inner.normalizedTokens = AddedTokenMatcher([])
    self.inner = SharedPreparation(inner)
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

  /// Whether a step does not cut letters of ASCII with one space before them or none.
  private static func keepsLetters(_ step: SplitStep, _ isClip: Bool) -> Bool {
    switch step.kind {
    case .punctuation, .digits, .byteAlphabet: true
    case .pattern(let matcher, .removed, true): isClip && matcher.source == source(clip)
    case .pattern(let matcher, .isolated, false): isLetters(step) || Self.keeping.contains(matcher.source)
    default: false
    }
  }

  /// Expressions that take such letters whole or not at all.
  private static let keeping: Set<String> = Set(
    [
      SplitPattern.byteLevel.source, #"\p{N}"#, "[0-9][0-9][0-9]", "[\r\n]", #"[\r\n]"#, #"\s?\p{P}+"#, "[一-龥ࠀ-一가-퟿]+",
      #"\s+$"#,
      "\\s?[!-/:-~！-／：-～‘-‟　-。]+",
    ].compactMap { StepCuts.source($0) })

  /// Calls a closure with the one piece that a unit of letters is; false for any other.
  func withPiece(_ unit: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    let start = unit.first == 0x20 ? 1 : 0
    let letters = UnsafeBufferPointer(rebasing: unit[start...])
    guard !letters.isEmpty, cuts.isPlain(letters) else { return false }
    if lowercases {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: unit.count) { text in
        for (place, byte) in unit.enumerated() { text[place] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
        body(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(text)[(leavesOutSpaces ? start : 0)...]))
      }
    } else {
      body(leavesOutSpaces ? letters : unit)
    }
    return true
  }

  /// Calls a closure with the pieces of a unit of ASCII without letters, where CLIP's pattern cuts: each digit, and runs of
  /// what is neither digit nor white space; false for any other unit.
  func withMarks(_ unit: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    guard leavesOutSpaces else { return false }
    for byte in unit where !Self.isMark(byte) && !Self.isDigit(byte) && byte != 0x20 && byte != 0x0A { return false }
    var start = 0
    for place in 0...unit.count {
      let isMark = place < unit.count && Self.isMark(unit[place])
      if isMark { continue }
      if place > start { body(UnsafeBufferPointer(rebasing: unit[start..<place])) }
      if place < unit.count, Self.isDigit(unit[place]) { body(UnsafeBufferPointer(rebasing: unit[place...place])) }
      start = place + 1
    }
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Whether a character is neither letter nor digit nor white space, and begins no word or name with letters.
  private static func isMark(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !isDigit(byte) && (byte | 0x20) &- 0x61 >= 26 && byte != 0x27
  }

  /// Whether a character is one to all versions of Unicode in use.
  private static func isOld(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0..<0x860, 0x900..<0xC00, 0x1E00..<0x2070, 0x3000..<0x3100, 0x4E00..<0x9FA6, 0xAC00..<0xD7A4: true
    default: false
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { (scalar.value | 0x20) &- 0x61 < 26 }
}

extension Unicode.GeneralCategory {
  /// Whether `\p{L}` matches it.
  fileprivate var isLetter: Bool {
    switch self {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
