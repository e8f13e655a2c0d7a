import Testing

@testable import PrepBytePairEncoding

@Suite struct GeneralScannerTests {
  private func pieces(_ text: [UInt8], _ source: String, _ dialect: SplitPattern.Dialect = .fancyRegex) throws
    -> [String]
  {
    let splitter = TextSplitter(try SplitPattern.matching(regex: source, dialect: dialect))
    var ends = [UInt32](repeating: 0, count: 3)
    var result: [String] = []
    var position = 0
    while position < text.count {
      let written = text.withUnsafeBufferPointer { text in
        ends.withUnsafeMutableBufferPointer { splitter.fill(text, from: position, into: $0) }
      }
      try #require(written > 0)
      for end in ends[..<written] {
        result.append(String(decoding: text[position..<Int(end)], as: UTF8.self))
        position = Int(end)
      }
    }
    return result
  }

  private func pieces(_ text: String, _ source: String, _ dialect: SplitPattern.Dialect = .fancyRegex) throws
    -> [String]
  {
    try pieces(Array(text.utf8), source, dialect)
  }

  @Test func `what is left between matches is a piece`() throws {
    #expect(try pieces("ab12cd3", "[0-9]") == ["ab", "1", "2", "cd", "3"])
    #expect(try pieces("abc", "x") == ["abc"])
    #expect(try pieces("", "x") == [])
  }

  @Test func `an empty match cuts`() throws { #expect(try pieces("aBcD", "(?=[A-Z])") == ["a", "Bc", "D"]) }

  @Test func `offsets count bytes`() throws {
    #expect(try pieces("漢字😀é1", #"\p{Han}|\p{N}"#) == ["漢", "字", "😀é", "1"])
    #expect(try pieces([0x61, 0xFF, 0x31, 0xE6], #"\p{N}"#).count == 3)
  }

  @Test func `engines read a bounded quantifier with a plus each its own way`() throws {
    #expect(try pieces("1234567", #"\p{N}{1,3}+"#, .fancyRegex) == ["123", "456", "7"])
    #expect(try pieces("1234567", #"\p{N}{1,3}+"#, .oniguruma) == ["1234567"])
    #expect(try pieces("ababx", #"(?:ab){1,1}+"#, .oniguruma) == ["abab", "x"])
  }

  @Test func `the ends of lines and of the text`() throws {
    #expect(try pieces("a\na", "a$", .fancyRegex) == ["a\n", "a"])
    #expect(try pieces("a\na", "a$", .oniguruma) == ["a", "\n", "a"])
    #expect(try pieces("a\n", "a$", .fancyRegex) == ["a\n"])
  }

  @Test func `letters are those of the pinned Unicode`() throws {
    // U+A7CB is a letter since Unicode 16.
    #expect(try pieces("\u{A7CB}1", #"\p{Lu}"#) == ["\u{A7CB}", "1"])
    #expect(try pieces("ab_1-", #"\w+"#) == ["ab_1", "-"])
    #expect(try pieces("Ⅷa", #"\w+"#, .oniguruma) == ["Ⅷa"])
  }

  @Test(arguments: ["(", "[a", "a{2,1}", "*"]) func `what is no expression is refused`(source: String) {
    #expect(throws: SplitPatternFailure.self) { try SplitPattern.matching(regex: source, dialect: .fancyRegex) }
  }
}
