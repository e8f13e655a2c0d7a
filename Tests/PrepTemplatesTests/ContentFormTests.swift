import PrepExamples
import TestSupport
import Testing

@testable import PrepTemplates

@Suite struct ContentFormTests {
  /// What could be said that templates look for.
  private static let says = [
    "plain words", "<think>\nold thought\n</think>\n\nafter it", "  blanks around  ", "line\nline\n",
    "<|im_end|> spelled", "{\"a\": 1}", "नमस्ते",
  ]

  @Test func `a content of one part is the content, in every bundled template`() throws {
    var random = SeededGenerator(seed: 41)
    for name in ChatTemplate.bundledNames {
      var settings = TemplateSettings(
        tokens: [("bos_token", "<s>"), ("eos_token", "</s>")], time: TemplateTime(year: 2026, month: 11, day: 25))
      settings.adaptsData = true
      let renderer = try ChatRenderer(ChatTemplate.named(name), settings)
      for _ in 0..<TestData.rounds(12) {
        var messages = [Message(role: "user", Self.says.randomElement(using: &random) ?? "")]
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          messages.append(Message(role: "assistant", Self.says.randomElement(using: &random) ?? ""))
          messages.append(Message(role: "user", Self.says.randomElement(using: &random) ?? ""))
        }
        messages.append(Message(role: "assistant", Self.says.randomElement(using: &random) ?? ""))
        let texts = try renderer.render(Chat(messages: messages))
        let parts = try renderer.render(Chat(messages: messages.map(ContentForm.inParts)))
        #expect(texts.bytes == parts.bytes, "\(name): \(messages)")
        #expect(texts.pieces.map(\.part) == parts.pieces.map(\.part), "\(name)")
        #expect(texts.pieces.map(\.end) == parts.pieces.map(\.end), "\(name)")
      }
    }
  }
}
