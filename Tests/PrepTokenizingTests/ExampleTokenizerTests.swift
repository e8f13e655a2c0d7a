import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepTemplates
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

@Suite struct ExampleTokenizerTests {
  let tokenizer: Tokenizer

  init() throws { tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName) }

  private func options(_ change: (inout TokenizingOptions) -> Void = { _ in }) -> TokenizingOptions {
    var options = TokenizingOptions(for: tokenizer)
    change(&options)
    return options
  }

  private func pair(_ prompt: String, _ completion: String) -> Example {
    .promptCompletion(prompt: .text(Array(prompt.utf8)), completion: .text(Array(completion.utf8)))
  }

  /// What joint encoding means, said slowly: a token is context when its first byte is in the prompt.
  private func reference(_ prompt: [UInt8], _ completion: [UInt8]) throws -> (
    tokens: [UInt32], mask: [UInt8], straddles: Bool
  ) {
    var tokens = try tokenizer.encode(String(decoding: prompt + completion, as: UTF8.self))
    var mask: [UInt8] = []
    var start = 0
    var straddles = false
    for token in tokens {
      let end = start + tokenizer.decodeBytes([token]).count
      mask.append(start < prompt.count ? 0 : 1)
      if start < prompt.count, end > prompt.count { straddles = true }
      start = end
    }
    tokens.append(try #require(tokenizer.specialTokens.endOfText))
    mask.append(1)
    return (tokens, mask, straddles)
  }

  @Test(arguments: UInt64(1)...6) func `joint encoding agrees with the reference`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let words = ["the", " the", "The answer", " ", "\n", "é", "漢", "12", ".", " of", "<|endoftext|>", ""]
    let joint = ExampleTokenizer(tokenizer, options: options())
    let strict = ExampleTokenizer(tokenizer, options: options { $0.boundary = .strict })
    var (straddling, empty) = (0, 0)
    for _ in 0..<TestData.rounds(200) {
      func text() -> String {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined()
      }
      let (prompt, completion) = (text(), text())
      let expected = try reference(Array(prompt.utf8), Array(completion.utf8))
      // An end with nothing before it teaches nothing.
      guard expected.tokens.count > 1 else {
        #expect(throws: TokenizingFault.self) { try joint.tokenize(pair(prompt, completion)) }
        empty += 1
        continue
      }
      let sequence = try joint.tokenize(pair(prompt, completion))
      #expect(sequence == TokenSequence(document: expected.tokens, loss: .mask(expected.mask), id: 0))
      straddling += expected.straddles ? 1 : 0
      let refused = (try? strict.tokenize(pair(prompt, completion))) == nil
      #expect(refused == expected.straddles)
    }
    let counts = joint.takeCounts()
    #expect(counts.examples == TestData.rounds(200) - empty)
    #expect(counts.straddlingTokens == straddling)
    #expect(joint.takeCounts() == TokenizingCounts())
  }

  @Test func `split encodes the two apart`() throws {
    let sequence = try ExampleTokenizer(tokenizer, options: options { $0.boundary = .split }).tokenize(
      pair("a the", " of b"))
    let prompt = try tokenizer.encode("a the")
    let completion = try tokenizer.encode(" of b")
    let end = try #require(tokenizer.specialTokens.endOfText)
    #expect(sequence.tokens == prompt + completion + [end])
    #expect(
      sequence.loss
        == .mask([UInt8](repeating: 0, count: prompt.count) + [UInt8](repeating: 1, count: completion.count + 1)))
  }

  @Test func `the parts of a completion are its text and its end`() throws {
    func mask(_ parts: Set<TokenizingOptions.TurnPart>) throws -> TokenLoss {
      try ExampleTokenizer(tokenizer, options: options { $0.trainedParts = parts }).tokenize(pair("one", " two")).loss
    }
    #expect(try mask([.content, .end]) == .mask([0, 1, 1]))
    #expect(try mask([.content]) == .mask([0, 1, 0]))
    #expect(try mask([.end]) == .mask([0, 0, 1]))
    #expect(throws: TokenizingFault.self) { try mask([.header]) }
  }

  @Test func `a text is learnt as a whole, between its begin and end`() throws {
    let sequence = try ExampleTokenizer(tokenizer, options: options { $0.beginOfText = 7 }).tokenize(
      .text(Array("the".utf8)))
    let end = try #require(tokenizer.specialTokens.endOfText)
    #expect(sequence.tokens == [7] + (try tokenizer.encode("the")) + [end])
    #expect(sequence.loss == .all)
  }

  @Test func `special tokens in a text are text unless they are allowed`() throws {
    let end = try #require(tokenizer.specialTokens.endOfText)
    for boundary in [TokenizingOptions.Boundary.joint, .split] {
      let plain = try ExampleTokenizer(
        tokenizer,
        options: options {
          $0.boundary = boundary
          $0.endOfText = nil
        }
      )
      .tokenize(pair("a<|endoftext|>", "<|endoftext|>b"))
      #expect(!plain.tokens.contains(end))
      let allowed = try ExampleTokenizer(
        tokenizer,
        options: options {
          $0.boundary = boundary
          $0.endOfText = nil
          $0.allowsSpecialTokens = true
        }
      ).tokenize(pair("a<|endoftext|>", "<|endoftext|>b"))
      let text = try tokenizer.encode("a") + [end]
      #expect(allowed.tokens == text + [end] + (try tokenizer.encode("b")))
      #expect(allowed.loss == .mask([0, 0, 1, 1]))
    }
  }

  @Test func `an example with nothing to learn is a fault`() {
    let bare = ExampleTokenizer(tokenizer, options: TokenizingOptions())
    #expect(throws: TokenizingFault("nothing-to-learn", "the example has no token to learn")) {
      try bare.tokenize(.text([]))
    }
    #expect(throws: TokenizingFault.self) { try bare.tokenize(self.pair("prompt", "")) }
    #expect(throws: TokenizingFault.self) { try bare.tokenize(.chat(Chat(messages: []))) }
    #expect(bare.takeCounts().examples == 0)
  }

  @Test(arguments: [nil, 60] as [Int?])
  func `a record becomes what its example does, whatever came before it`(most: Int?) throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    var random = SeededGenerator(seed: 83)
    let contents = [
      #""""#, #""yes""#, #"" two\nwords ""#, #""a\u00e9\ud83d\ude00 and some more words than before""#, #""a\ud800""#,
      "null", "7",
    ]
    func content() -> String {
      contents[Int.random(in: 0..<200, using: &random) == 0 ? 6 : Int.random(in: 0..<4, using: &random)]
    }
    func message(_ role: String) -> String {
      let role = Int.random(in: 0..<30, using: &random) == 0 ? "poet" : role
      let more = Int.random(in: 0..<20, using: &random) == 0 ? #", "weight": 0"# : ""
      let text =
        Int.random(in: 0..<60, using: &random) == 0 ? contents[Int.random(in: 4...5, using: &random)] : content()
      return Bool.random(using: &random)
        ? #"{"role": "\#(role)", "content": \#(text)\#(more)}"# : #"{"content": \#(text), "role": "\#(role)"\#(more)}"#
    }
    func line() -> String {
      var messages = Bool.random(using: &random) ? [message("system")] : []
      for _ in 0..<Int.random(in: 0...3, using: &random) { messages += [message("user"), message("assistant")] }
      let more = [
        "", "", "", "", #", "weight": 2"#, #", "weight": "x""#, #", "tools": null"#, #", "tools": []"#,
        #", "messages": []"#,
      ]
      return #"{"messages": [\#(messages.joined(separator: ", "))]\#(more.randomElement(using: &random)!)}"#
    }
    let lines = (0..<TestData.rounds(150)).map { _ in line() }.joined(separator: "\n")
    let reader = ExampleReader(shape: .chat)
    for name in ["chatml", "llama2", "llama3", "qwen3"] {
      var options = TokenizingOptions(for: tokenizer)
      options.chat = try ChatFormat(
        .named(name), TemplateSettings(tokens: [("bos_token", "<s>"), ("eos_token", "</s>")]))
      options.maxTokens = most
      for overflow in [TokenizingOptions.Overflow.drop, .cutTurns, .split] {
        options.overflow = overflow
        options.usesWeights = overflow != .drop
        let shared = ExampleTokenizer(tokenizer, options: options)
        var ids: UInt64 = 0
        var source: [UInt8]? = Array(lines.utf8)
        let records = JSONLinesReader(sources: { source.take().map { ChoppedByteSource($0, sizes: [1 << 16]) } })
        while let batch = try records.next() {
          for case .record(let record) in batch.items {
            shared.documentID = ids
            var found: [TokenSequence] = []
            let fault = Result { try shared.tokenize(record, reader, into: &found) }
            let fresh = ExampleTokenizer(tokenizer, options: options)
            fresh.documentID = ids
            let expected = Result { try fresh.tokenize(reader.read(record), weight: reader.weight(of: record)) }
            switch (fault, expected) {
            case (.success, .success(let expected)): #expect(found == expected)
            case (.failure(let found as Diagnostic), .failure(let expected as Diagnostic)): #expect(found == expected)
            case (.failure(let found as Diagnostic), .failure(let expected as TokenizingFault)):
              #expect(found.code.rawValue == expected.code)
            default: Issue.record("\(name), \(overflow): \(fault) instead of \(expected)")
            }
            #expect(shared.takeCounts() == fresh.takeCounts())
            ids += 1
          }
        }
        #expect(ids == TestData.rounds(150))
      }
    }
  }
}
