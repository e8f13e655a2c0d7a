/// Text in lines of a width, in one column or two.
struct TextColumns {
  /// The columns of a line; at least 38.
  let width: Int
  private(set) var text = ""

  init(width: Int) { self.width = max(38, width) }

  /// A line as it is.
  mutating func line(_ line: String = "") { text += line + "\n" }

  /// A heading with an empty line before it.
  mutating func heading(_ heading: String) { text += "\n\(heading)\n" }

  /// Words, broken where lines are full; lines that begin with a space stay as they are.
  mutating func paragraph(_ paragraph: String) {
    for line in paragraph.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(" ") {
        text += "\(line)\n"
      } else {
        for part in Self.wrapped(line, width) { text += "\(part)\n" }
      }
    }
  }

  /// A term and, behind it or below it, what it means.
  ///
  /// - Parameter column: Where meanings begin.
  mutating func entry(_ term: String, _ meaning: String, column: Int) {
    // Beside a wide column of terms a narrow terminal has no room for sentences.
    let column = width - column < Self.narrowestMeaning ? 6 : column
    let lines = Self.wrapped(meaning[...], width - column)
    let indent = String(repeating: " ", count: column)
    let head = "  " + term
    if lines == [""] {
      text += head + "\n"
      return
    }
    var rest = lines[...]
    if head.count < column, let first = rest.popFirst() {
      text += head + String(repeating: " ", count: column - head.count) + first + "\n"
    } else {
      text += head + "\n"
    }
    for line in rest { text += indent + line + "\n" }
  }

  /// The fewest columns in which a meaning can be read.
  private static let narrowestMeaning = 26

  /// A comment of a shell, on as many lines as it takes.
  mutating func comment(_ comment: String) {
    for line in Self.wrapped(comment[...], width - 4) { text += "  # \(line)\n" }
  }

  /// A command line, broken behind words by a backslash, as a shell takes it, where it is longer than a line.
  mutating func command(_ command: String) {
    var line = " "
    for word in Self.words(of: command) {
      if line.count + 1 + word.count + 2 > width, line.contains(where: { $0 != " " }) {
        text += line + " \\\n"
        line = "     "
      }
      line += " " + word
    }
    text += line + "\n"
  }

  /// The words of a command line; what is quoted is one.
  private static func words(of command: String) -> [String] {
    var words = [""]
    var quote: Character?
    for character in command {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      }
      if character == " ", quote == nil { words.append("") } else { words[words.count - 1].append(character) }
    }
    return words
  }

  /// The lines of a text that are as full as they can be; a word that is longer than a line stands alone.
  static func wrapped(_ text: Substring, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " \(word)"
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return lines + [line]
  }
}
