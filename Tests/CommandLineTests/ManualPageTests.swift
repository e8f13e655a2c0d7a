import Foundation
import PrepOptions
import TestSupport
import Testing

/// Holds the manual pages against the commands: a page for each, and in it the options the command has, no more and no
/// less, with their spellings, the names of their values, the values they take and what holds without them.
@Suite struct ManualPageTests {
  /// An item of a list: its head and the words below it, without macros.
  private struct Item {
    var head: String
    var text: String
  }

  private func page(_ name: String) -> String? {
    try? String(contentsOf: TestData.packageFolder.appendingPathComponent("man/\(name).1"), encoding: .utf8)
  }

  /// The items of the lists of options.
  private func items(_ page: String) -> [Item] {
    var items: [Item] = []
    var isOption = false
    for line in page.split(separator: "\n") {
      if line.hasPrefix(".It ") || line.hasPrefix(".Sh ") || line.hasPrefix(".Ss ") {
        isOption = line.hasPrefix(".It Fl ")
        if isOption { items.append(Item(head: String(line), text: "")) }
      } else if isOption {
        let words = line.split(separator: " ")
        let isMacro = line.hasPrefix(".")
        let names: Set<Substring> = ["Fl", "Ar", "Ql", "Pa", "Cm", "Xr", "No", "Ns"]
        let shown = isMacro ? words.dropFirst().filter { !names.contains($0) } : words[...]
        items[items.count - 1].text += " " + shown.joined(separator: " ")
      }
    }
    // A mark stands behind the word before it.
    return items.map { Item(head: $0.head, text: $0.text.replacing(#/ ([.,;:)])(?= |$)/#) { String($0.output.1) }) }
  }

  /// The head that the definition of an option asks for.
  private func head(_ option: OptionDescription) -> String {
    let value =
      option.valueName.isEmpty
      ? "" : option.needsValue ? " Ar \(option.valueName)" : " Ns Op = Ns Ar \(option.valueName)"
    return ".It " + option.spellings.map { "Fl \($0.dropFirst())\(value)" }.joined(separator: " , ")
  }

  /// Whether a text has a word, with nothing beside it that could be part of it.
  private func has(_ word: String, in text: String) -> Bool {
    text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ".") }.contains {
      $0 == word || $0 == "\(word)."
    }
  }

  @Test("every command has a page with exactly its options") func pagesMatchCommands() throws {
    let entries = CommandCatalog.entries
    #expect(entries.count > 20)
    for entry in entries {
      guard let page = page(entry.page) else {
        Issue.record("there is no page man/\(entry.page).1")
        continue
      }
      for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
        #expect(page.contains(".Sh \(heading)\n"), "\(entry.page).1 has no section \(heading)")
      }
      if entry.interface == nil { continue }
      let items = items(page)
      let heads = entry.options.map(head)
      #expect(Set(items.map(\.head)) == Set(heads), "\(entry.page).1")
      #expect(items.count == heads.count, "\(entry.page).1 has an option twice")
      for option in entry.options {
        guard let item = items.first(where: { $0.head == head(option) }) else { continue }
        for value in option.allowedValues {
          #expect(
            has(value, in: item.head + " " + item.text), "\(entry.page).1 --\(option.name) does not name \(value)")
        }
        if let text = option.defaultText {
          #expect(
            item.text.contains("efault: \(text)"), "\(entry.page).1 --\(option.name) does not say: default: \(text)")
        }
      }
    }
  }

  @Test("a command is described in one way, in the imperative") func descriptions() throws {
    let overview = try #require(page("prep"))
    for entry in CommandCatalog.entries where entry.words.count > 1 {
      let abstract = entry.command.abstract
      let words = abstract.prefix(1).lowercased() + abstract.dropFirst()
      #expect(page(entry.page)?.contains(".Nd \(words)\n") == true, "\(entry.page).1: \(words)")
      let first = try #require(abstract.split(separator: " ").first)
      #expect(!first.hasSuffix("s"), "\(entry.page): \(abstract)")
      if entry.words.count == 2 {
        #expect(overview.contains(".It Xr \(entry.page) 1\n\(words)\n"), "prep.1: \(entry.page): \(words)")
      }
      for option in entry.options {
        #expect(option.help.first?.isUppercase == true && !option.help.hasSuffix("."), "\(entry.page): \(option.help)")
      }
    }
  }

  @Test("help fits a terminal of this width", arguments: [38, 80, 200]) func helpFits(_ columns: Int) {
    for entry in CommandCatalog.entries {
      let help = HelpText(entry.command, path: entry.words, width: columns).text
      for line in help.split(separator: "\n") where line.count > min(columns, HelpText.largestWidth) {
        // A name, or a text in quotes, that is longer than a line stands alone.
        let text = line.drop { $0 == " " }
        #expect(
          text.hasPrefix("-") || text.contains("'") || text.hasPrefix("or: ") || !text.dropLast(2).contains(" "),
          "\(entry.page): \(line)")
      }
    }
  }

  @Test("options stand in the list of options, and nowhere else") func optionsStandInTheirList() throws {
    for entry in CommandCatalog.entries {
      let description = page(entry.page)?.split(separator: ".Sh OPTIONS").first ?? ""
      #expect(!description.contains("\n.It Fl "), "\(entry.page).1")
    }
  }

  @Test("the examples of the help stand on the pages") func examplesStandThere() throws {
    for entry in CommandCatalog.entries {
      for example in entry.interface?.examples ?? [] {
        let text = page(entry.page)?.replacing("\\e", with: "\\") ?? ""
        #expect(text.contains("\(example.command)\n"), "\(entry.page).1 does not have: \(example.command)")
      }
    }
  }

  @Test("pages refer to pages that exist") func referencesExist() throws {
    let folder = TestData.packageFolder.appendingPathComponent("man")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let page = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      for match in page.matches(of: /(?m)^\.(It )?Xr (prep[a-z-]*) ([0-9])/) {
        let target = "\(match.output.2).\(match.output.3)"
        #expect(
          FileManager.default.fileExists(atPath: folder.appendingPathComponent(target).path),
          "\(file) refers to \(target)")
      }
    }
  }
}
