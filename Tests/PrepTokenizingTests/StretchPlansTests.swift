import PrepExamples
import PrepTemplates
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

@Suite struct StretchPlansTests {
  private static let words: [[UInt8]] = ["", " ", "yes", "a\nb", "  two words ", "x</s>", "\n"].map { Array($0.utf8) }

  private func conversation(_ random: inout SeededGenerator) -> [Message] {
    var messages: [Message] = []
    if Bool.random(using: &random) {
      messages.append(Message(role: "system", content: .text(Self.words.randomElement(using: &random)!)))
    }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      messages.append(Message(role: "user", content: .text(Self.words.randomElement(using: &random)!)))
      let weight = [nil, nil, 1, 0, 0.5].randomElement(using: &random)!
      messages.append(
        Message(role: "assistant", content: .text(Self.words.randomElement(using: &random)!), weight: weight))
    }
    return messages
  }

  @Test(arguments: [0, 0.01] as [Float])
  func `a conversation becomes the same whatever came before it`(promptWeight: Float) throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    var random = SeededGenerator(seed: 71)
    for name in ["chatml", "llama2", "mistral-v7", "gemma", "qwen3", "zephyr"] {
      var options = TokenizingOptions(for: tokenizer)
      options.chat = try ChatFormat(
        .named(name), TemplateSettings(tokens: [("bos_token", "<s>"), ("eos_token", "</s>")]))
      options.usesWeights = true
      options.promptWeight = promptWeight
      for mask in [TokenizingOptions.Mask.assistant, .last, .all] {
        options.mask = mask
        let shared = ExampleTokenizer(tokenizer, options: options)
        for _ in 0..<TestData.rounds(60) {
          let example = Example.chat(Chat(messages: conversation(&random)))
          let weight = [nil, 1, 0.5].randomElement(using: &random)!
          let expected = Result { try ExampleTokenizer(tokenizer, options: options).tokenize(example, weight: weight) }
          let found = Result { try shared.tokenize(example, weight: weight) }
          switch (found, expected) {
          case (.success(let found), .success(let expected)): #expect(found == expected, "\(name) \(mask) \(example)")
          case (.failure(let found), .failure(let expected)): #expect("\(found)" == "\(expected)")
          default: Issue.record("\(name) \(mask) \(example): \(found) instead of \(expected)")
          }
        }
      }
    }
  }
}
