/// A page as plain text: what `mdoc(7)` says with the macros that our pages use.
package struct ManualText {
  /// The text.
  package private(set) var text = ""

  private let width: Int
  private var name = ""
  /// The words of the paragraph that is being filled.
  private var words: [String] = []
  private var lists: [List] = []
  private var isLiteral = false

  /// A list that has begun.
  private struct List {
    enum Kind { case tag, bullet, column }
    var kind: Kind
    /// Where its items begin.
    var indent: Int
    /// The cells of a list of columns.
    var rows: [[String]] = []
    /// The term that still has no text beside it.
    var term: String?
  }

  /// - Parameters:
  ///   - page: The page.
  ///   - width: The columns of a line.
  package init(_ page: ManualPage, width: Int = 80) {
    self.width = max(38, width)
    for line in page.text.split(separator: "\n", omittingEmptySubsequences: false) { take(line) }
    flush()
  }

  private var indent: Int { lists.last.map { $0.kind == .column ? $0.indent : $0.indent + 8 } ?? 5 }

  private mutating func take(_ line: Substring) {
    if isLiteral, !line.hasPrefix(".Ed") {
      text += String(repeating: " ", count: indent + 2) + ManualInline.unescaped(line) + "\n"
      return
    }
    guard line.hasPrefix(".") else { return add(ManualInline.unescaped(line)) }
    let tokens = ManualInline.tokens(line.dropFirst())
    let rest = Array(tokens.dropFirst())
    switch tokens.first?.text ?? "" {
    case "Dd", "Dt", "Os", "": return
    case "Sh": heading(rest, indent: 0)
    case "Ss": heading(rest, indent: 3)
    case "Nm" where name.isEmpty:
      name = rest.map(\.text).joined(separator: " ")
      add(name)
    case "Nd": add("– " + rest.map(\.text).joined(separator: " "))
    case "Pp": breakParagraph()
    case "br": flush()
    case "Bd":
      breakParagraph()
      isLiteral = true
    case "Ed": isLiteral = false
    case "Dl":
      breakParagraph()
      text += String(repeating: " ", count: indent + 2) + inline(rest) + "\n\n"
    case "Bl": begin(rest)
    case "El": end()
    case "It": item(rest)
    default: add(inline(tokens))
    }
  }

  private func inline(_ tokens: [ManualInline.Token]) -> String { ManualInline(tokens, name: name).text }

  /// Adds words; a mark of punctuation joins the word before it.
  private mutating func add(_ text: String) {
    for word in text.split(separator: " ") {
      if let last = words.indices.last,
        words[last] == "(" || !word.hasPrefix("..") && word.allSatisfy({ ".,;:)".contains($0) })
      {
        words[last] += word
      } else {
        words.append(String(word))
      }
    }
  }

  private mutating func heading(_ tokens: [ManualInline.Token], indent: Int) {
    flush()
    text += (text.isEmpty ? "" : "\n") + String(repeating: " ", count: indent) + inline(tokens) + "\n"
  }

  private mutating func breakParagraph() {
    flush()
    if !text.hasSuffix("\n\n"), !text.isEmpty { text += "\n" }
  }

  private mutating func begin(_ tokens: [ManualInline.Token]) {
    flush()
    let kind: List.Kind = tokens.first?.text == "-bullet" ? .bullet : tokens.first?.text == "-column" ? .column : .tag
    lists.append(List(kind: kind, indent: indent))
  }

  private mutating func end() {
    flush()
    guard let list = lists.popLast(), list.kind == .column else { return }
    let count = list.rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in list.rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    for row in list.rows {
      let cells = row.enumerated().map { column, cell in
        column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
      }
      text += String(repeating: " ", count: list.indent) + cells.joined() + "\n"
    }
  }

  private mutating func item(_ tokens: [ManualInline.Token]) {
    flush()
    guard let list = lists.last else { return }
    switch list.kind {
    case .tag: lists[lists.count - 1].term = inline(tokens)
    case .bullet: lists[lists.count - 1].term = "•"
    case .column: lists[lists.count - 1].rows.append(tokens.split { $0.text == "Ta" }.map { inline(Array($0)) })
    }
  }

  /// Writes the paragraph that is being filled, behind the term of its item where it fits.
  private mutating func flush() {
    let column = indent
    var line = ""
    if let term = lists.last?.term {
      lists[lists.count - 1].term = nil
      line = String(repeating: " ", count: column - 8) + term
      if line.count >= column || words.isEmpty {
        text += line + "\n"
        line = ""
      } else {
        line += String(repeating: " ", count: column - line.count)
      }
    }
    if words.isEmpty { return }
    if line.isEmpty { line = String(repeating: " ", count: column) }
    var isFirst = true
    for word in words {
      if !isFirst, line.count + 1 + word.count > width {
        text += line + "\n"
        line = String(repeating: " ", count: column) + word
      } else {
        line += (isFirst ? "" : " ") + word
      }
      isFirst = false
    }
    text += line + "\n"
    words = []
  }
}
