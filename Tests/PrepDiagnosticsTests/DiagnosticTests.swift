import PrepDiagnostics
import Testing

@Suite struct DiagnosticTests {
  @Test func aMessageStartsWithItsPlaceAndEndsWithItsCode() {
    let place = SourceLocation(file: "train.jsonl", line: 17, column: 1)
    #expect(
      Diagnostic("missing-field", "missing field \"messages\"", at: place).description
        == "train.jsonl:17:1: missing field \"messages\" [missing-field]")
  }

  @Test func partsThatAreNotKnownAreLeftOut() {
    #expect(SourceLocation(file: "a").description == "a")
    #expect(SourceLocation(file: "a", line: 2).description == "a:2")
    #expect(SourceLocation(file: "a", line: 2, column: 3).description == "a:2:3")
  }

  @Test func severitiesAreOrdered() {
    #expect(Diagnostic.Severity.info < .warning)
    #expect(Diagnostic.Severity.warning < .error)
    #expect(Diagnostic.Severity.allCases.max() == .error)
  }
}
