import Testing

@testable import PrepUnicode

@Suite struct ExpressionTranslatorTests {
  private func matches(_ source: String, _ text: String, _ dialect: ExpressionDialect) throws -> [String] {
    let bytes = Array(text.utf8)
    let matcher = try RegularExpression(source, dialect: dialect).makeMatcher()
    return bytes.withUnsafeBufferPointer { buffer in
      matcher.start(buffer)
      var found: [String] = []
      while let match = matcher.next() { found.append(String(decoding: bytes[match], as: UTF8.self)) }
      return found
    }
  }

  private func both(_ source: String, _ text: String, _ fancy: [String], _ oniguruma: [String]) throws {
    #expect(try matches(source, text, .fancyRegex) == fancy, "fancy-regex: \(source)")
    #expect(try matches(source, text, .oniguruma) == oniguruma, "Oniguruma: \(source)")
  }

  @Test func `word characters are those of each engine`() throws {
    try both(#"\w"#, "²³¹¼½¾\u{200D}a_", ["\u{200D}", "a", "_"], ["²", "³", "¹", "¼", "½", "¾", "a", "_"])
    #expect(try matches("[[:alnum:]]", "\u{363}\u{1DD3}\u{301}", .oniguruma) == ["\u{363}", "\u{1DD3}"])
    for inBrackets in [#"[\w]"#, #"[[:word:]]"#, #"[^\W]"#] {
      #expect(try matches(inBrackets, "a\u{B2}\u{B9}\u{BC}\u{BE}_", .oniguruma) == ["a", "_"])
    }
    #expect(try matches(#"\w"#, "a\u{B2}\u{BE}-", .oniguruma) == ["a", "\u{B2}", "\u{BE}"])
    #expect(try matches(#"[^\w]"#, "a\u{B2}-", .oniguruma) == ["\u{B2}", "-"])
    #expect(try matches("[[:blank:]]", "\t \u{3000}\n", .oniguruma) == ["\t", " ", "\u{3000}"])
  }

  @Test func `a plus after an interval is possessive for one and a repetition for the other`() throws {
    try both(#"\d{1,3}+"#, "1234567", ["123", "456", "7"], ["1234567"])
    try both(#"\d{1,2}+\d"#, "12345", ["123"], ["12345"])
    try both(#"a++b"#, "aab", ["aab"], ["aab"])
    try both(#"a?+a"#, "a", [], [])
    try both(#"(?:ab){2}{2}"#, "abababab", ["abababab"], ["abababab"])
  }

  @Test func `anchors and dots`() throws {
    try both("^b", "a\nb", [], ["b"])
    try both("a$", "a\nb", [], ["a"])
    try both("(?m)a$", "a\nb", ["a"], ["a"])
    try both(".", "\n\r\u{85}", ["\r", "\u{85}"], ["\r", "\u{85}"])
    #expect(try matches("(?s).", "\n", .fancyRegex) == ["\n"])
    #expect(try matches("(?m).", "\n", .oniguruma) == ["\n"])
  }

  @Test func `classes are sets of the pinned Unicode`() throws {
    try both(#"\p{Lu}"#, "\u{A7CB}a", ["\u{A7CB}"], ["\u{A7CB}"])
    try both(#"[\p{L}&&[^\p{Han}]]+"#, "ab中c", ["ab", "c"], ["ab", "c"])
    try both(#"[^\s\p{L}\d]+"#, "a 1.,b", [".,"], [".,"])
    try both(#"[a-c\-\]]+"#, "x-a]c", ["-a]c"], ["-a]c"])
    try both(#"[]a]+"#, "b]a", ["]a"], ["]a"])
    try both(#"[\p{^L}x]+"#, "ax1", ["x1"], ["x1"])
    try both(#"\p{Script=Greek}+"#, "aβγ", ["βγ"], ["βγ"])
    try both(#"[一-龥]+"#, "a中文b", ["中文"], ["中文"])
    // Circled letters and letter numbers are words for both; joiners for one alone.
    try both(#"\w+"#, "ⅧⓐⅨ", ["ⅧⓐⅨ"], ["ⅧⓐⅨ"])
    try both(#"\w+"#, "a\u{200D}b", ["a\u{200D}b"], ["a", "b"])
    try both(#"\bx\b"#, "x ax x", ["x", "x"], ["x", "x"])
    try both(#"[[:digit:]]+"#, "a12", ["12"], ["12"])
  }

  @Test func `without regard to case the long s is an s`() throws {
    try both("(?i:'s)", "'s 'S 'ſ", ["'s", "'S", "'ſ"], ["'s", "'S", "'ſ"])
    try both("a(?i)b|c", "aB C", ["aB", "C"], ["aB"])
    try both("(?i)[^k]", "kK\u{212A}x", ["x"], ["x"])
    try both("(?i:É)", "é", ["é"], ["é"])
    try both("(?i:a)b", "AB Ab", ["Ab"], ["Ab"])
  }

  @Test func `escapes`() throws {
    try both(#"\x41\u0042\t\v\."#, "AB\t\u{B}.", ["AB\t\u{B}."], ["AB\t\u{B}."])
    try both(#"\h+"#, "xfe", ["fe"], ["fe"])
    try both(#"(a|b)\1"#, "abb", ["bb"], ["bb"])
    try both("a#b c", "a#b c", ["a#b c"], ["a#b c"])
    try both("{a}", "{a}", ["{a}"], ["{a}"])
  }

  @Test(arguments: [
    "(", ")", "a)", "[a", "[b-a]", "*", "a{2,1}", #"\p{Nonsense}"#, #"\p{L"#, #"\K"#, #"\X"#, #"\G"#, "(?x)a b", "(?R)",
    #"\"#, #"\u12"#,
    "[a--b]", #"\xZZ"#, "(?(1)a)", "[[:nonsense:]]", String(repeating: "(", count: 100_000),
    String(repeating: "[", count: 100_000),
  ])
  func `what cannot be said exactly is refused`(source: String) {
    #expect(throws: UnicodeFailure.self) { try RegularExpression(source, dialect: .fancyRegex) }
  }
}
