import Synchronization
import Testing

@testable import PrepUnicode

@Suite struct RegularExpressionTests {
  private func matches(_ source: String, _ text: [UInt8], from: Int = 0, _ dialect: ExpressionDialect = .fancyRegex)
    throws -> [Range<Int>]
  {
    let matcher = try RegularExpression(source, dialect: dialect).makeMatcher()
    return text.withUnsafeBufferPointer { bytes in
      matcher.start(bytes, at: from)
      var found: [Range<Int>] = []
      while let match = matcher.next() { found.append(match) }
      return found
    }
  }

  @Test func `matches are found in order, empty ones too`() throws {
    #expect(try matches("b*", Array("abb".utf8)) == [0..<0, 1..<3, 3..<3])
    #expect(try matches("b*", []) == [0..<0])
  }

  @Test func `places are bytes, whatever the characters`() throws {
    #expect(try matches("b", Array("é😀b中b".utf8)) == [6..<7, 10..<11])
    #expect(try matches("b", [0xFF, 0x62, 0xE4, 0xB8, 0x62]) == [1..<2, 4..<5])
  }

  @Test func `a search may begin inside and look back`() throws {
    #expect(try matches("(?<=a)b", Array("ab ab".utf8), from: 1) == [1..<2, 4..<5])
  }

  @Test func `one matcher takes many texts`() throws {
    let matcher = try RegularExpression("a+", dialect: .fancyRegex).makeMatcher()
    for length in [3, 300, 5, 0] {
      [UInt8](repeating: 0x61, count: length).withUnsafeBufferPointer { bytes in
        matcher.start(bytes)
        #expect(matcher.next() == (length == 0 ? nil : 0..<length))
        matcher.finish()
      }
    }
  }

  @Test func `a long run needs no deep stack`() throws {
    #expect(try matches("(?:a|b)+c?", [UInt8](repeating: 0x61, count: 300_000)) == [0..<300_000])
  }

  @Test(arguments: [
    "(?:a?)*+b", "(?:a?)++", "(?:|a)*+", "(?>a*)*+b", "(?:a*+)++b", "(?:(?:a?)*+)*+", "(?=a)*+a", "(a?)++b",
    "(?:a?){2,}+b", "\\b*+a",
    "(?:\\b|a)++", "\\A*+a", "^*+a", "$?+a",
  ])
  func `what takes nothing may be repeated without end`(source: String) throws {
    let found = try matches(source, Array("aaabaab  ab".utf8))
    #expect(found.count < 30)
  }

  @Test func `a possessive repetition gives nothing back`() throws {
    #expect(try matches("(?:a?)*+a", Array("aaa".utf8)) == [])
    #expect(try matches("(?:a?)*+b", Array("aab".utf8)) == [0..<3])
    #expect(try matches("(?:ab|a)++b", Array("abab abb".utf8)) == [5..<8])
    #expect(try matches("(?:a?){1,2}+a", Array("aaa".utf8)) == [0..<3])
    #expect(try matches("(a?)++b|.", Array("aac".utf8)) == [0..<1, 1..<2, 2..<3])
  }

  @Test func `a match that does not end is given up, and said`() throws {
    let told = Mutex<[UnicodeFailure]>([])
    MatchFailures.whenOneHappens { failure in told.withLock { $0.append(failure) } }
    defer { MatchFailures.whenOneHappens(nil) }
    let matcher = try RegularExpression("(a+)+c", dialect: .fancyRegex).makeMatcher()
    [UInt8](repeating: 0x61, count: 60).withUnsafeBufferPointer { bytes in
      matcher.start(bytes)
      #expect(matcher.next() == nil)
      #expect(matcher.failure?.code == .limit)
      #expect(matcher.next() == nil)
    }
    #expect(told.withLock { $0.contains { $0.message == matcher.failure?.message } })
    // The next text is another one.
    Array("aac".utf8).withUnsafeBufferPointer { bytes in
      matcher.start(bytes)
      #expect(matcher.failure == nil)
      #expect(matcher.next() == 0..<3)
    }
  }

  @Test func `what is no pattern says why`() {
    let failure = #expect(throws: UnicodeFailure.self) { try RegularExpression("a(b", dialect: .fancyRegex) }
    #expect(failure?.message == "a ( without its )")
  }
}
