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
    let macros = /\b(Sx|Xr|Ql|Pq|Fl|Ar|Cm|Pa|Ns|Dq|Li|Em|Va|Ev)\b/
    for page in Self.pages {
      let shown = try PrepProcess.run("prep manual \(page) 2>/dev/null", in: Self.folder).text
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(shown.firstMatch(of: macros) == nil, "\(page): \(shown.firstMatch(of: macros)?.output.0 ?? "")")
      let quote = shown.firstMatch(of: /'[^' ]+ (and|or|of)'/)
      #expect(quote == nil, "\(page): \(quote?.output.0 ?? "")")
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
