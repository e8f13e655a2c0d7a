import PrepDiagnostics
import PrepValidating
import TestSupport
import Testing

/// The rules about what texts have in common, held against a plain computation.
@Suite struct TextCensusTests {
  private func endings(_ texts: [String]) -> String {
    var end = Array(texts[0].utf8.suffix(64))
    for text in texts { while !text.utf8.reversed().starts(with: end.reversed()) { end.removeFirst() } }
    while let first = end.first, first & 0xC0 == 0x80 { end.removeFirst() }
    return String(decoding: end, as: UTF8.self)
  }

  @Test("separators inside prompts are counted as a plain search counts them", arguments: Array(1...12) as [UInt64])
  func separatorsAreCounted(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let separator = ["→", "\n\n###\n\n", " ->", "é:"].randomElement(using: &generator) ?? "->"
    let pieces = ["a", "b→", " ->c", "###", "\n", "é", ":", "é:", " x"]
    let prompts = (0..<40).map { _ in
      (0..<Int.random(in: 1...6, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        + separator
    }
    let end = endings(prompts)
    let inside = prompts.count { prompt in
      let bytes = Array(prompt.utf8)
      let wanted = Array(end.utf8)
      return (0..<max(0, bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
    }
    let text = prompts.enumerated().map { number, prompt in
      "{\"prompt\":\"\(prompt.replacing("\n", with: "\\n"))\",\"completion\":\" \(number)\"}\n"
    }.joined()
    let shown = end.replacing("\n", with: "\\n")
    for chunk in [64, 1 << 18] {
      let findings = try Validating.findings(Array(text.utf8), select: ["P02"], chunkSize: chunk)
      #expect(
        findings.map(\.message)
          == (inside == 0 ? [] : ["the separator \"\(shown)\" also appears inside \(inside) prompts"]))
    }
  }
}
