import Foundation
import PrepExamples
import PrepTemplates
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

/// What a column says of the parts of turns agrees with what is learnt, and changes neither tokens nor loss.
@Suite struct TokenPartsTests {
  private func options(_ template: ChatTemplate, _ tokenizer: Tokenizer) throws -> TokenizingOptions {
    var options = TokenizingOptions(for: tokenizer)
    options.chat = try ChatFormat(
      template,
      TemplateSettings(
        tokens: [("bos_token", "<s>"), ("eos_token", "</s>")], time: TemplateTime(year: 2026, month: 3, day: 4)))
    return options
  }

  @Test func `parts are told beside the same tokens with the same loss`() throws {
    let tokenizer = try Tokenizer.named("prep-8k")
    var seen: Set<TokenPart> = []
    for name in ChatTemplate.bundledNames {
      for parts: Set<TokenizingOptions.TurnPart>? in [nil, [.content, .end], [.reasoning, .toolCall]] {
        for kind in UniqueConversation.Kind.allCases {
          var random = SeededGenerator(seed: UInt64(kind.rawValue) + 5)
          var chat = UniqueConversation(&random, kind)
          while kind == .tools, !chat.messages.contains(where: { $0.role == "tool" }) {
            chat = UniqueConversation(&random, kind)
          }
          var plain = try options(.named(name), tokenizer)
          plain.trainedParts = parts
          var telling = plain
          telling.tellsParts = true
          let example = Example.chat(Chat(messages: chat.messages, tools: chat.tools))
          let expected = try? ExampleTokenizer(tokenizer, options: plain, shape: .chat).tokenize(example)
          let teller = ExampleTokenizer(tokenizer, options: telling, shape: .chat)
          for _ in 0..<2 {
            let found = try? teller.tokenize(example)
            #expect(found?.tokens == expected?.tokens, "\(name)")
            #expect(found?.loss == expected?.loss, "\(name)")
            guard let found, case .integers(let values)? = found.columns.first else { continue }
            #expect(values.count == found.tokens.count)
            seen.formUnion(values.compactMap { TokenPart(rawValue: UInt8($0)) })
            guard let parts else { continue }
            let names = Set(parts.map(\.rawValue))
            for (index, value) in values.enumerated() where found.loss.isLearnt(index) {
              let part = try #require(TokenPart(rawValue: UInt8(value)))
              #expect(names.contains(part.name) || part == .other, "\(name): \(part) is learnt")
            }
          }
        }
      }
    }
    #expect(seen.isSuperset(of: [.header, .reasoning, .content, .toolCall, .toolResult, .end, .newline]))
  }

  @Test func `parts of what follows one another in several sequences go with them`() throws {
    let tokenizer = try Tokenizer.named("prep-8k")
    var options = try options(.named("chatml"), tokenizer)
    options.tellsParts = true
    options.maxTokens = 24
    options.overflow = .split
    let words = Array(String(repeating: "word and ", count: 30).utf8)
    let chat = Chat(messages: [Message(role: "user", "hi"), Message(role: "assistant", content: .text(words))])
    let sequences = try ExampleTokenizer(tokenizer, options: options, shape: .chat).tokenize(.chat(chat), weight: nil)
    #expect(sequences.count > 2)
    for sequence in sequences { #expect(sequence.agrees(with: [.parts])) }
    guard case .integers(let last)? = sequences.last?.columns.first else { return #expect(Bool(false)) }
    #expect(last.contains(Int32(TokenPart.end.rawValue)))
  }
}

extension TokenLoss {
  /// Whether a token is learnt.
  fileprivate func isLearnt(_ index: Int) -> Bool {
    switch self {
    case .all: true
    case .mask(let mask): mask[index] != 0
    case .weights(let weights): weights[index] != 0
    }
  }
}
