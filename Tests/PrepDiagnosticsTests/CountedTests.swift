import PrepDiagnostics
import Testing

@Suite struct CountedTests {
  @Test func `a number has the noun that goes with it`() {
    for (noun, plural) in [
      ("record", "records"), ("batch", "batches"), ("entry", "entries"), ("key", "keys"), ("index", "indexes"),
      ("match", "matches"), ("class", "classes"), ("empty row", "empty rows"), ("copy", "copies"),
    ] {
      #expect(Counted(1, noun).description == "1 \(noun)")
      #expect(Counted(-1, noun).description == "-1 \(plural)")
      for count in [0, 2, 11, 101] { #expect(Counted(count, noun).description == "\(count) \(plural)") }
    }
  }

  @Test func `digits stand in groups of three`() {
    for (number, text) in [
      (0, "0"), (999, "999"), (1000, "1,000"), (-1234, "-1,234"), (1_234_567, "1,234,567"),
    ] { #expect(Counted.grouped(number) == text) }
  }

  @Test func `a verb agrees`() {
    #expect(Counted(1, "token").with("spans", "span") == "1 token spans")
    #expect(Counted(2, "token").with("spans", "span") == "2 tokens span")
    #expect(Counted(0, "token").with("is", "are") == "0 tokens are")
  }
}
