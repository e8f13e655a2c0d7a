import PrepExamples
import PrepRecords
import PrepTokenizers
import PrepTokenizing
import PrepTokens
import TestSupport
import Testing

/// The samples of the documentation of PrepTokenizing: `SampleTests` sees that it has these lines.
@Suite struct ArticleSamples {
  @Test func `sequences come in a loop`() throws {
    let paths = [Fixtures.path("examples/questions.jsonl")]
    let tokenizer = try Tokenizer.named("prep-8k")

    for result in try JSONLinesReader(paths: paths).examples(as: .promptCompletion).tokenized(by: tokenizer).sequences {
      let sequence = try result.get()
      print(sequence.tokens.count, sequence.trainedTokenCount)
    }
    let sequences = try JSONLinesReader(paths: paths).examples(as: .promptCompletion).tokenized(by: tokenizer).sequences
    #expect(Array(sequences).count == 120)
  }

  @Test func `a token lies across the end of a prompt`() throws {
    let tokenizer = try Tokenizer.named("prep-32k-v2")
    let prompt = "url: http:"
    let completion = "//x.org"
    let apart = try tokenizer.encode(prompt) + tokenizer.encode(completion)
    let joint = try tokenizer.encode(prompt + completion)
    #expect(apart.map { tokenizer.decode([$0]) } == ["url", ":", " http", ":", "//", "x", ".org"])
    #expect(joint.map { tokenizer.decode([$0]) } == ["url", ":", " http", "://", "x", ".org"])

    var options = TokenizingOptions(for: tokenizer)
    let example = Example.promptCompletion(
      prompt: .text(Array(prompt.utf8)), completion: .text(Array(completion.utf8)))
    var trained: [String: Int] = [:]
    for boundary in TokenizingOptions.Boundary.allCases {
      options.boundary = boundary
      let sequence = try? ExampleTokenizer(tokenizer, options: options).tokenize(example)
      trained[boundary.rawValue] = sequence?.trainedTokenCount
    }
    #expect(trained == ["joint": 3, "split": 4])
  }

  /// What the article says of completions that begin with a space, and of seams.
  @Test func `a space behind a letter is a wall`() throws {
    let tokenizer = try Tokenizer.named("prep-32k-v2")
    var options = TokenizingOptions(for: tokenizer)
    let words = ["The sea is", " calm", "What is it", " 12 of them", "Ende", " gut", "x", " y.", "Καλά", " ok"]
    for (prompt, completion) in zip(words, words.dropFirst()) where completion.hasPrefix(" ") {
      let example = Example.promptCompletion(
        prompt: .text(Array(prompt.utf8)), completion: .text(Array(completion.utf8)))
      let sequences = try TokenizingOptions.Boundary.allCases.map { boundary in
        options.boundary = boundary
        return try ExampleTokenizer(tokenizer, options: options).tokenize(example)
      }
      #expect(sequences.allSatisfy { $0 == sequences[0] }, "\(prompt)|\(completion)")
    }
  }
}
