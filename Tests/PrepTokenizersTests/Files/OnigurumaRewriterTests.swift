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

  @Test(
    "what is written means in Oniguruma what it means in tiktoken's dialect",
    arguments: [
      "(?s:.+?)a|.", "^a|b$|.", "(?m)^a|b$|.", #"[[:punct:]]+|[^[:punct:]]"#, #"a{1,2}+b|."#, "a{2}?b|.", "x(?i)a|b|c",
      "(?P<x>ab)|.", #"\pN+|\PN"#, "(?<!b|c)a|.",
    ]) func sameMatches(_ source: String) throws
  {
    let own = PatternMatcher(try SplitPattern.matching(regex: source, dialect: .fancyRegex))
    let expression = try OnigurumaRewriter.rewritten(source)
    let other = PatternMatcher(try SplitPattern.matching(regex: expression, dialect: .oniguruma))
    for text in ["", "a", "aab", "b\na\nb", "xaxB cC", "aaab\n", "!?_.a", "1٣½²a", "caba", "é\u{301}ab\n\n"] {
      let bytes = Array(text.utf8)[...]
      #expect(own.matches(in: bytes) == other.matches(in: bytes), "\(expression) on \(text.debugDescription)")
    }
  }
}
