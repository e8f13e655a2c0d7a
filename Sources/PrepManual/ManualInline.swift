/// The words of a line of macros.
struct ManualInline {
  /// A word of the line; one in quotes is never a macro.
  struct Token: Equatable {
    var text: String
    var isQuoted = false
  }

  let text: String

  private static let closing: Set<String> = [".", ",", ";", ":", ")", "]", "?", "!"]
  private static let opening: Set<String> = ["(", "["]

  /// - Parameters:
  ///   - tokens: The line, its macro first where it has one.
  ///   - name: What `Nm` stands for.
  init(_ tokens: [Token], name: String) {
    var result = ""
    var joins = true
    var dashes = false
    /// What closes at the end of the line.
    var ends = ""
    func isMacro(_ token: Token) -> Bool { !token.isQuoted && Self.macros.contains(token.text) }
    func add(_ word: String) {
      if !joins, !Self.closing.contains(word), !result.isEmpty { result += " " }
      result += word
      joins = Self.opening.contains(word)
    }
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      guard isMacro(token) else {
        let word = ManualInline.unescaped(token.text[...])
        if dashes, !Self.closing.contains(word) { add("-" + word) } else { add(word) }
        continue
      }
      dashes = false
      switch token.text {
      case "Fl":
        dashes = true
        if index == tokens.count || isMacro(tokens[index]) { add("-") }
      case "Xr":
        guard index + 1 < tokens.count else { continue }
        add("\(tokens[index].text)(\(tokens[index + 1].text))")
        index += 2
      case "Nm":
        if index == tokens.count || isMacro(tokens[index]) { add(name) }
      case "Ar":
        if index == tokens.count || isMacro(tokens[index]) { add("file ...") }
      case "Ns": joins = true
      case "Ql":
        // It quotes the words up to the next macro or mark, and those between marks.
        var quoted: [String] = []
        func close() {
          if !quoted.isEmpty { add("'" + quoted.joined(separator: " ") + "'") }
          quoted = []
        }
        while index < tokens.count, !isMacro(tokens[index]) {
          if !tokens[index].isQuoted, Self.closing.contains(tokens[index].text) {
            close()
            add(tokens[index].text)
          } else {
            quoted.append(ManualInline.unescaped(tokens[index].text[...]))
          }
          index += 1
        }
        close()
      case "Op", "Pq", "Dq", "Sq", "Bq":
        let (open, close) =
          ["Op": ("[", "]"), "Pq": ("(", ")"), "Dq": ("\"", "\""), "Sq": ("'", "'")][token.text] ?? ("[", "]")
        add(open)
        joins = true
        ends = close + ends
      case "Po":
        add("(")
      case "Pc":
        joins = true
        add(")")
      default: break
      }
    }
    // A mark at the end of the line stands behind what closes there.
    if !ends.isEmpty, let last = result.last, Self.closing.contains(String(last)),
      tokens.last.map({ Self.closing.contains($0.text) }) == true
    {
      result.removeLast()
      result += ends + String(last)
    } else {
      result += ends
    }
    text = result
  }

  private static let macros: Set<String> = [
    "Fl", "Ar", "Ql", "Pa", "Cm", "Xr", "No", "Ns", "Dq", "Sq", "Bq", "Pq", "Op", "Po", "Pc", "Ev", "Nm", "Em", "Sy",
    "Li", "Sx", "Ic", "Lk", "Va", "Er", "Dv", "Tn", "An", "Mt",
  ]

  /// The words of a line; double quotes hold several together.
  static func tokens(_ line: Substring) -> [Token] {
    var tokens: [Token] = []
    var rest = line.drop { $0 == " " }
    while let first = rest.first {
      if first == "\"" {
        let inner = rest.dropFirst().prefix { $0 != "\"" }
        tokens.append(Token(text: String(inner), isQuoted: true))
        rest = rest[inner.endIndex...].dropFirst()
      } else {
        let word = rest.prefix { $0 != " " }
        tokens.append(Token(text: String(word)))
        rest = rest[word.endIndex...]
      }
      rest = rest.drop { $0 == " " }
    }
    return tokens
  }

  /// A text with the characters that escapes stand for.
  static func unescaped(_ text: Substring) -> String {
    String(text).replacing("\\&", with: "").replacing("\\(dq", with: "\"").replacing("\\-", with: "-").replacing(
      "\\e", with: "\\")
  }
}
