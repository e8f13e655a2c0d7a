internal import PrepBytePairEncoding
import PrepRecords

/// Reads the pre-tokenizers of a `tokenizer.json`: as one known pattern where they make one, else as steps.
struct PreTokenizerReader {
  let path: String
  /// Whether a normalizer has written the text in the byte alphabet, which the steps then cut.
  var isInAlphabet = false
  /// Whether the model takes bytes, which a last ByteLevel need not write in the alphabet.
  var takesBytes = true

  struct Outcome {
    /// What cuts when there are no steps.
    var pattern: SplitPattern
    var description: String
    var steps: [SplitStep] = []
    var addsPrefixSpace = false
    /// Whether the pattern cuts as the steps do.
    var patternCutsAsSteps = false
  }

  func read(_ view: JSONView?, givenPattern: String?) throws(TokenizerFailure) -> Outcome {
    let members = flatten(view)
    if let givenPattern {
      return Outcome(
        pattern: try PatternChoice.pattern(givenPattern, path: path), description: givenPattern,
        addsPrefixSpace: members.last?["add_prefix_space"]?.bool ?? false)
    }
    if takesBytes, !isInAlphabet, let last = members.last, type(last) == "ByteLevel" {
      let before = members.dropLast()
      let usesPattern = last["use_regex"]?.bool ?? true
      let prefix = last["add_prefix_space"]?.bool ?? true
      if before.isEmpty, usesPattern {
        return Outcome(pattern: .byteLevel, description: "r50k", addsPrefixSpace: prefix)
      }
      if !prefix, let known = try known(Array(before), usesPattern) {
        return Outcome(pattern: known, description: known.name ?? known.source)
      }
    }
    return try steps(members)
  }

  private func flatten(_ view: JSONView?) -> [JSONView] {
    guard let view, view.kind == .object else { return [] }
    if type(view) != "Sequence" { return [view] }
    var members: [JSONView] = []
    view["pretokenizers"]?.forEachElement { members += flatten($0) }
    return members
  }

  /// The one pattern that some steps before ByteLevel make, where they do.
  private func known(_ before: [JSONView], _ usesPattern: Bool) throws(TokenizerFailure) -> SplitPattern? {
    if usesPattern {
      guard before.count == 1, type(before[0]) == "Digits" else { return nil }
      return .byteLevel(individualDigits: before[0]["individual_digits"]?.bool ?? false)
    }
    var sources: [String] = []
    for member in before {
      guard type(member) == "Split", let source = expression(member) else { return nil }
      switch (behavior(member), isInverted(member)) {
      case ("Isolated", _): break
      case ("Removed", true):
        // The matches are the pieces; a known pattern leaves nothing between them.
        guard let pattern = try? PatternChoice.matching(source, .oniguruma, path: path), pattern.name != nil else {
          return nil
        }
      default: return nil
      }
      sources.append(source)
    }
    if sources.count > 1 { return SplitPattern.matching(sequence: sources, dialect: .oniguruma) }
    guard let source = sources.first else { return nil }
    return try PatternChoice.matching(source, .oniguruma, path: path)
  }

  private func steps(_ members: [JSONView]) throws(TokenizerFailure) -> Outcome {
    var steps: [SplitStep] = []
    for member in members {
      switch type(member) {
      case "ByteLevel":
        if member["add_prefix_space"]?.bool ?? true { steps.append(SplitStep(.prefixSpace)) }
        if member["use_regex"]?.bool ?? true {
          steps.append(SplitStep(.pattern(PatternMatcher(.byteLevel), .isolated, isInverted: false)))
        }
        steps.append(SplitStep(.byteAlphabet))
      case "Digits": steps.append(SplitStep(.digits(individual: member["individual_digits"]?.bool ?? false)))
      case "WhitespaceSplit": steps.append(SplitStep(.spaces))
      case "Whitespace": steps.append(SplitStep(.words))
      case "Punctuation":
        let name = member["behavior"] == nil ? "Isolated" : behavior(member)
        guard let behavior = SplitBehavior(rawValue: name) else {
          throw unsupported("the Punctuation behavior \(name) is not supported")
        }
        steps.append(SplitStep(.punctuation(behavior)))
      case "BertPreTokenizer": steps.append(SplitStep(.bertWords))
      case "Metaspace":
        if takesBytes, steps.contains(where: { if case .byteAlphabet = $0.kind { true } else { false } }) {
          throw unsupported("Metaspace after ByteLevel is not supported")
        }
        steps.append(SplitStep(.metaspace(try metaspace(member))))
      case "UnicodeScripts": steps.append(SplitStep(.scripts))
      case "CharDelimiterSplit":
        guard let character = try? member["delimiter"]?.unescaped(), !character.isEmpty else {
          throw unsupported("the pre-tokenizer CharDelimiterSplit has no delimiter")
        }
        steps.append(SplitStep(.delimiter(character)))
      case "FixedLength":
        guard let length = member["length"]?.int, length > 0 else {
          throw unsupported("the pre-tokenizer FixedLength has no length")
        }
        steps.append(SplitStep(.length(length)))
      case "Split": steps.append(try split(member))
      case let other: throw unsupported("the pre-tokenizer \(other) is not supported")
      }
    }
    // The last step needs no alphabet: what it cuts is encoded as bytes. Text that is in the alphabet already is
    // written in it once more.
    let alphabets = steps.count { if case .byteAlphabet = $0.kind { true } else { false } }
    if takesBytes, !isInAlphabet, alphabets == 1, case .byteAlphabet? = steps.last?.kind { steps.removeLast() }
    if steps.isEmpty { steps.append(SplitStep(.whole)) }
    let isFalcon = takesBytes && !isInAlphabet && Self.isFalcon(steps)
    return Outcome(
      pattern: isFalcon ? .falcon : .byteLevel,
      description: steps.map(\.canonicalDescription).joined(separator: ", then "), steps: steps,
      patternCutsAsSteps: isFalcon)
  }

  /// Whether steps are those of Falcon, for which there is a pattern.
  private static func isFalcon(_ steps: [SplitStep]) -> Bool {
    guard steps.count == 5, case .punctuation(.contiguous) = steps[0].kind,
      case .pattern(let words, .isolated, false) = steps[1].kind, words.source == SplitPattern.byteLevel.source,
      case .byteAlphabet = steps[2].kind, case .digits(false) = steps[3].kind,
      case .pattern(let digits, .isolated, false) = steps[4].kind
    else { return false }
    return digits.source == "[0-9][0-9][0-9]"
  }

  /// Where no scheme is given, files of older versions say whether a space is put in front.
  private func metaspace(_ member: JSONView) throws(TokenizerFailure) -> SplitStep.Metaspace {
    let mark = (try? member["replacement"]?.unescaped()) ?? Array("▁".utf8)
    let older = member["add_prefix_space"]?.bool
    let scheme: SplitStep.Metaspace.Scheme
    switch try? member["prepend_scheme"]?.string() {
    case "first": scheme = .first
    case "never": scheme = .never
    case "always": scheme = .always
    case let other?: throw unsupported("the prepend_scheme \(other) of Metaspace is not known")
    case nil: scheme = older == false ? .never : .always
    }
    if older == false, scheme != .never {
      throw unsupported("Metaspace has an add_prefix_space and a prepend_scheme that contradict each other")
    }
    return SplitStep.Metaspace(mark: mark, scheme: scheme, splits: member["split"]?.bool ?? true)
  }

  private func split(_ member: JSONView) throws(TokenizerFailure) -> SplitStep {
    let name = behavior(member)
    guard let behavior = SplitBehavior(rawValue: name) else {
      throw unsupported("the Split behavior \(name) is not supported")
    }
    if let literal = try? member["pattern"]?["String"]?.unescaped() {
      return SplitStep(.text(literal, behavior, isInverted: isInverted(member)))
    }
    guard let source = expression(member) else { throw unsupported("a Split without an expression is not supported") }
    if let text = Self.literal(source) { return SplitStep(.text(text, behavior, isInverted: isInverted(member))) }
    let pattern = try PatternChoice.matching(source, .oniguruma, path: path)
    return SplitStep(.pattern(PatternMatcher(pattern), behavior, isInverted: isInverted(member)))
  }

  /// The text an expression matches if it is one without operators.
  private static func literal(_ source: String) -> [UInt8]? {
    source.isEmpty || source.utf8.contains { "\\^$.|?*+()[]{}".utf8.contains($0) } ? nil : Array(source.utf8)
  }

  private func behavior(_ member: JSONView) -> String { (try? member["behavior"]?.string()) ?? "" }

  private func isInverted(_ member: JSONView) -> Bool { member["invert"]?.bool ?? false }

  private func expression(_ member: JSONView) -> String? {
    guard let view = member["pattern"]?["Regex"], view.kind == .string else { return nil }
    return try? view.string()
  }

  private func type(_ view: JSONView) -> String { (try? view["type"]?.string()) ?? "" }

  private func unsupported(_ message: String) -> TokenizerFailure {
    TokenizerFailure(.unsupported, message, path: path)
  }
}
