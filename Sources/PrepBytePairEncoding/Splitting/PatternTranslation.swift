/// Rewrites a pattern so that ICU takes it to mean what the engine it was written for takes it to mean.
///
/// Named classes become sets of our own tables. Oniguruma's `{m,n}+` repeats the group `{m,n}`, where ICU and fancy-regex see a
/// possessive quantifier. `$` is the end of the text for fancy-regex, the end of a line for Oniguruma (whose `^` is the start of one).
struct PatternTranslation {
  private let scalars: [Unicode.Scalar]
  private let dialect: SplitPattern.Dialect
  private var position = 0
  private var output = ""
  /// What was read last, for quantifiers that have to be wrapped around it.
  private var atom = ""
  private var openGroups: [String] = []

  /// The pattern in ICU's dialect.
  static func translate(_ source: String, dialect: SplitPattern.Dialect) -> String {
    var translation = PatternTranslation(source, dialect)
    return translation.run()
  }

  private init(_ source: String, _ dialect: SplitPattern.Dialect) {
    scalars = Array(source.unicodeScalars)
    self.dialect = dialect
  }

  private mutating func run() -> String {
    while let scalar = take() {
      switch scalar {
      case "\\": put(escape(inClass: false))
      case "[": put("[" + characterClass())
      case "(":
        flush()
        openGroups.append(output)
        output = "("
        // What follows `(?` up to its colon or bracket is no atom.
        if peek == "?" { copyGroupKind() }
      case ")":
        flush()
        let group = output + ")"
        output = openGroups.popLast() ?? ""
        atom = group
      case "{" where quantifierEnd != nil: quantifier()
      case "*", "+", "?": atom.unicodeScalars.append(scalar)
      case "^" where dialect == .oniguruma: put("(?m:^)")
      case "$": put(dialect == .oniguruma ? "(?m:$)" : "\\z")
      case "|":
        flush()
        output += "|"
      default: put(String(scalar))
      }
    }
    flush()
    while let outer = openGroups.popLast() { output = outer + output }
    return output
  }

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take() -> Unicode.Scalar? {
    guard position < scalars.count else { return nil }
    position += 1
    return scalars[position - 1]
  }

  /// Begins an atom; the one before is done.
  private mutating func put(_ text: String) {
    flush()
    atom = text
  }

  private mutating func flush() {
    output += atom
    atom = ""
  }

  private mutating func copyGroupKind() {
    while let next = peek, next != ":", next != ")", next != "=", next != "!", next != ">" {
      output.unicodeScalars.append(next)
      position += 1
    }
    guard let next = peek, next != ")" else { return }
    output.unicodeScalars.append(next)
    position += 1
  }

  /// The position behind `{m}`, `{m,}` or `{m,n}` whose bracket was just taken; nil when it is none.
  private var quantifierEnd: Int? {
    var index = position
    var digits = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if ("0"..."9").contains(scalar) { digits += 1 } else if scalar == "}" { return digits > 0 ? index + 1 : nil } else if
        scalar != "," { return nil }
      index += 1
    }
    return nil
  }

  private mutating func quantifier() {
    guard let end = quantifierEnd else { return }
    var text = "{"
    for scalar in scalars[position..<end] { text.unicodeScalars.append(scalar) }
    position = end
    if dialect == .oniguruma, peek == "+" {
      position += 1
      atom = "(?:\(atom)\(text))+"
    } else {
      atom += text
    }
  }

  /// What an escape means, its backslash having been taken.
  private mutating func escape(inClass: Bool) -> String {
    guard let kind = take() else { return "\\" }
    switch kind {
    case "p", "P":
      let start = position
      var name = ""
      if peek == "{" {
        position += 1
        while let next = take(), next != "}" { name.unicodeScalars.append(next) }
      } else if let letter = take() {
        name.unicodeScalars.append(letter)
      }
      var isNegated = kind == "P"
      if name.hasPrefix("^") {
        isNegated.toggle()
        name.removeFirst()
      }
      guard let set = CharacterClasses.set(named: name) else {
        return "\\\(kind)" + scalars[start..<position].map { String($0) }.joined()
      }
      return isNegated ? "[^\(set)]" : set
    case "s": return CharacterClasses.space
    case "S": return "[^\(CharacterClasses.space)]"
    case "d": return CharacterClasses.digit
    case "D": return "[^\(CharacterClasses.digit)]"
    case "b" where !inClass: return "(?:(?<=\(word))(?!\(word))|(?<!\(word))(?=\(word)))"
    case "B" where !inClass: return "(?:(?<=\(word))(?=\(word))|(?<!\(word))(?!\(word)))"
    case "w": return word
    case "W": return "[^\(word)]"
    case "h": return "[0-9a-fA-F]"
    case "H": return "[^0-9a-fA-F]"
    default: return "\\\(kind)"
    }
  }

  private var word: String {
    dialect == .oniguruma ? CharacterClasses.onigurumaWord : CharacterClasses.regexCrateWord
  }

  /// The rest of a class, its bracket having been taken.
  private mutating func characterClass() -> String {
    var text = ""
    if peek == "^" {
      text += "^"
      position += 1
    }
    // A bracket that closes at once is a member.
    if peek == "]" {
      text += "\\]"
      position += 1
    }
    while let scalar = take() {
      switch scalar {
      case "\\": text += escape(inClass: true)
      case "[" where peek == ":":
        text += "["
        while let next = take() {
          text.unicodeScalars.append(next)
          if next == "]" { break }
        }
      case "[": text += "[" + characterClass()
      case "]": return text + "]"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
