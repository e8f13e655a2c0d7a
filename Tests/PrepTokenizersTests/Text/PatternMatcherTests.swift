import PrepBytePairEncoding
import Testing

@testable import PrepTokenizers

@Suite struct PatternMatcherTests {
  @Test func `what lies between the matches of an expression is told apart`() throws {
    let matcher = PatternMatcher(try SplitPattern.matching(regex: #"\p{N}{1,2}"#, dialect: .oniguruma))
    let text = Array("a123é😀4".utf8)[...]
    let parts = matcher.parts(of: text, isInverted: false)
    #expect(parts.map { String(decoding: text[$0.range], as: UTF8.self) } == ["a", "12", "3", "é😀", "4"])
    #expect(parts.map(\.isMatch) == [false, true, true, false, true])
  }

  @Test func `empty matches cut, but never right after another match`() throws {
    let matcher = PatternMatcher(try SplitPattern.matching(regex: #"(?=\p{Lu})|b+"#, dialect: .oniguruma))
    let text = Array("abBcD".utf8)[...]
    #expect(matcher.matches(in: text) == [1..<2, 4..<4])
  }

  @Test func `several threads share a matcher`() async throws {
    let matcher = PatternMatcher(try SplitPattern.matching(regex: #"\w+"#, dialect: .oniguruma))
    await withTaskGroup(of: Int.self) { group in
      for round in 0..<8 {
        group.addTask {
          matcher.matches(in: Array(repeating: "ab ", count: round + 1).joined().utf8.map { $0 }[...]).count
        }
      }
      var counts: [Int] = []
      for await count in group { counts.append(count) }
      #expect(counts.sorted() == Array(1...8))
    }
  }
}
