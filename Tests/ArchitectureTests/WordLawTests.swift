import Foundation
import TestSupport
import Testing

/// How prep says things: plurals come from one place, and the words of the glossary are used.
@Suite struct WordLawTests {
  private static func files(below folder: String, endings: [String]) -> [URL] {
    let root = TestData.packageFolder.appendingPathComponent(folder)
    let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.filter { url in endings.contains { url.lastPathComponent.hasSuffix($0) } }.sorted { $0.path < $1.path }
  }

  private static func lines(_ file: URL) -> [Substring] {
    ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static let nouns =
    "(examples|records|tokens|rows|shards|documents|lines|files|fields|labels|messages|words|spans|parts|columns|characters"
    + "|pairs|texts|answers|entries|names|times|steps|values|sequences|findings|completions|prompts|tags|epochs|things|pages)"

  /// Modules below the one that makes plurals; their few numbers are limits.
  private static let below = ["PrepSystem", "PrepBytes", "PrepCodecs", "PrepUnicode", "PrepDigests"]

  @Test func `a number in a message is counted with its noun in one place`() throws {
    let pattern = try Regex(
      #"\\\(([^()"]|\([^()]*\))*([cC]ount|total|limit|most|least)([^()"]|\([^()]*\))*\) "# + Self.nouns + #"\b"#)
    for file in Self.files(below: "Sources", endings: [".swift"]) where !Self.below.contains(where: file.path.contains)
    {
      for (number, line) in Self.lines(file).enumerated() where !line.contains("//") && !line.contains("Counted") {
        #expect(line.firstMatch(of: pattern) == nil, "\(file.lastPathComponent):\(number + 1): \(line)")
      }
    }
  }

  @Test func `one thing is said in the singular wherever it is shown`() throws {
    let pattern = try Regex(#"(^|[ (])1 "# + Self.nouns + #"\b[^(]"#)
    let shown =
      Self.files(below: "Fixtures/cli", endings: ["stdout", "stderr"]) + Self.files(below: "docs", endings: [".md"])
    #expect(shown.count > 100)
    for file in shown {
      for line in Self.lines(file) where !line.contains("{") && !line.hasPrefix("$ ") {
        #expect(line.firstMatch(of: pattern) == nil, "\(file.path): \(line)")
      }
    }
  }

  /// Words and turns that the glossary replaces, and what stands in their place.
  private static let replaced: KeyValuePairs<String, String> = [
    #"\blearnt\b"#: "trained", #"\bbad data\b"#: "invalid", #"\bforetell"#: "predict",
    #"\bstands? behind\b"#: "follows",
    #"\b(?!there\b)[a-z"']+ is no (?!longer\b)[a-z]"#: "is not a", #"\bdata sets?\b"#: "dataset", #"\bcolour"#: "color",
    #"\b[0-9]+ %"#: "5%", #"\brecognis|normalis|serialis|summaris"#: "-ize", #"\bneighbour"#: "neighbor",
    #"\bwhat becomes of\b"#: "how to handle", #"\binside of\b"#: "inside", #"\bA MDS\b|\ba MDS\b"#: "an MDS",
    #"\bshard sets?\b"#: "MDS dataset",
  ]

  @Test func `help, pages and messages use the words of the field`() throws {
    let texts =
      Self.files(below: "man", endings: [".1", ".5", ".7"]) + Self.files(below: "docs", endings: [".md"])
      + Self.files(below: "Fixtures/cli", endings: ["stderr"]) + [
        TestData.packageFolder.appendingPathComponent("README.md")
      ]
    for (wrong, right) in Self.replaced {
      let pattern = try Regex(wrong).ignoresCase()
      for file in texts {
        for (number, line) in Self.lines(file).enumerated() {
          #expect(
            line.firstMatch(of: pattern) == nil, "\(file.lastPathComponent):\(number + 1): say \(right): \(line)")
        }
      }
      for file in Self.files(below: "Sources", endings: ["Definitions.swift", "Command.swift", "Words.swift"]) {
        for (number, line) in Self.lines(file).enumerated() {
          let text = line.drop { $0 == " " }
          guard !text.hasPrefix("//"), text.contains("\""), !text.contains("here is no ") else { continue }
          #expect(
            text.firstMatch(of: pattern) == nil, "\(file.lastPathComponent):\(number + 1): say \(right): \(line)")
        }
      }
    }
  }
}
