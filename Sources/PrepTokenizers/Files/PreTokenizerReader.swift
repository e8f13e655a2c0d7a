import PrepBytePairEncoding
import PrepRecords

/// Reads the pre-tokenizers of a `tokenizer.json`: as one known pattern where they make one, else as steps.
struct PreTokenizerReader {
  let path: String

  struct Outcome {
    /// What cuts when there are no steps.
    var pattern: SplitPattern
    var description: String
    var steps: [SplitStep] = []
    var addsPrefixSpace = false
  }

  func read(_ view: JSONView?, givenPattern: String?) throws(TokenizerFailure) -> Outcome {
    let members = flatten(view)
    if let givenPattern {
      return Outcome(
        pattern: try PatternChoice.pattern(givenPattern, path: path), description: givenPattern,
        addsPrefixSpace: members.last?["add_prefix_space"]?.bool ?? false)
    }
    guard let last = members.last, type(last) == "ByteLevel" else {
      if members.isEmpty {
        // A ByteLevel normalizer alone: nothing cuts.
        return Outcome(pattern: .byteLevel, description: "none", steps: [])
      }
      return try steps(members)
    }
    let before = members.dropLast()
    let usesPattern = last["use_regex"]?.bool ?? true
    let prefix = last["add_prefix_space"]?.bool ?? false
    if before.isEmpty, usesPattern { return Outcome(pattern: .byteLevel, description: "r50k", addsPrefixSpace: prefix) }
    if !prefix, let known = try known(Array(before), usesPattern) {
      return Outcome(pattern: known, description: known.name ?? known.source)
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
      guard type(member) == "Split", let source = expression(member), isolates(member) else { return nil }
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
        if member["add_prefix_space"]?.bool ?? false { steps.append(SplitStep(.prefixSpace)) }
        if member["use_regex"]?.bool ?? true { steps.append(SplitStep(.pattern(.byteLevel))) }
      case "Digits": steps.append(SplitStep(.digits(individual: member["individual_digits"]?.bool ?? false)))
      case "WhitespaceSplit": steps.append(SplitStep(.spaces))
      case "Whitespace": steps.append(SplitStep(.words))
      case "Split": steps.append(try split(member))
      case let other: throw unsupported("the pre-tokenizer \(other) is not supported")
      }
    }
    if steps.isEmpty { steps.append(SplitStep(.text([], .isolated))) }
    return Outcome(
      pattern: .byteLevel, description: steps.map(\.canonicalDescription).joined(separator: ", then "), steps: steps)
  }

  private func split(_ member: JSONView) throws(TokenizerFailure) -> SplitStep {
    let name = (try? member["behavior"]?.string()) ?? "Isolated"
    guard let behavior = SplitStep.Behavior(rawValue: name) else { throw unsupported("the Split behavior \(name) is not supported") }
    let isInverted = member["invert"]?.bool ?? false
    if let literal = try? member["pattern"]?["String"]?.unescaped(), !isInverted { return SplitStep(.text(literal, behavior)) }
    guard let source = expression(member) else { throw unsupported("a Split without an expression is not supported") }
    if !isInverted, let text = SplitStep.literal(source) { return SplitStep(.text(text, behavior)) }
    if isolates(member) { return SplitStep(.pattern(try PatternChoice.matching(source, .oniguruma, path: path))) }
    // Pieces are the matches; what lies between is dropped. Exact when the expression matches all but white space.
    if isInverted, behavior == .removed, source.hasSuffix("[^\\s\\p{L}\\p{N}]+") {
      return SplitStep(.patternWithoutSpaces(try PatternChoice.matching(source, .oniguruma, path: path)))
    }
    if source == "\\s+" || source == "\\s", behavior == .removed, !isInverted { return SplitStep(.spaces) }
    throw unsupported("the Split with behavior \(name)\(isInverted ? " inverted" : "") and the expression \(source) is not supported")
  }

  /// Whether every match, and what lies between matches, becomes a piece.
  private func isolates(_ member: JSONView) -> Bool {
    let behavior = (try? member["behavior"]?.string()) ?? ""
    if behavior == "Isolated" { return true }
    // Inverted and removed: the matches are the pieces; the same when nothing lies between.
    guard behavior == "Removed", member["invert"]?.bool ?? false, let source = expression(member) else { return false }
    return source.hasSuffix("|\\s+(?!\\S)|\\s+") || source.hasSuffix("|\\s+(?!\\S)|\\s")
  }

  private func expression(_ member: JSONView) -> String? {
    guard let view = member["pattern"]?["Regex"], view.kind == .string else { return nil }
    return try? view.string()
  }

  private func type(_ view: JSONView) -> String { (try? view["type"]?.string()) ?? "" }

  private func unsupported(_ message: String) -> TokenizerFailure { TokenizerFailure(.unsupported, message, path: path) }
}

extension SplitStep {
  /// The text an expression matches if it is one without operators.
  static func literal(_ source: String) -> [UInt8]? {
    source.utf8.contains { "\\^$.|?*+()[]{}".utf8.contains($0) } ? nil : Array(source.utf8)
  }
}
