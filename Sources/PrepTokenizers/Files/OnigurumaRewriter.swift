/// Writes an expression of tiktoken's dialect (Rust's fancy-regex) so that Oniguruma, which Hugging Face `tokenizers`
/// runs, reads it alike.
///
/// Where the two engines differ:
///
/// | | fancy-regex | Oniguruma with Ruby's syntax | written as |
/// |---|---|---|---|
/// | `^`, `$` | ends of the text, of lines under `m` | ends of lines | `\A`, `\z`, or lookarounds |
/// | `(?s)`, `(?m)` | a dot takes line feeds; lines | none; a dot takes line feeds | around each dot |
/// | flags inside of a group | hold for its further alternatives | take these along | a group for each |
/// | `{1,3}+`, `{2}?` | possessive, lazy | repeats, optional | `(?>…{1,3})`, `{2}` |
/// | `\pL`, `\p{Script=Han}`, `\u{4e00}` | known | not known | `\p{L}`, `\p{Han}`, `\x{4e00}` |
/// | `(?P<name>…)` | a group | not known | a group without a name |
/// | `[:punct:]` and others | ASCII | all of Unicode | ranges |
/// | `\w`, `\b` | with joiners | with fractions of Latin-1 outside of brackets | properties |
///
/// What one of them does not read is refused: lookbehinds of no fixed length or with lookaheads in them, repeated
/// assertions and repetitions, a `{` that begins no interval.
struct OnigurumaRewriter {
  /// Why an expression cannot be written.
  struct Objection: Error { let message: String }

  private let source: [Unicode.Scalar]
  private let keepsGroups: Bool
  private var position = 0
  private var isMultiline = false
  private var dotTakesNewline = false
  private var depth = 0

  /// A part as it is written.
  private struct Part {
    var text = ""
    /// How many characters it takes; nil where that is not fixed.
    var width: Int? = 0
    /// Whether it may take nothing.
    var mayBeEmpty = true
    /// Whether there is a lookahead in it.
    var looksAhead = false

    /// Whether it is an anchor or looks around.
    var isAssertion: Bool {
      text == #"\A"# || text == #"\z"# || ["(?=", "(?!", "(?<=", "(?<!"].contains { text.hasPrefix($0) }
    }

    init(_ text: String = "", width: Int? = 0) {
      self.text = text
      self.width = width
      mayBeEmpty = width == 0
    }
  }

  private init(_ source: String) {
    self.source = Array(source.unicodeScalars)
    // Groups have numbers where something refers to them.
    keepsGroups = zip(self.source, self.source.dropFirst()).contains { $0 == "\\" && ("1"..."9").contains($1) }
  }

  /// The expression as Oniguruma reads it.
  static func rewritten(_ source: String) throws(Objection) -> String { try read(source).text }

  /// Whether an expression may match nothing, for which tiktoken traps.
  static func mayMatchNothing(_ source: String) throws(Objection) -> Bool { try read(source).mayBeEmpty }

  private static func read(_ source: String) throws(Objection) -> Part {
    var rewriter = OnigurumaRewriter(source)
    let whole = try rewriter.alternatives(isLookbehind: false)
    if rewriter.position < rewriter.source.count { throw Objection(message: "there is a ) without its (") }
    return whole
  }

  // MARK: Reading

  private var next: Unicode.Scalar? { position < source.count ? source[position] : nil }

  private func looksAt(_ text: String) -> Bool { source[position...].starts(with: text.unicodeScalars) }

  private mutating func take(_ text: String) -> Bool {
    guard looksAt(text) else { return false }
    position += text.unicodeScalars.count
    return true
  }

  private mutating func take(upTo end: Unicode.Scalar) throws(Objection) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = next, scalar != end {
      text.append(scalar)
      position += 1
    }
    if next == nil { throw Objection(message: "\(end) is missing") }
    position += 1
    return String(text)
  }

  // MARK: Structure

  /// Alternatives up to the end of a group. Flags that begin to hold on the way make a group of what follows in each.
  private mutating func alternatives(isLookbehind: Bool) throws(Objection) -> Part {
    let outer = (isMultiline, dotTakesNewline)
    defer { (isMultiline, dotTakesNewline) = outer }
    depth += 1
    if depth > 150 { throw Objection(message: "there are too many groups inside each other") }
    defer { depth -= 1 }
    var openings: [String] = []
    var whole = Part("", width: nil)
    var branch = Part()
    var isFirst = true
    func close(_ branch: Part) throws(Objection) {
      if isLookbehind, branch.width == nil { throw Objection(message: "what a lookbehind takes has no fixed length") }
      if isLookbehind, branch.looksAhead { throw Objection(message: "a lookbehind has a lookahead in it") }
      whole.width = isFirst || whole.width == branch.width ? branch.width : nil
      whole.mayBeEmpty = !isFirst && whole.mayBeEmpty || branch.mayBeEmpty
      whole.looksAhead = whole.looksAhead || branch.looksAhead
      isFirst = false
    }
    while let scalar = next, scalar != ")" {
      if scalar == "|" {
        position += 1
        try close(branch)
        branch = Part()
        whole.text += String(repeating: ")", count: openings.count) + "|" + openings.joined()
        continue
      }
      if let opening = try flags() {
        if !opening.isEmpty { openings.append(opening) }
        whole.text += opening
        continue
      }
      let part = try repeated()
      whole.text += part.text
      branch.width = branch.width.flatMap { own in part.width.map { own + $0 } }
      branch.mayBeEmpty = branch.mayBeEmpty && part.mayBeEmpty
      branch.looksAhead = branch.looksAhead || part.looksAhead
    }
    try close(branch)
    whole.text += String(repeating: ")", count: openings.count)
    return whole
  }

  /// Flags that hold for the rest of the group, as what opens a group for it; nil, and nothing read, for anything else.
  private mutating func flags() throws(Objection) -> String? {
    guard looksAt("(?"), position + 2 < source.count else { return nil }
    let start = position
    let outer = (isMultiline, dotTakesNewline)
    position += 2
    guard let flags = try readFlags(), next == ")" else {
      position = start
      (isMultiline, dotTakesNewline) = outer
      return nil
    }
    position += 1
    return flags.isEmpty ? "" : "(?\(flags):"
  }

  /// Reads flags up to a colon or a parenthesis; what of them is written, `i` or `-i`, or nothing. Nil where there are
  /// none.
  private mutating func readFlags() throws(Objection) -> String? {
    var isOn = true
    var text = ""
    var isAny = false
    while let scalar = next, scalar != ":", scalar != ")" {
      switch scalar {
      case "-" where isOn: isOn = false
      case "i": text = isOn ? "i" : "-i"
      case "m": isMultiline = isOn
      case "s": dotTakesNewline = isOn
      case "u" where isOn: break
      default: return nil
      }
      isAny = true
      position += 1
    }
    return isAny ? text : nil
  }

  /// One atom with its quantifiers.
  private mutating func repeated() throws(Objection) -> Part {
    var part = try atom()
    var isRepeated = false
    while let scalar = next {
      var quantifier: String
      var times: Int?
      var isInterval = false
      switch scalar {
      case "*", "+", "?":
        quantifier = String(scalar)
        position += 1
      case "{":
        (quantifier, times) = try interval()
        isInterval = true
      default: return part
      }
      if part.text.isEmpty { throw Objection(message: "there is nothing to repeat") }
      if isRepeated { throw Objection(message: "a repetition is repeated; put it into (?:…)") }
      if part.isAssertion { throw Objection(message: "an assertion is repeated") }
      isRepeated = true
      if quantifier == "*" || quantifier == "?" || quantifier.hasPrefix("{0") { part.mayBeEmpty = true }
      if take("+") {
        part.text = isInterval ? "(?>\(part.text)\(quantifier))" : part.text + quantifier + "+"
      } else if take("?") {
        // As often as a number says is neither greedy nor lazy.
        part.text += times == nil ? quantifier + "?" : quantifier
      } else {
        part.text += quantifier
      }
      part.width = times.flatMap { times in part.width.map { times * $0 } }
    }
    return part
  }

  /// An interval, and its number where it has one alone.
  private mutating func interval() throws(Objection) -> (text: String, times: Int?) {
    position += 1
    let text = try take(upTo: "}")
    let sides = text.split(separator: ",", omittingEmptySubsequences: false)
    func isNumber(_ side: Substring) -> Bool {
      (1...6).contains(side.utf8.count) && side.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    guard sides.count <= 2, isNumber(sides[0]), sides.count == 1 || sides[1].isEmpty || isNumber(sides[1]) else {
      throw Objection(message: "{\(text)} is not an interval; a brace that stands for itself is \\{")
    }
    if sides.count == 2, let low = Int(sides[0]), let high = Int(sides[1]), high < low {
      throw Objection(message: "{\(text)} ends before it begins")
    }
    return ("{\(text)}", sides.count == 1 ? Int(sides[0]) : nil)
  }

  private mutating func atom() throws(Objection) -> Part {
    guard let scalar = next else { return Part() }
    switch scalar {
    case "(": return try group()
    case "[": return Part(try characterClass(), width: 1)
    case "\\": return try escape()
    case ".":
      position += 1
      return Part(dotTakesNewline ? "(?m:.)" : ".", width: 1)
    case "^":
      position += 1
      return Part(isMultiline ? #"(?:\A|(?<=\n))"# : #"\A"#)
    case "$":
      position += 1
      var part = Part(isMultiline ? #"(?=\n|\z)"# : #"\z"#)
      part.looksAhead = isMultiline
      return part
    case "*", "+", "?", "{": throw Objection(message: "there is nothing to repeat")
    default:
      position += 1
      return Part(String(scalar), width: 1)
    }
  }

  private mutating func group() throws(Objection) -> Part {
    let outer = (isMultiline, dotTakesNewline)
    defer { (isMultiline, dotTakesNewline) = outer }
    position += 1
    var opening = keepsGroups ? "(" : "(?:"
    if take("?") {
      if take("#") {
        _ = try take(upTo: ")")
        return Part()
      }
      let plain = [":", "=", "!", ">", "<=", "<!"]
      if let kind = plain.first(where: { looksAt($0) }) {
        _ = take(kind)
        opening = "(?" + kind
      } else if take("P<") || take("<") {
        _ = try take(upTo: ">")
      } else {
        guard let flags = try readFlags(), take(":") else {
          throw Objection(message: "the group (?\(next.map(String.init) ?? "") is not supported")
        }
        opening = "(?\(flags):"
      }
    }
    let isLookbehind = opening == "(?<=" || opening == "(?<!"
    let inner = try alternatives(isLookbehind: isLookbehind)
    guard take(")") else { throw Objection(message: "there is a ( without its )") }
    let looksAhead = opening == "(?=" || opening == "(?!"
    var part = Part(opening + inner.text + ")", width: isLookbehind || looksAhead ? 0 : inner.width)
    if part.width != 0 { part.mayBeEmpty = inner.mayBeEmpty }
    part.looksAhead = looksAhead || inner.looksAhead
    return part
  }

  // MARK: Characters

  /// What `\w` means in fancy-regex, as items of a class.
  private static let word = #"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{200C}\x{200D}"#

  private static func aroundWords(_ text: String) -> Part {
    var part = Part(text)
    part.looksAhead = true
    return part
  }

  private mutating func escape() throws(Objection) -> Part {
    let word = "[\(Self.word)]"
    guard position + 1 < source.count else { throw Objection(message: "there is a \\ at the end") }
    switch source[position + 1] {
    case "A", "z":
      position += 2
      return Part("\\\(source[position - 1])")
    case "b":
      position += 2
      return Self.aroundWords("(?:(?<=\(word))(?!\(word))|(?<!\(word))(?=\(word)))")
    case "B":
      position += 2
      return Self.aroundWords("(?:(?<=\(word))(?=\(word))|(?<!\(word))(?!\(word)))")
    case "1"..."9":
      position += 2
      return Part("\\\(source[position - 1])", width: nil)
    case "w":
      position += 2
      return Part(word, width: 1)
    case "W":
      position += 2
      return Part("[^\(Self.word)]", width: 1)
    default: return Part(try sharedEscape(), width: 1)
    }
  }

  /// An escape that means a character or a set of them, inside of a class and outside.
  private mutating func sharedEscape() throws(Objection) -> String {
    position += 1
    guard let scalar = next else { throw Objection(message: "there is a \\ at the end") }
    position += 1
    switch scalar {
    case "p", "P":
      var name: String
      if take("{") {
        name = try take(upTo: "}")
      } else if let letter = next {
        name = String(letter)
        position += 1
      } else {
        throw Objection(message: "\\p has no name")
      }
      var isInverted = scalar == "P"
      if name.hasPrefix("^") {
        name.removeFirst()
        isInverted.toggle()
      }
      // A script or category has its name alone.
      if let separator = name.firstIndex(where: { $0 == "=" || $0 == ":" }) {
        name = String(name[name.index(after: separator)...])
      }
      return "\\\(isInverted ? "P" : "p"){\(name)}"
    case "x", "u", "U":
      var digits = ""
      if take("{") {
        digits = try take(upTo: "}")
      } else {
        let count = scalar == "x" ? 2 : scalar == "u" ? 4 : 8
        while digits.utf8.count < count, let digit = next, digit.properties.isASCIIHexDigit {
          digits.unicodeScalars.append(digit)
          position += 1
        }
      }
      guard let value = UInt32(digits, radix: 16) else { throw Objection(message: "\\\(scalar) has no number") }
      return "\\x{\(String(value, radix: 16, uppercase: true))}"
    default: return "\\\(scalar)"
    }
  }

  private mutating func characterClass() throws(Objection) -> String {
    position += 1
    var text = "["
    if take("^") { text += "^" }
    var isFirst = true
    while true {
      guard let scalar = next else { throw Objection(message: "there is a [ without its ]") }
      if scalar == "]", !isFirst {
        position += 1
        return text + "]"
      }
      isFirst = false
      if looksAt("[:"), let named = try posixClass() {
        text += named
      } else if scalar == "[" {
        text += try characterClass()
      } else if scalar == "]" {
        position += 1
        text += "\\]"
      } else if looksAt("--") || looksAt("~~") {
        throw Objection(message: "differences of classes are not supported")
      } else if looksAt("\\w") {
        position += 2
        text += Self.word
      } else if looksAt("\\W") {
        position += 2
        text += "[^\(Self.word)]"
      } else if looksAt("\\b") {
        position += 2
        text += "\\x{8}"
      } else if scalar == "\\" {
        text += try sharedEscape()
      } else {
        position += 1
        text.unicodeScalars.append(scalar)
      }
    }
  }

  /// A class of ASCII by its name; nil, and nothing read, where none is named.
  private mutating func posixClass() throws(Objection) -> String? {
    guard let end = source[position...].firstIndex(of: "]"), end > position + 3, source[end - 1] == ":" else {
      return nil
    }
    position += 2
    let isInverted = take("^")
    let name = try take(upTo: ":")
    position += 1
    guard let ranges = Self.posix[name] else { throw Objection(message: "the class [:\(name):] is not supported") }
    return isInverted ? "[^\(ranges)]" : ranges
  }

  private static let posix = [
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": #"\x{0}-\x{7F}"#, "blank": #"\t\x{20}"#,
    "cntrl": #"\x{0}-\x{1F}\x{7F}"#, "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": #"\x{20}-~"#,
    "punct": #"!-/:-@\[-`{-~"#, "space": #"\t-\r\x{20}"#, "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
  ]
}
