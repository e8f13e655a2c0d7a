import Foundation
import TestSupport
import Testing

/// The manual pages as people see them: nothing of them is lost on the way to the screen.
@Suite struct PageRenderingTests {
  private static let folder = TestData.packageFolder.appendingPathComponent("man")

  private static let pages: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

  private static func source(_ page: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(page), encoding: .utf8)
  }

  @Test func `groff has nothing to say of any page`() throws {
    if try PrepProcess.run("command -v groff", in: Self.folder).status != 0 {
      return print("skipped: the pages are not rendered, because there is no groff")
    }
    #expect(Self.pages.count > 40)
    let run = try PrepProcess.run(
      "for page in *; do groff -k -mdoc -ww -Tutf8 -z $page 2>&1 || echo $page; done", in: Self.folder)
    #expect(run.text.isEmpty, "\(run.text)")
  }

  /// JSON on a page, as it is meant: what stands in the place of something is `...` or a word in capitals.
  private static func json(_ source: String) -> [String] {
    var found: [String] = []
    var open = ""
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      let plain = String(line).replacing("\\(dq", with: "\"").replacing("\\e", with: "\\").replacing("\\-", with: "-")
      if !open.isEmpty {
        open += plain.drop { $0 == " " }
        if plain.hasSuffix("}") || plain.hasPrefix(".") {
          found.append(open)
          open = ""
        }
      } else if plain.hasPrefix(".Ql {") || plain.hasPrefix(".Ql [{") {
        var text = String(plain.dropFirst(4))
        while let last = text.last, !"}]".contains(last) { text.removeLast() }
        if text.contains("\"") { found.append(text) }
      } else if plain.hasPrefix("{\"") {
        if plain.hasSuffix("}") { found.append(plain) } else { open = plain }
      }
    }
    return found
  }

  private static func isJSON(_ text: String) -> Bool {
    let filled = text.replacing("[...]", with: "[]").replacing("...", with: "0").replacing(/: [A-Z]+/, with: ": 0")
    return (try? JSONSerialization.jsonObject(with: Data(filled.utf8))) != nil
  }

  private static func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }

  @Test func `JSON on a page is JSON, with its quotes, on the screen too`() throws {
    var count = 0
    for page in Self.pages {
      let texts = Self.json(try Self.source(page))
      if texts.isEmpty { continue }
      let shown = Self.squeezed(try PrepProcess.run("prep manual \(page) 2>/dev/null", in: Self.folder).text)
      for text in texts {
        count += 1
        #expect(Self.isJSON(text), "\(page): \(text)")
        #expect(shown.contains(Self.squeezed(text)), "\(page): \(text)")
      }
    }
    #expect(count >= 8)
  }

  @Test func `no macro is left on the screen, and no quote holds more than it should`() throws {
    let macros = /\b(Sx|Xr|Ql|Pq|Po|Fl|Ar|Cm|Pa|Ns|Dq|Li|Em|Va|Ev|Ic|Lk|Sy|Nm|br|Bl|El|Bd|Ed|Dl|Pp)\b/
    for page in Self.pages {
      let shown = try PrepProcess.run("prep manual \(page) 2>/dev/null", in: Self.folder).text
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(shown.firstMatch(of: macros) == nil, "\(page): \(shown.firstMatch(of: macros)?.output.0 ?? "")")
      let quote = shown.firstMatch(of: /'[^' ]+ (and|or|of)'/)
      #expect(quote == nil, "\(page): \(quote?.output.0 ?? "")")
    }
  }

  /// Words as they stand on the screen, whatever quotes and hyphens are drawn as.
  private static func words(_ shown: String) -> [String] {
    let plain = shown.replacing(/\u{1B}\[[0-9;]*m/, with: "").replacing(/.\u{8}/, with: "").replacing("—", with: "–")
      .replacing("−", with: "-").replacing("‐", with: "-")
    return plain.split(whereSeparator: \.isWhitespace).map { $0.filter { !"'\"‘’“”`´".contains($0) } }.filter {
      !$0.isEmpty && $0 != "•" && $0 != "·"
    }
  }

  @Test func `every page has the words that groff shows, in their order`() throws {
    if try PrepProcess.run("command -v groff", in: Self.folder).status != 0 {
      return print("skipped: the pages are not compared, because there is no groff")
    }
    for page in Self.pages {
      let wanted = Self.words(
        try PrepProcess.run(
          "sed 's/^\\.Os$/.Os\\n.nh/' \(page) | groff -k -mdoc -Tutf8 -rLL=4000n -P-c 2>/dev/null", in: Self.folder
        ).text)
      let shown = Self.words(try PrepProcess.run("prep manual \(page) 2>/dev/null", in: Self.folder).text)
      // Behind the head, and before the foot with the date.
      let begin = try #require(wanted.firstIndex(of: "NAME"), "\(page)")
      let body = Array(wanted[begin...].prefix(shown.count))
      let place = zip(body, shown).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      #expect(
        body == shown,
        "\(page): \(place.map { "\(body[max(0, $0 - 4)...].prefix(9)) is shown as \(shown[max(0, $0 - 4)...].prefix(9))" } ?? "")"
      )
      #expect(wanted.count - begin - shown.count < 9, "\(page): what stands at the end is lost")
    }
  }

  @Test func `what is to be copied is shown byte for byte`() throws {
    var count = 0
    for page in Self.pages {
      let shown = Set(
        try PrepProcess.run("prep manual \(page) 2>/dev/null", in: Self.folder).text
          .split(separator: "\n").map { $0.drop { $0 == " " } })
      var isLiteral = false
      for line in try Self.source(page).split(separator: "\n") {
        if line.hasPrefix(".Bd") { isLiteral = true }
        if line.hasPrefix(".Ed") { isLiteral = false }
        guard isLiteral, !line.hasPrefix(".") else { continue }
        count += 1
        let plain = line.replacing("\\&", with: "").replacing("\\(dq", with: "\"").replacing("\\-", with: "-")
          .replacing("\\e", with: "\\")
        #expect(shown.contains(plain.drop { $0 == " " }), "\(page): \(plain)")
      }
    }
    #expect(count > 100)
  }

  /// An option is named with its hyphens wherever it stands: those of several letters begin with one of
  /// their own, but for find's.
  @Test func `every option on a page begins as it is typed`() throws {
    for page in Self.pages {
      for line in try Self.source(page).split(separator: "\n") where line.hasPrefix(".") {
        var isOption = false
        for word in line.dropFirst().split(separator: " ") {
          if word == "Fl" {
            isOption = true
          } else if word.count == 2, word.first?.isUppercase == true, word.last?.isLowercase == true {
            isOption = false
          } else if isOption, word.count > 1, word != "print0" {
            #expect(word.hasPrefix("-"), "\(page): \(line)")
          }
        }
      }
    }
  }

  /// In the arguments of a macro a quote at the beginning of a word is no part of it.
  @Test func `no quote of JSON is lost in a macro`() throws {
    for page in Self.pages {
      for line in try Self.source(page).split(separator: "\n")
      where line.hasPrefix(".") && !line.hasPrefix(".\\\"") && line.contains("{") {
        #expect(!line.contains("\""), "\(page): \(line)")
      }
    }
  }

  @Test func `examples stand before the options`() throws {
    for page in Self.pages where page.hasSuffix(".1") {
      let heads = try Self.source(page).split(separator: "\n").filter { $0.hasPrefix(".Sh ") }.map { $0.dropFirst(4) }
      guard let examples = heads.firstIndex(of: "EXAMPLES"), let options = heads.firstIndex(of: "OPTIONS") else {
        continue
      }
      #expect(examples < options, "\(page)")
    }
  }
}
