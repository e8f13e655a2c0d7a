import PrepValidating
import Testing

/// Any weight but nothing is learned, however it is written.
@Suite struct WeightTests {
  @Test(arguments: [
    ("0", false), ("0.0", false), ("-0", false), ("0e7", false), ("0.5", true), ("0.01", true), ("1", true),
    ("1.0", true), ("2e-3", true), ("3", true),
  ]) func `a weight is learned unless it is nothing`(_ weight: String, _ isLearned: Bool) throws {
    let chat =
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"the answer","weight":\#(weight)}]}"#
    let tokenizer = try Validating.tokenizer.get()
    for template in [nil, "chatml"] {
      let (findings, result) = try Validating.run(
        Array((chat + "\n").utf8), select: ["W", "K17"], tokenizer: tokenizer, template: template)
      #expect(findings.map(\.about.id).contains("W02") != isLearned)
      #expect((try #require(result.tokens).trained > 0) == isLearned)
      #expect(findings.contains { $0.about.id == "W01" } == (weight == "-0"))
    }
    // Targets that know 0 and 1 alone say so.
    let refused = try Validating.findings(Array((chat + "\n").utf8), targets: ["openai-chat"], select: ["W01"])
    #expect(refused.isEmpty == ["0", "1"].contains(weight))
  }
}
