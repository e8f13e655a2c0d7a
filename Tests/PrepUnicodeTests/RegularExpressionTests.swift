import Testing

@testable import PrepUnicode

@Suite struct RegularExpressionTests {
  @Test func `matches are found in order, empty ones too`() throws {
    let expression = try RegularExpression("b*")
    expression.search(Array("abb".utf16))
    #expect(expression.next() == 0..<0)
    #expect(expression.next() == 1..<3)
    #expect(expression.next() == 3..<3)
    #expect(expression.next() == nil)
    expression.search([])
    #expect(expression.next() == 0..<0)
  }

  @Test func `a long run needs no deep stack`() throws {
    let expression = try RegularExpression("(?:a|b)+c?")
    let text = [UInt16](repeating: 0x61, count: 300_000)
    expression.search(text)
    #expect(expression.next() == 0..<300_000)
  }

  @Test func `what is no pattern says why and where`() {
    let failure = #expect(throws: RegularExpressionFailure.self) { try RegularExpression("a(b") }
    #expect(failure?.reason == "U_REGEX_MISMATCHED_PAREN")
  }
}
