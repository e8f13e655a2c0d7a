import Testing

@testable import PrepFixing

@Suite struct LegacyPreparationTests {
  private func prepared(_ rows: [(String, String)]) throws -> [String] {
    try LegacyPreparation(
      LegacyTable(rows: rows.map { LegacyTable.Row(prompt: Array($0.0.utf8), completion: Array($0.1.utf8)) })
    ).rows.map { String(decoding: $0.prompt, as: UTF8.self) + "|" + String(decoding: $0.completion, as: UTF8.self) }
  }

  @Test func `separator, ending and space are added where there are none`() throws {
    #expect(try prepared([("one", "two"), ("six", "four")]) == ["one ->| two\n", "six ->| four\n"])
  }

  @Test func `the first separator and ending that occur nowhere are taken`() throws {
    #expect(try prepared([("a\nb", "x\ny."), ("c", "z END")])[0] == "a\nb\n\n###\n\n| x\ny.***")
  }

  @Test func `empty completions and duplicates go, and the first of each stays`() throws {
    #expect(
      try prepared([("a ->", " x\n"), ("a ->", " x\n"), ("b ->", ""), ("c ->", " y\n")]) == ["a ->| x\n", "c ->| y\n"])
  }

  @Test func `long prefixes are removed by characters`() throws {
    #expect(
      try prepared([("Translate this: é ->", " Answer: un\n"), ("Translate this: b ->", " Answer: deux\n")])
        == ["é ->| un\n", "b ->| deux\n"])
  }

  @Test func `shouting is lower-cased, with the final sigma of Greek`() throws {
    #expect(try prepared([("ΟΔΟΣ ->", " a\n"), ("ABC ->", " b\n")])[0] == "οδος ->| a\n")
  }

  @Test func `identical prompts or completions are refused`() {
    #expect(throws: LegacyRefusal.self) { try prepared([("a", "x"), ("a", "y")]) }
    #expect(throws: LegacyRefusal.self) { try prepared([("a", "x"), ("b", "x")]) }
  }

  @Test func `empty prompts mean open-ended generation, which wants only the space`() throws {
    #expect(try prepared([("", "one"), ("", " two")]) == ["| one", "| two"])
  }
}
