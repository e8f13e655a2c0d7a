import PrepDiagnostics
import Testing

@testable import PrepFolders

@Suite struct DatasetCardTests {
  private func card(_ text: String) throws -> DatasetCard { try DatasetCard(Array(text.utf8), file: "README.md") }

  @Test(
    "data_files may be a name, a list, a mapping or a list of splits",
    arguments: [
      ("data_files: a.csv", "train: a.csv"), ("data_files: [a.csv, b.csv]", "train: a.csv b.csv"),
      ("data_files: {train: a.csv, test: [b.csv, c.csv]}", "train: a.csv; test: b.csv c.csv"),
      (
        "data_files: [{split: dev, path: d.csv}, {path: t.csv}, {split: dev, path: e.csv}]",
        "dev: d.csv e.csv; train: t.csv"
      ),
    ])
  func dataFiles(_ line: String, _ expected: String) throws {
    let found = try card("---\nconfigs:\n- config_name: one\n  \(line)\n---\n").configurations?.first
    let words = found?.files?.map { "\($0.split): " + $0.patterns.map(\.text).joined(separator: " ") }
    #expect(words?.joined(separator: "; ") == expected)
    #expect(found?.name == "one")
  }

  @Test("marks and line ends of other systems change nothing", arguments: ["\u{FEFF}", ""], ["\r\n", "\n"])
  func otherSystems(_ mark: String, _ end: String) throws {
    let lines = ["---", "configs:", "- data_files: a.csv", "  default: true", "---", "", "configs: prose", ""]
    let found = try card(mark + lines.joined(separator: end)).configurations
    #expect(found?.map(\.name) == ["default"])
    #expect(found?.first?.isDefault == true)
  }

  @Test(
    "blank lines may stand before the head, and places stay right", arguments: ["\n", "\n \r\n\t\n", " ", "\u{FEFF}\n"])
  func blankLines(_ blank: String) throws {
    let text = blank + "---\nconfigs:\n- data_files: a.csv\n---\n"
    #expect(try card(text).configurations?.count == 1)
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).firstIndex {
      $0.starts(with: "configs".utf8)
    }
    let finding = try #require(throws: Diagnostic.self) {
      try card(text.replacing("- data_files: a.csv", with: "  all"))
    }
    #expect(finding.location.line == (lines ?? 0) + 2)
  }

  @Test("lines may end with a carriage return alone") func carriageReturns() throws {
    #expect(try card("---\rconfigs:\r- data_files: a.csv\r---\r").configurations?.count == 1)
  }

  @Test(
    "a configuration is the default by any word that YAML 1.1 has for true",
    arguments: [
      ("yes", true), ("True", true), ("on", true), ("1", true), ("no", false), ("off", false), ("0", false),
      ("\"true\"", true), ("null", false),
    ])
  func defaults(_ word: String, _ expected: Bool) throws {
    let found = try card("---\nconfigs:\n- {config_name: a, default: \(word), data_files: a.csv}\n---\n")
    #expect(found.configurations?.first?.isDefault == expected)
  }

  @Test("another file's members stand in place of the card's") func otherFile() throws {
    var found = try card(
      "---\nconfigs:\n- data_files: a.csv\ndataset_info: {splits: [{name: train, num_examples: 1}]}\n---\n")
    try found.read(Array("configs:\n- {config_name: b, data_files: b.csv}\n".utf8), "other")
    #expect(found.configurations?.map(\.name) == ["b"])
    #expect(found.declared.map(\.rows) == [1])
    try found.read(Array("# nothing\n".utf8), "other")
    #expect(found.configurations?.map(\.name) == ["b"])
  }

  @Test(
    "a text without a head says nothing",
    arguments: ["", "# A set\n", "---\nA rule above, and no end", "----\na: b\n---\n"])
  func noHead(_ text: String) throws { #expect(try card(text).configurations == nil) }

  @Test(
    "a head that says what cannot be is refused with its place",
    arguments: [
      ("configs: [a", "invalid-yaml", 2), ("configs: yes", "invalid-card", 2), ("configs: [a]", "invalid-card", 2),
      ("configs:\n- data_files: ../a", "invalid-card", 3), ("configs:\n- data_files: /etc/passwd", "invalid-card", 3),
      ("configs:\n- data_files: hf://x/y", "invalid-card", 3),
      ("configs:\n- data_files: [{split: a}]", "invalid-card", 3),
      ("configs:\n- data_dir: a\n- data_dir: b", "invalid-card", 0), ("- a", "invalid-card", 2),
    ])
  func refused(_ head: String, _ code: String, _ line: Int) throws {
    let finding = try #require(throws: Diagnostic.self) { try card("---\n\(head)\n---\n") }
    #expect(finding.code.rawValue == code)
    #expect(code == "invalid-yaml" || finding.location.line == line, "\(finding)")
  }

  @Test("how many rows a split is said to have") func declared() throws {
    let head = """
      ---
      dataset_info:
      - config_name: a
        splits: [{name: train, num_examples: 12}, {name: test}]
      - splits: [{name: train, num_examples: 3}]
      ---
      """
    let words = try card(head).declared.map { "\($0.configuration)/\($0.split) \($0.rows ?? -1)" }
    #expect(words == ["a/train 12", "a/test -1", "default/train 3"])
  }
}
