import PrepExamples
import PrepTemplates
import PrepTokenizers
import PrepTokens
import Testing

@testable import PrepTokenizing

@Suite struct TruncationTests {
  private let tokenizer: Tokenizer
  private let end: UInt32

  init() throws {
    tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    end = try #require(tokenizer.specialTokens.endOfText)
  }

  private func tokenizer(_ overflow: TokenizingOptions.Overflow, _ limit: Int, chat: Bool = false) throws
    -> ExampleTokenizer
  {
    var options = TokenizingOptions(for: tokenizer)
    options.boundary = .split
    options.maxTokens = limit
    options.overflow = overflow
    if chat {
      let source = "{% for m in messages %}{{ m.role }}: {{ m.content }}<|endoftext|>{% endfor %}"
      options.chat = try ChatFormat(ChatTemplate(name: "test", source: Array(source.utf8)))
    }
    return ExampleTokenizer(tokenizer, options: options)
  }

  private func pair(_ prompt: String, _ completion: String) -> Example {
    .promptCompletion(prompt: .text(Array(prompt.utf8)), completion: .text(Array(completion.utf8)))
  }

  private let long = String(repeating: " the", count: 40)

  @Test func `what fits is left alone, and what does not is an error or dropped`() throws {
    let fitting = try tokenizer(.error, 100)
    #expect(try fitting.tokenize(pair(long, " of"), weight: nil).count == 1)
    #expect(throws: TokenizingFault.self) { try tokenizer(.error, 20).tokenize(pair(long, " of"), weight: nil) }
    let dropping = try tokenizer(.drop, 20)
    #expect(try dropping.tokenize(pair(long, " of"), weight: nil).isEmpty)
    let counts = dropping.takeCounts()
    #expect(counts.droppedExamples == 1 && counts.examples == 0)
    #expect(counts.lostTokensByRole[.prompt] == 40)
  }

  @Test func `a prompt is cut at its start, an end keeps its token`() throws {
    let cutting = try tokenizer(.cutPrompt, 20)
    let sequence = try #require(try cutting.tokenize(pair(long, " of"), weight: nil).first)
    #expect(sequence.tokens.count == 20 && sequence.tokens.last == end && sequence.trainedTokenCount == 2)
    #expect(cutting.takeCounts().lostTokensByRole[.prompt] == 22)
    #expect(throws: TokenizingFault.self) { try cutting.tokenize(pair("a", long), weight: nil) }
    let ending = try tokenizer(.cutEnd, 20)
    let cut = try #require(try ending.tokenize(pair("a", long), weight: nil).first)
    #expect(cut.tokens.count == 20 && cut.tokens.last == end && cut.trainedTokenCount == 19)
    #expect(ending.takeCounts().lostTokensByRole[.completion] == 22)
    // Never a sequence with nothing to learn.
    #expect(throws: TokenizingFault.self) { try ending.tokenize(pair(long, " of"), weight: nil) }
  }

  @Test func `parts have the same document, and those with nothing to learn are left out`() throws {
    let splitting = try tokenizer(.split, 20)
    let parts = try splitting.tokenize(pair(long, long), weight: nil)
    #expect(
      parts.count == 2
        && parts.allSatisfy { $0.tokens.count <= 20 && $0.trainedTokenCount > 1 && $0.documentIDs == [0] })
    let counts = splitting.takeCounts()
    // The end alone would stand in a row of its own, where nothing is left to learn it from.
    #expect(counts.examples == 1 && counts.sequences == 2 && counts.lostTokensByRole[.prompt] == 40)
  }

  @Test func `the oldest turns go first, the system stays`() throws {
    var messages = [Message(role: "system", "be kind")]
    for turn in 0..<6 {
      messages += [Message(role: "user", "question \(turn)"), Message(role: "assistant", "answer \(turn)")]
    }
    let chat = try tokenizer(.cutTurns, 60, chat: true)
    let sequence = try #require(try chat.tokenize(.chat(Chat(messages: messages)), weight: nil).first)
    let text = tokenizer.decode(sequence.tokens)
    #expect(sequence.tokens.count <= 60)
    #expect(
      text.hasPrefix("system: be kind<|endoftext|>user: question") && text.hasSuffix("assistant: answer 5<|endoftext|>")
    )
    #expect(!text.contains("question 0"))
    let counts = chat.takeCounts()
    #expect(counts.cutExamples == 1 && counts.lostTokensByRole[.system] == 0 && counts.lostTokensByRole[.user] > 0)
    #expect(throws: TokenizingFault.self) {
      try tokenizer(.cutTurns, 8, chat: true).tokenize(.chat(Chat(messages: messages)), weight: nil)
    }
  }
}
