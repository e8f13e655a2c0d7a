import PrepExamples
import PrepTemplates
import PrepTokenizers
import PrepTokens
import Testing

@testable import PrepTokenizing

/// Conversations, pairs and labels become tokens, and the loss is the one that was asked for.
@Suite struct ConversationTests {
  private let tokenizer: Tokenizer
  private let end: UInt32

  init() throws {
    tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    end = try #require(tokenizer.specialTokens.endOfText)
  }

  private static let template = """
    {% for m in messages %}{{ m.role }}: {{ m.content }}<|endoftext|>
    {% endfor %}{% if add_generation_prompt %}assistant: {% endif %}
    """

  private func options(_ template: String = template, _ change: (inout TokenizingOptions) -> Void = { _ in }) throws
    -> TokenizingOptions
  {
    var options = TokenizingOptions(for: tokenizer)
    options.chat = try ChatFormat(ChatTemplate(name: "test", source: Array(template.utf8)))
    change(&options)
    return options
  }

  private let messages = [
    Message(role: "system", "be brief"), Message(role: "user", "what"), Message(role: "assistant", "this"),
    Message(role: "user", "and"), Message(role: "assistant", "that"),
  ]

  /// What is learnt, as text.
  private func learnt(_ tokens: [UInt32], _ loss: TokenLoss) -> [String] {
    var spans: [String] = []
    var previous = false
    for (index, token) in tokens.enumerated() {
      let isLearnt: Bool
      switch loss {
      case .all: isLearnt = true
      case .mask(let mask): isLearnt = mask[index] == 1
      case .weights(let weights): isLearnt = weights[index] == 1
      }
      let text = String(decoding: tokenizer.decodeBytes([token]), as: UTF8.self)
      if isLearnt { if previous { spans[spans.count - 1] += text } else { spans.append(text) } }
      previous = isLearnt
    }
    return spans
  }

  private func learnt(_ options: TokenizingOptions) throws -> [String] {
    let sequence = try ExampleTokenizer(tokenizer, options: options).tokenize(.chat(Chat(messages: messages)))
    return learnt(sequence.tokens, sequence.loss)
  }

  @Test(arguments: ["\\n\\n", "\\n", "\\n\\n\\n", ".", "}", " ", "</s>", "<|endoftext|>", "\\n### "], [true, false])
  func `all that an assistant says is learnt, whatever the template writes behind it`(words: String, repeats: Bool)
    throws
  {
    let source = "{% for m in messages %}{{ m.role }}: {{ m.content }}{{ '\(words)' }}{% endfor %}"
    let tokenizing = ExampleTokenizer(tokenizer, options: try options(source))
    for answer in ["Fine, thanks.", "{\"a\": [1]}", "Yes!", "x)", "a \"quote\"", "So;", "…", "日本。", "end "] {
      let messages = [
        Message(role: "user", "Hi"), Message(role: "assistant", answer), Message(role: "user", "\nWell?"),
        Message(role: "assistant", answer),
      ]
      for _ in 0...(repeats ? 1 : 0) {
        let sequence = try tokenizing.tokenize(.chat(Chat(messages: messages)))
        let spans = learnt(sequence.tokens, sequence.loss)
        #expect(spans.count == 2 && spans.allSatisfy { $0.contains(answer) && !$0.contains("W") }, "\(answer) \(spans)")
      }
    }
  }

  @Test func `the mask is the one that was asked for`() throws {
    let end = "<|endoftext|>"
    #expect(try learnt(options { $0.boundary = .split }) == ["this\(end)", "that\(end)"])
    #expect(
      try learnt(
        options {
          $0.boundary = .split
          $0.mask = .last
        }) == ["that\(end)"])
    #expect(
      try learnt(
        options {
          $0.boundary = .split
          $0.trainedParts = [.content]
        }) == ["this", "that"])
    #expect(
      try learnt(
        options {
          $0.boundary = .split
          $0.trainedParts = [.end, .newline]
        }) == ["\(end)\n", "\(end)\n"])
    #expect(try learnt(options { $0.trainedParts = [.header, .content, .end, .newline] }).count == 2)
    #expect(try learnt(options { $0.mask = .all }).count == 1)
    #expect(try learnt(options { $0.mask = TokenizingOptions.Mask.none }) == [])
    let marked =
      "{% for m in messages %}{{ m.role }}:{% generation %}{{ m.content }}{% endgeneration %}<|endoftext|>{% endfor %}"
    #expect(try learnt(options(marked) { $0.boundary = .split }) == ["this", "that"])
  }

  private func message(_ role: String, _ text: String, train: String) -> Message {
    Message(role: role, content: .text(Array(text.utf8)), other: [.init(key: "train", json: Array(train.utf8))])
  }

  private func learnt(_ messages: [Message], _ options: TokenizingOptions) throws -> [String] {
    let sequence = try ExampleTokenizer(tokenizer, options: options).tokenize(.chat(Chat(messages: messages)))
    return learnt(sequence.tokens, sequence.loss)
  }

  @Test func `whoever speaks, a message says whether it is learnt`() throws {
    let end = "<|endoftext|>"
    let answer = Message(role: "assistant", "yo")
    let marked =
      "{% for m in messages %}{{ m.role }}:{% generation %}{{ m.content }}{% endgeneration %}<|endoftext|>{% endfor %}"
    for template in [Self.template, marked] {
      let tail = template == marked ? "" : end
      let split = try options(template) { $0.boundary = .split }
      #expect(try learnt([message("user", "hi", train: "true"), answer], split) == ["hi\(end)", "yo\(tail)"])
      #expect(try learnt([message("user", "hi", train: "null"), answer], split) == ["yo\(tail)"])
    }
    let all = try options {
      $0.boundary = .split
      $0.mask = .all
      $0.trainedParts = [.content, .end]
    }
    #expect(try learnt([message("user", "hi", train: "false"), answer], all) == ["yo\(end)"])
    #expect(
      try learnt([Message(role: "user", content: .text(Array("hi".utf8)), weight: 0), answer], all) == ["yo\(end)"])
    let whole = try options {
      $0.boundary = .split
      $0.mask = .all
      $0.leavesOutParts = true
    }
    #expect(try learnt([message("user", "hi", train: "false"), answer], whole) == ["assistant: yo\(end)\n"])
    for set in ["0", "\"false\"", "\"0\""] {
      #expect(
        try learnt([message("user", "hi", train: "true"), message("assistant", "yo", train: set)], all) == ["hi\(end)"])
    }
    for other in ["2", "\"no\"", "{}"] {
      #expect(throws: TokenizingFault.self) { try learnt([message("assistant", "yo", train: other)], all) }
    }
  }

  @Test func `parts of a content say whether they are learnt`() throws {
    func answer(_ parts: String) -> Message { Message(role: "assistant", content: .parts(Array(parts.utf8))) }
    let split = try options { $0.boundary = .split }
    let flags =
      #"[{"type":"text","text":"one","train":false},{"type":"text","text":" two"},{"type":"text","text":" three","weight":0}]"#
    #expect(try learnt([Message(role: "user", "q"), answer(flags)], split) == [" two", "<|endoftext|>"])
    for bad in [
      #"[{"type":"image","train":true}]"#, #"[{"type":"text","text":"a","train":1}]"#,
      #"[{"type":"text","text":"a","weight":2}]"#,
    ] {
      #expect(throws: TokenizingFault.self) { try learnt([answer(bad)], split) }
    }
  }

  @Test(arguments: [1e39, -1e39]) func `a weight that 32 bits do not hold is a fault`(weight: Double) throws {
    let weights = try options { $0.usesWeights = true }
    let answer = Message(role: "assistant", content: .text([0x61]), weight: weight)
    #expect(throws: TokenizingFault.self) { try learnt([Message(role: "user", "q"), answer], weights) }
  }

  @Test func `a question that both conversations hold is asked once`() throws {
    let pair = Preference(
      prompt: .text(Array("sky?".utf8)),
      chosen: .messages([Message(role: "user", "sky?"), Message(role: "assistant", "blue")]),
      rejected: .messages([Message(role: "user", "sky?"), Message(role: "assistant", "green")]))
    let sequence = try ExampleTokenizer(tokenizer, options: options()).tokenize(.preference(pair))
    #expect(tokenizer.decode(sequence.tokens).split(separator: "sky?").count == 2)
  }

  @Test func `a token across the end of a header belongs to the answer`() throws {
    let counts: TokenizingCounts
    let joint = try ExampleTokenizer(tokenizer, options: options())
    let sequence = try joint.tokenize(.chat(Chat(messages: messages)))
    counts = joint.takeCounts()
    #expect(counts.straddlingTokens == 0)
    #expect(counts.tokensByRole.total == sequence.tokens.count)
    #expect(counts.trainedTokensByRole[.assistant] == sequence.trainedTokenCount)
  }

  @Test func `weights of messages, records and prompts multiply`() throws {
    var weighted = messages
    weighted[2].weight = 0
    weighted[4].weight = 0.5
    let tokenizer = try ExampleTokenizer(
      self.tokenizer,
      options: options {
        $0.boundary = .split
        $0.promptWeight = 0.25
        $0.usesWeights = true
      })
    let sequences = try tokenizer.tokenize(.chat(Chat(messages: weighted)), weight: 2)
    guard case .weights(let weights)? = sequences.first?.loss else {
      Issue.record("no weights")
      return
    }
    #expect(Set(weights) == [0, 0.5, 1])
    #expect(weights.first == 0.5)
    let masked = try ExampleTokenizer(self.tokenizer, options: options())
    #expect(throws: TokenizingFault.self) { try masked.tokenize(.chat(Chat(messages: weighted))) }
    weighted[4].weight = 1
    let one = try masked.tokenize(.chat(Chat(messages: weighted)))
    #expect(learnt(one.tokens, one.loss).count == 1)
  }

  @Test func `characters of a content can be left out`() throws {
    var detailed = messages
    detailed[4].other = [
      .init(key: "train_detail", json: Array(#"[{"begin_offset":1,"end_offset":2,"train":false}]"#.utf8))
    ]
    let split = try ExampleTokenizer(
      tokenizer,
      options: options {
        $0.boundary = .split
        $0.mask = .last
      })
    let sequence = try split.tokenize(.chat(Chat(messages: detailed)))
    #expect(learnt(sequence.tokens, sequence.loss) == ["t", "t<|endoftext|>"])
    detailed[4].other[0].json = Array(#"[{"begin_offset":1,"end_offset":9,"train":false}]"#.utf8)
    #expect(throws: TokenizingFault.self) { try split.tokenize(.chat(Chat(messages: detailed))) }
    detailed[4].other = [.init(key: "train", json: Array("false".utf8))]
    #expect(throws: TokenizingFault.self) { try split.tokenize(.chat(Chat(messages: detailed))) }
  }

  @Test func `pairs share their prompt, with and without a template`() throws {
    func text(_ text: String) -> ExampleText { .text(Array(text.utf8)) }
    let plain = ExampleTokenizer(tokenizer, options: TokenizingOptions(for: tokenizer))
    let shared = "\n\nHuman: hi\n\nAssistant:"
    let sequence = try plain.tokenize(
      .preference(Preference(prompt: nil, chosen: text(shared + " It is good"), rejected: text(shared + " It is bad"))))
    let rejected = try #require(sequence.rejected)
    #expect(learnt(sequence.tokens, sequence.loss) == [" It is good<|endoftext|>"])
    #expect(learnt(rejected.tokens, rejected.loss) == [" It is bad<|endoftext|>"])
    let chat = try ExampleTokenizer(tokenizer, options: options { $0.boundary = .split })
    let pair = try chat.tokenize(
      .preference(
        Preference(
          prompt: nil, chosen: .messages(Array(messages[..<3])),
          rejected: .messages(Array(messages[..<2]) + [Message(role: "assistant", "no")]))))
    #expect(learnt(pair.tokens, pair.loss) == ["this<|endoftext|>"])
    #expect(pair.rejected.map { learnt($0.tokens, $0.loss) } == ["no<|endoftext|>"])
  }

  @Test func `labels, prompts alone and unpaired answers`() throws {
    let plain = ExampleTokenizer(tokenizer, options: TokenizingOptions(for: tokenizer))
    let labelled = try plain.tokenize(.classification(text: Array("nice".utf8), pair: nil, label: Array("good".utf8)))
    #expect(learnt(labelled.tokens, labelled.loss) == [" good"])
    #expect(labelled.tokens.last == end)
    let unpaired = try plain.tokenize(
      .unpairedPreference(prompt: .text([0x61]), completion: .text([0x62]), label: true))
    #expect(unpaired.documentLabels == [1])
    let prompt = try ExampleTokenizer(tokenizer, options: options()).tokenize(
      .promptOnly(.messages(Array(messages[..<2]))))
    #expect(prompt.trainedTokenCount == 0)
    #expect(tokenizer.decode(prompt.tokens).hasSuffix("assistant: "))
  }
}
