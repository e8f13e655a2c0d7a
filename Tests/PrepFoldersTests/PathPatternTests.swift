import Testing

@testable import PrepFolders

@Suite struct PathPatternTests {
  @Test(
    "patterns stand for paths as the Hub reads them",
    arguments: [
      ("data/train-*", ["data/train-00000.parquet": true, "data/test.parquet": false, "data/train-a/b": false]),
      ("*.csv", ["a.csv": true, "b/a.csv": false, ".csv": true, "a.csv.gz": false]),
      ("**/*.csv", ["a.csv": true, "b/c/a.csv": true, "b/c/a.tsv": false]),
      ("data/**", ["data/a": true, "data/b/c": true, "date/b": false]),
      ("data/", ["data/a": true, "data/b/c": false]),
      ("**", ["a": true, "b/c": true]),
      ("./a?c", ["abc": true, "ac": false, "a/c": false]),
      ("[a-c][!0-9]", ["ax": true, "a1": false, "dx": false]),
      ("[]]x", ["]x": true, "x": false]),
      ("a[b", ["a[b": true, "ab": false]),
      ("{a,b/c}.json", ["a.json": true, "b/c.json": true, "c.json": false]),
      ("a{b}", ["a{b}": true, "ab": false]),
      ("*a*b*c", ["xaxbxc": true, "abc": true, "acb": false]),
      ("t.jsonl", ["t.jsonl": true, "x/t.jsonl": false]),
    ])
  func matching(_ text: String, _ paths: [String: Bool]) throws {
    let pattern = try #require(PathPattern(text))
    for (path, expected) in paths { #expect(pattern.matches(path) == expected, "\(text) and \(path)") }
  }

  @Test("a pattern that no path is like ends soon") func longPatternsEnd() throws {
    let stars = String(repeating: "*a", count: 200) + "b"
    let pattern = try #require(PathPattern(stars))
    #expect(!pattern.matches(String(repeating: "a", count: 4000)))
    #expect(PathPattern(String(repeating: "{a,b}", count: 40)) == nil)
  }

  @Test("a star and a question mark do as a plain search says, over all short patterns and names")
  func agreesWithSearch() throws {
    func matches(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
      guard let first = pattern.first else { return name.isEmpty }
      if first == "*" {
        return name.indices.contains { matches(pattern.dropFirst(), name[$0...]) } || matches(pattern.dropFirst(), [])
      }
      return !name.isEmpty && (first == "?" || first == name.first) && matches(pattern.dropFirst(), name.dropFirst())
    }
    func words(_ letters: [Character], _ most: Int) -> [[Character]] {
      var all: [[Character]] = [[]]
      var last = all
      for _ in 0..<most {
        last = last.flatMap { word in letters.map { word + [$0] } }
        all += last
      }
      return all
    }
    for pattern in words(["a", "b", "*", "?"], 4) where !pattern.isEmpty && !String(pattern).hasPrefix("**") {
      guard String(pattern) != "**", let made = PathPattern(String(pattern)) else { continue }
      for name in words(["a", "b"], 4) where !name.isEmpty {
        #expect(made.matches(String(name)) == matches(pattern[...], name[...]), "\(String(pattern)) \(String(name))")
      }
    }
  }
}
