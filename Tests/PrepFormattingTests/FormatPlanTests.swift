import Testing

@testable import PrepFormatting

@Suite struct FormatPlanTests {
  @Test func `a separator or stop sequence inside a text is bad data`() throws {
    func code(_ record: String) -> String? {
      do {
        _ = try formatted(record, given("->", "END"))
        return nil
      } catch { return (error as? FormatTexts.Failure)?.code }
    }
    #expect(code(#"{"prompt":"a -> b","completion":"c"}"#) == "separator-inside")
    #expect(code(#"{"prompt":"a","completion":"END c"}"#) == "stop-inside")
    #expect(code(#"{"prompt":"a->","completion":"c END"}"#) == nil)
  }

  @Test func `what is common is taken away, and blanks, and letters are lowered`() throws {
    var options = given("|", "!")
    options.promptPrefix = .common
    options.completionSuffix = .text(Array(" (end)".utf8))
    options.trims = true
    options.lowersCompletions = true
    let common = try census([("Q: one", "A"), ("Q: two", "B")])
    #expect(
      try formatted(#"{"prompt":"Q: one ","completion":" YES (end)"}"#, options, census: common)
        == #"{"prompt":"one|","completion":" yes!"}"#)
  }

  @Test func `classification and open ends get no stop sequence`() throws {
    let classes = try census((0..<30).map { ("p\($0)", $0 % 2 == 0 ? "yes" : "no") })
    let plan = try FormatPlan(FormatOptions(), TextEditor(removing: FormatOptions(), common: nil), classes, labels: [])
    #expect(plan.stop == nil)
    #expect(plan.separator == .new(Array(" ->".utf8)))
    let open = try census((0..<30).map { ("", "text \($0)") })
    let none = try FormatPlan(FormatOptions(), TextEditor(removing: FormatOptions(), common: nil), open, labels: [])
    #expect(none.separator == nil && none.stop == nil)
  }
}
