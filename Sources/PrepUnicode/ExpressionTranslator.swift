/// Writes an expression of another engine in ICU's words, so that it means there what it means at its origin.
///
/// Every class becomes a plain list of code points from our tables, so ICU's version of Unicode does not matter, nor
/// its rules for classes. Anchors, dots and quantifiers are spelled out where engines differ. What cannot be said
/// exactly is refused.
struct ExpressionTranslator {
  private let source: [Unicode.Scalar]
  let dialect: ExpressionDialect
  private var position = 0
  private var depth = 0

  /// What the flags in force say.
  private struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotTakesNewline = false
  }
  private var flags = Flags()
  private static let deepest = 150

  private init(_ source: String, _ dialect: ExpressionDialect) {
    self.source = Array(source.unicodeScalars)
    self.dialect = dialect
    // In Ruby's syntax ^ and $ are always about lines.
    flags.isMultiline = dialect == .oniguruma
  }

  /// The expression for ICU.
  static func translated(_ source: String, dialect: ExpressionDialect) throws(UnicodeFailure) -> String {
    var translator = ExpressionTranslator(source, dialect)
    let text = try translator.alternatives()
    if translator.position < translator.source.count { throw translator.failure("a ) without its (") }
    return text
  }

  private func failure(_ message: String) -> UnicodeFailure {
    UnicodeFailure(
      .expression, message, offset: source[..<min(position, source.count)].reduce(0) { $0 + String($1).utf8.count })
  }

  // MARK: Reading

  private var next: Unicode.Scalar? { position < source.count ? source[position] : nil }

  private func looksAt(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    return position + wanted.count <= source.count && wanted.indices.allSatisfy { source[position + $0] == wanted[$0] }
  }

  private mutating func take(_ text: String) -> Bool {
    guard looksAt(text) else { return false }
    position += text.unicodeScalars.count
    return true
  }

  /// What stands before a closing character, which is taken too.
  private mutating func take(upTo end: Unicode.Scalar) throws(UnicodeFailure) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = next, scalar != end {
      text.append(scalar)
      position += 1
    }
    guard next != nil else { throw failure("\(end) is missing") }
    position += 1
    return String(text)
  }

  // MARK: Structure

  private mutating func alternatives() throws(UnicodeFailure) -> String {
    var text = ""
    while let scalar = next, scalar != ")" {
      if scalar == "|" {
        text += "|"
        position += 1
      } else {
        text += try repeated()
      }
    }
    return text
  }

  /// One atom with its quantifiers.
  private mutating func repeated() throws(UnicodeFailure) -> String {
    var text = try atom()
    // A class or a character takes something each time; a group, an anchor or a reference may take nothing.
    var mayTakeNothing =
      text.hasPrefix("(") || text == "\\A" || text == "\\z"
      || text.dropFirst().first.map { ("0"..."9").contains($0) } ?? false
    // Repeated anchors, assertions and repetitions are groups for ICU.
    var needsGroup = text == "\\A" || text == "\\z" || ["(?=", "(?!", "(?<=", "(?<!"].contains { text.hasPrefix($0) }
    while let quantifier = try quantifier() {
      if text.isEmpty { throw failure("nothing to repeat") }
      if needsGroup { text = "(?:\(text))" }
      // ICU repeats what takes nothing for ever when it must not give anything back; an atomic group says the same.
      text =
        quantifier.isPossessive && mayTakeNothing ? "(?>\(text)\(quantifier.text.dropLast()))" : text + quantifier.text
      needsGroup = true
      mayTakeNothing = true
    }
    return text
  }

  private mutating func quantifier() throws(UnicodeFailure) -> (text: String, isPossessive: Bool)? {
    guard let scalar = next else { return nil }
    var text: String
    var takesPlus = true
    switch scalar {
    case "*", "+", "?":
      text = String(scalar)
      position += 1
    case "{":
      let start = position
      guard let bounds = interval() else {
        position = start
        return nil
      }
      text = bounds.text
      // In Ruby's syntax a + after an interval repeats it, and a ? after one number makes it optional.
      takesPlus = dialect == .fancyRegex
      if dialect == .oniguruma, bounds.isOne, next == "?" { return (text, false) }
    default: return nil
    }
    guard let scalar = next, scalar == "?" || (scalar == "+" && takesPlus) else { return (text, false) }
    position += 1
    return (text + String(scalar), scalar == "+")
  }

  private mutating func interval() -> (text: String, isOne: Bool)? {
    position += 1
    func number(_ self: inout Self) -> String {
      var digits = ""
      while let scalar = self.next, ("0"..."9").contains(scalar), digits.utf8.count < 7 {
        digits.unicodeScalars.append(scalar)
        self.position += 1
      }
      return digits
    }
    let low = number(&self)
    if take("}") { return low.isEmpty ? nil : ("{\(low)}", true) }
    guard take(",") else { return nil }
    let high = number(&self)
    guard take("}"), !(low.isEmpty && high.isEmpty) else { return nil }
    return ("{\(low.isEmpty ? "0" : low),\(high)}", false)
  }

  private mutating func atom() throws(UnicodeFailure) -> String {
    guard let scalar = next else { return "" }
    switch scalar {
    case "(": return try group()
    case "[": return try characterClass().text
    case "\\": return try escape()
    case ".":
      position += 1
      return flags.dotTakesNewline ? CodePointSet.all.expression() : CodePointSet(0x0A).expression(isInverted: true)
    case "^":
      position += 1
      guard flags.isMultiline else { return "\\A" }
      return dialect == .oniguruma ? "(?:\\A|(?<=\\x{a})(?!\\z))" : "(?:\\A|(?<=\\x{a}))"
    case "$":
      position += 1
      return flags.isMultiline ? "(?=\\x{a}|\\z)" : "\\z"
    case "*", "+", "?": throw failure("nothing to repeat")
    default:
      position += 1
      return literal(scalar.value)
    }
  }

  private func literal(_ point: UInt32) -> String {
    guard flags.ignoresCase else { return CodePointSet.escape(point) }
    if point >= 0x80 { return "(?i:\(CodePointSet.escape(point)))" }
    let set = CodePointSet(point).foldingASCII
    return set.ranges.count == 1 && set.ranges[0].count == 1 ? CodePointSet.escape(point) : set.expression()
  }

  private mutating func group() throws(UnicodeFailure) -> String {
    position += 1
    let outer = flags
    var opening = "("
    if take("?") {
      if take("#") {
        _ = try take(upTo: ")")
        return "(?:)"
      }
      let plain = [":", "=", "!", ">", "<=", "<!"]
      if let kind = plain.first(where: { looksAt($0) }) {
        _ = take(kind)
        opening = "(?" + kind
      } else if take("P<") || take("<") {
        _ = try take(upTo: ">")
      } else if try !takeFlags() {
        // The flags hold up to the end of the group around; Ruby's take the alternatives after them along.
        if dialect == .oniguruma, position < source.count {
          let rest = try alternatives()
          flags = outer
          return "(?:\(rest))"
        }
        return "(?:)"
      } else {
        opening = "(?:"
      }
    }
    depth += 1
    if depth > Self.deepest { throw failure("too many groups inside each other") }
    let inner = try alternatives()
    depth -= 1
    guard take(")") else { throw failure("a ( without its )") }
    flags = outer
    return opening + inner + ")"
  }

  /// Reads flags; true when a group of its own follows, false when they hold for the rest.
  private mutating func takeFlags() throws(UnicodeFailure) -> Bool {
    var isOn = true
    while let scalar = next {
      position += 1
      switch (scalar, dialect) {
      case (":", _): return true
      case (")", _): return false
      case ("-", _): isOn = false
      case ("i", _): flags.ignoresCase = isOn
      case ("m", .fancyRegex): flags.isMultiline = isOn
      case ("s", .fancyRegex), ("m", .oniguruma): flags.dotTakesNewline = isOn
      case ("u", .fancyRegex) where isOn: break
      default:
        position -= 1
        throw failure("the group (?\(scalar) is not supported")
      }
    }
    throw failure("a ( without its )")
  }

  // MARK: Escapes

  private mutating func escape() throws(UnicodeFailure) -> String {
    if let set = try setEscape(inBrackets: false) { return expression(of: set.set, isInverted: set.isInverted) }
    let start = position
    position += 1
    guard let scalar = next else { throw failure("a \\ at the end") }
    let word = UnicodeProperty.word(dialect, inBrackets: false).expression()
    switch scalar {
    case "A", "z":
      position += 1
      return "\\\(scalar)"
    case "Z" where dialect == .oniguruma:
      position += 1
      return "(?=\\x{a}?\\z)"
    case "b":
      position += 1
      return "(?:(?<=\(word))(?!\(word))|(?<!\(word))(?=\(word)))"
    case "B":
      position += 1
      return "(?:(?<=\(word))(?=\(word))|(?<!\(word))(?!\(word)))"
    case "R" where dialect == .oniguruma:
      position += 1
      return "(?>\\x{d}\\x{a}|[\\x{a}-\\x{d}\\x{85}\\x{2028}\\x{2029}])"
    case "1"..."9":
      position += 1
      return "\\\(scalar)"
    default:
      position = start
      return literal(try characterEscape())
    }
  }

  private func expression(of set: CodePointSet, isInverted: Bool) -> String {
    guard flags.ignoresCase else { return set.expression(isInverted: isInverted) }
    let folded = set.foldingASCII
    return folded.isASCII
      ? folded.expression(isInverted: isInverted) : "(?i:\(folded.expression(isInverted: isInverted)))"
  }

  /// An escape that stands for a set; nil, and nothing read, for any other.
  private mutating func setEscape(inBrackets: Bool) throws(UnicodeFailure) -> (set: CodePointSet, isInverted: Bool)? {
    guard position + 1 < source.count else { return nil }
    let scalar = source[position + 1]
    switch scalar {
    case "s", "S", "d", "D", "w", "W", "h", "H":
      position += 2
      let lower = Unicode.Scalar(scalar.value | 0x20)
      let set =
        lower == "s"
        ? UnicodeProperty.space
        : lower == "d"
          ? UnicodeProperty.digit
          : lower == "w" ? UnicodeProperty.word(dialect, inBrackets: inBrackets) : UnicodeProperty.hexadecimal
      return (set, scalar.value & 0x20 == 0)
    case "p", "P":
      position += 2
      var name: String
      if take("{") {
        name = try take(upTo: "}")
      } else if let letter = next, dialect == .fancyRegex {
        name = String(letter)
        position += 1
      } else {
        throw failure("\\p without a name")
      }
      var isInverted = scalar == "P"
      if name.hasPrefix("^") {
        name.removeFirst()
        isInverted.toggle()
      }
      guard let set = UnicodeProperty.named(name) else { throw failure("the property \(name) is not supported") }
      return (set, isInverted)
    default: return nil
    }
  }

  /// An escape that stands for one character.
  private mutating func characterEscape() throws(UnicodeFailure) -> UInt32 {
    position += 1
    guard let scalar = next else { throw failure("a \\ at the end") }
    position += 1
    switch scalar {
    case "n": return 0x0A
    case "r": return 0x0D
    case "t": return 0x09
    case "f": return 0x0C
    case "v": return 0x0B
    case "a": return 0x07
    case "e": return 0x1B
    case "0": return 0
    case "x":
      let point = try hexadecimal(2)
      if dialect == .oniguruma, point > 0x7F, source[position - 1] != "}" {
        throw failure("bytes of characters are not supported")
      }
      return point
    case "u": return try hexadecimal(4)
    case "U" where dialect == .fancyRegex: return try hexadecimal(8)
    default:
      let isLetterOrDigit = ("0"..."9").contains(scalar) || ("A"..."Z").contains(scalar) || ("a"..."z").contains(scalar)
      if isLetterOrDigit { throw failure("\\\(scalar) is not supported") }
      return scalar.value
    }
  }

  private mutating func hexadecimal(_ length: Int) throws(UnicodeFailure) -> UInt32 {
    var digits = ""
    if take("{") {
      digits = try take(upTo: "}")
    } else {
      while digits.utf8.count < length, let scalar = next, UnicodeProperty.hexadecimal.contains(scalar.value) {
        digits.unicodeScalars.append(scalar)
        position += 1
      }
      if digits.utf8.count < length, !(dialect == .oniguruma && length == 2 && !digits.isEmpty) {
        throw failure("too few digits")
      }
    }
    guard let point = UInt32(digits, radix: 16), Unicode.Scalar(point) != nil else {
      throw failure("no character has this number")
    }
    return point
  }

  // MARK: Classes

  private mutating func characterClass() throws(UnicodeFailure) -> (text: String, set: CodePointSet) {
    position += 1
    let isInverted = take("^")
    depth += 1
    if depth > Self.deepest { throw failure("too many classes inside each other") }
    var whole: CodePointSet?
    var part = CodePointSet.empty
    var isFirst = true
    while true {
      guard let scalar = next else { throw failure("a [ without its ]") }
      if scalar == "]", !isFirst {
        position += 1
        break
      }
      if take("&&") {
        whole = whole.map { $0.intersection(part) } ?? part
        part = .empty
      } else if dialect == .fancyRegex, looksAt("--") || looksAt("~~") {
        throw failure("differences of classes are not supported")
      } else {
        part = part.union(try classItem())
      }
      isFirst = false
    }
    depth -= 1
    var set = whole.map { $0.intersection(part) } ?? part
    if flags.ignoresCase { set = set.foldingASCII }
    return (expression(of: set, isInverted: isInverted), isInverted ? set.inverted : set)
  }

  private mutating func classItem() throws(UnicodeFailure) -> CodePointSet {
    if looksAt("[:"), let end = source[position...].firstIndex(of: "]"), source[end - 1] == ":", end > position + 3 {
      position += 2
      let isInverted = take("^")
      let name = try take(upTo: ":")
      _ = take("]")
      guard let set = UnicodeProperty.posix(name, dialect) else {
        throw failure("the class [:\(name):] is not supported")
      }
      return isInverted ? set.inverted : set
    }
    if next == "[" { return try characterClass().set }
    if next == "\\", let set = try setEscape(inBrackets: true) { return set.isInverted ? set.set.inverted : set.set }
    let low = try classCharacter()
    guard next == "-", position + 1 < source.count, source[position + 1] != "]", source[position + 1] != "[" else {
      return CodePointSet(low)
    }
    position += 1
    if looksAt("-") && dialect == .fancyRegex { throw failure("differences of classes are not supported") }
    let high = try classCharacter()
    guard low <= high else { throw failure("a range that ends before it begins") }
    return CodePointSet([low...high])
  }

  private mutating func classCharacter() throws(UnicodeFailure) -> UInt32 {
    guard let scalar = next else { throw failure("a [ without its ]") }
    if scalar == "\\" {
      if take("\\b") { return 0x08 }
      return try characterEscape()
    }
    position += 1
    return scalar.value
  }
}
