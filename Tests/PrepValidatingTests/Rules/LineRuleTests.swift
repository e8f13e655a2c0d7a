import PrepDiagnostics
import PrepValidating
import Testing

/// Which rule takes a line that is not JSON, and where it sees the fault.
@Suite struct LineRuleTests {
  @Test(
    "a faulty line is one rule's, at the fault",
    arguments: [
      ("{\"a\":1,}", "J02 1:8"), ("[1,2,]", "J02 1:6"), ("{'a':1}", "J02 1:2"), ("{\"a\":NaN}", "J02 1:6"),
      ("{\"a\":-Infinity}", "J02 1:6"), ("{\"a\":None}", "J02 1:6"), ("{\"a\":1 // one\n}", "J02 1:8"),
      ("{a:1}", "J02 1:2"),
      ("{\"a\":\"x\ty\"}", "J02 1:8"), ("{\"a\":\"x\\qy\"}", "J02 1:8"), ("{\"a\":1}{\"a\":2}", "J05 1:8"),
      ("{\"a\":1},", "J05 1:8"), ("{\"a\":", "J05 1:6"), ("{\"a\":\"x}", "J01 1:6"), ("{\"a\" 1}", "J01 1:6"),
      ("nonsense", "J01 1:1"),
    ])
  func takesTheLine(_ line: String, _ expected: String) throws {
    let findings = try Validating.findings(Array((line + "\n").utf8), select: ["F", "J"], ignore: ["F01"])
    let first = try #require(findings.first)
    #expect("\(first.about.id) \(Validating.place(first))" == expected)
  }
}
