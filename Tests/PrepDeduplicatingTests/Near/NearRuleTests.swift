import PrepDeduplicating
import Testing

@Suite struct NearRuleTests {
  @Test(
    "rules are read as they are written",
    arguments: ["covered", "similar:0.8", "similar:0.95", "similar:1", "similar:0.512345"])
  func round(_ text: String) { #expect(NearRule(text)?.text == text) }

  @Test(
    "what is not a rule is none",
    arguments: ["", "near", "similar:", "similar:2", "similar:0.4", "similar:-1", "similar:0.1234567", "similar:.8"])
  func none(_ text: String) { #expect(NearRule(text) == nil) }

  @Test("a set at the threshold is found with a chance of 0.98 and more") func bands() {
    for millionths in stride(from: 500_000, through: 1_000_000, by: 50_000) {
      let (count, rows) = NearRule.similar(millionths: millionths).bands
      #expect(count * rows <= 128)
      func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * base }
      }
      #expect(1 - power(1 - power(Double(millionths) / 1_000_000, rows), count) > 0.98)
    }
  }
}
