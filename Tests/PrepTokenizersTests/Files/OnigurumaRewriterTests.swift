import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepTokenizers

@Suite struct OnigurumaRewriterTests {
  @Test(
    "what engines read differently is spelled out",
    arguments: [
      (#"(?s:.+)"#, #"(?:(?m:.)+)"#), (#"(?s).+|x"#, #"(?m:.)+|x"#), (#"(?s:.)."#, #"(?:(?m:.))."#),
      (#"(?m:^a)^"#, #"(?:(?:\A|(?<=\n))a)\A"#), (#"\pL+|\PL"#, #"\p{L}+|\P{L}"#),
      (#"(?P<n>a)|\s"#, #"(?:a)|\s"#), (#"(a)\1"#, #"(a)\1"#), (#"\p{Script=Han}"#, #"\p{Han}"#),
      (#"[\u{4e00}-\u9fff]"#, #"[\x{4E00}-\x{9FFF}]"#), (#"^a$"#, #"\Aa\z"#),
      (#"(?m)^a"#, #"(?:\A|(?<=\n))a"#), (#"[[:punct:]]"#, #"[!-/:-@\[-`{-~]"#), (#"a{1,3}+"#, #"(?>a{1,3})"#),
      (#"a{2}?b"#, #"a{2}b"#), (#"x(?i)a|b"#, #"x(?i:a)|(?i:b)"#), (#"[]a]"#, #"[\]a]"#),
      (#"\p{L}+|\s+(?!\S)|\s+"#, #"\p{L}+|\s+(?!\S)|\s+"#), (#"(?i:'s|'t)"#, #"(?i:'s|'t)"#),
    ]) func spelledOut(_ source: String, _ expected: String) throws
  {
    #expect(try OnigurumaRewriter.rewritten(source) == expected)
  }

  @Test(
    "what one of the engines does not read is refused",
    arguments: [
      #"(?<=a+)b"#, #"(?<=\b)a"#, #"(?=a)+b"#, "a**", "a{2}{3}", "{", "a{,3}", "(a", "a)", "[a", #"[\p{L}--\p{Lu}]"#,
      "(?x)a", #"\p"#, "*a", "(?|a)",
    ]) func refused(_ source: String)
  {
    #expect(throws: OnigurumaRewriter.Objection.self) { try OnigurumaRewriter.rewritten(source) }
  }

  @Test func `expressions that may match nothing are known`() throws {
    for (source, mayBeEmpty) in [
      (#"(?=\p{Lu})|."#, true), ("a|", true), ("(?:a|b)*+|.", true), ("a?b*", true), ("a{0,3}", true), ("", true),
      ("a+|.", false), (#"a?b|\s{1,2}"#, false), ("(?:a|bc)+", false),
    ] { #expect(try OnigurumaRewriter.mayMatchNothing(source) == mayBeEmpty, "\(source)") }
  }

  /// Parts that expressions are made of.
  private static let atoms = [
    "a", "b", #"\w"#, #"\W"#, #"\d"#, #"\s"#, #"\b"#, #"\B"#, "^", "$", ".", "(?s:.)", "(?m:^)", "(?m:$)", "[a-c]",
    "[^ab]", #"[\w.]"#, #"[^\W_]"#, "[[:alpha:]]", "[[:^punct:]]", #"[[:digit:]\s]"#, #"\pN"#, #"\P{L}"#,
    #"\p{sc=Greek}"#, #"\x{e9}"#, "(?:ab|c)", "(?P<x>b)", "(?i:AB)", "(?<=a)", "(?<!b|ca)", "(?=b)", "(?!a)", "(?i)",
    "(?s)", "(?>a|ab)", "[]b]", "(?#no)",
  ]
  private static let quantifiers = [
    "", "", "", "+", "*", "?", "+?", "*?", "++", "{2}", "{1,2}", "{1,2}+", "{2}?", "{0,2}?",
  ]

  @Test("what is written means in Oniguruma what it means in tiktoken's dialect", arguments: 0..<3)
  func sameMatches(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let letters = Array("aaabbcAB _.1٣½²é\u{301}α\u{200D}\n\n漢\t".unicodeScalars)
    var written = 0
    for _ in 0..<14 {
      var source = ""
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        source += Self.atoms.randomElement(using: &generator) ?? ""
        source += Self.quantifiers.randomElement(using: &generator) ?? ""
        if Int.random(in: 0..<4, using: &generator) == 0 { source += "|" }
      }
      guard let own = try? SplitPattern.matching(regex: source, dialect: .fancyRegex),
        let expression = try? OnigurumaRewriter.rewritten(source)
      else { continue }
      written += 1
      let mine = PatternMatcher(own)
      let other = try SplitPattern.matching(regex: expression, dialect: .oniguruma)
      let its = PatternMatcher(other)
      for _ in 0..<20 {
        let text = String(
          String.UnicodeScalarView(
            (0..<Int.random(in: 0...14, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "a" }
          ))
        let bytes = Array(text.utf8)[...]
        #expect(
          mine.matches(in: bytes) == its.matches(in: bytes),
          "\(source) written as \(expression) on \(text.debugDescription)")
      }
    }
    #expect(written > 2)
  }
}
