import PrepExamples
import PrepRecords
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTemplates
@testable import PrepTokenizing

/// What a template drops on purpose, what messages say of their loss, and whose words are learnt.
@Suite struct LeftOutLawTests {
  private static func messages(_ answer: String) -> String {
    #"{"messages":[{"role":"user","content":"asks"},{"role":"assistant","content":"\#(answer)"}]}"#
  }

  @Test func `a thought that is shown in no turn is lost`() throws {
    let drops =
      "{% if m.role == 'assistant' %}{{ m.content.split('</think>')[-1] }}{% else %}{{ m.content }}{% endif %}"
    let line = Self.messages(#"<think>\ndeep\n</think>\n\nsaid"#)
    let dropping = try TrainedPartsTests.labeller("drops", ShownContentLawTests.template(drops))
    let showing = try TrainedPartsTests.labeller("shows", ShownContentLawTests.template("{{ m.content }}"))
    #expect(try ShownContentLawTests.text(line, dropping) == nil)
    #expect(try ShownContentLawTests.text(line, showing)?.contains("deep") == true)
    let earlier =
      "{% if m.role == 'assistant' and not loop.last %}{{ m.content.split('</think>')[-1] }}{% else %}{{ m.content }}{% endif %}"
    let hiding = try TrainedPartsTests.labeller("earlier", ShownContentLawTests.template(earlier))
    let turns = line.dropLast(2) + #",{"role":"user","content":"more"},{"role":"assistant","content":"last"}]}"#
    #expect(try ShownContentLawTests.text(String(turns), hiding)?.contains("deep") == false)
    #expect(hiding.thoughtsNotShown == 1)
  }

  @Test(arguments: TrainedSpan.flags.map(\.name)) func `a mark says whether a message is learnt`(name: String) throws {
    let trains = try #require(TrainedSpan.flags.first(where: { $0.name == name })).trains
    let labeller = try TrainedPartsTests.labeller("plain", ShownContentLawTests.template("{{ m.content }}"))
    for (value, isTrue) in [("true", true), ("0", false), ("\"no\"", false), ("\"yes\"", true)] {
      let message = Message(
        role: "assistant", content: .text(Array("says".utf8)), other: [.init(key: name, json: Array(value.utf8))])
      var text = LabelledText()
      try labeller.label([Message(role: "user", "asks"), message], tools: nil, .init(), into: &text)
      #expect(TrainedPartsTests.learnt(text).contains(true) == (isTrue == trains), "\(name): \(value)")
    }
  }

  @Test func `what stands for a tool's words is not learnt`() throws {
    let source =
      "{% for m in messages %}{% if m.role == 'assistant' %}<|assistant|>{{ m.content }}{% if not loop.last and messages[loop.index0 + 1].role == 'tool' %}{{ messages[loop.index0 + 1].content.replace('e', 'E') }}{% endif %}<|end|>{% elif m.role == 'user' %}<|user|>{{ m.content }}<|end|>{% endif %}{% endfor %}"
    let labeller = try TrainedPartsTests.labeller("replaces", Array(source.utf8))
    var text = LabelledText()
    try labeller.label(
      [
        Message(role: "user", "asks"), Message(role: "assistant", "calls"), Message(role: "tool", "three"),
        Message(role: "assistant", "says"),
      ], tools: nil, .init(), into: &text)
    let bytes = Array(text.bytes)
    let learnt = TrainedPartsTests.learnt(text)
    let start = try #require(ByteSearch.first(Array("thrEE".utf8), in: bytes[...]))
    #expect(!learnt[start..<start + 5].contains(true))
  }

  @Test func `members of messages that nobody reads are told`() throws {
    let line =
      #"{"messages":[{"role":"user","content":"q","mask":1,"id":"x"},{"role":"assistant","content":"a","citations":["c"],"train":true,"reasoning_content":"r"}]}"#
    let names = UnusedMembers.names(in: try JSONDocument(Array(line.utf8)).root) { TrainedSpan.keys.contains($0) }
    #expect(names == ["mask", "citations"])
  }

  @Test func `no sequence has its first token alone to learn`() throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    for limit in 1...12 {
      for overflow in [TokenizingOptions.Overflow.split, .cutEnd, .cutPrompt, .drop] {
        var options = TokenizingOptions(for: tokenizer)
        options.maxTokens = limit
        options.overflow = overflow
        let tokenizing = ExampleTokenizer(tokenizer, options: options)
        for text in ["", "a", "one two three four five six"] {
          let examples: [Example] = [
            .text(Array(text.utf8)), .promptCompletion(prompt: .text([]), completion: .text(Array(text.utf8))),
            .promptCompletion(prompt: .text(Array("asks ".utf8)), completion: .text(Array(text.utf8))),
          ]
          for example in examples {
            for sequence in (try? tokenizing.tokenize(example, weight: nil)) ?? [] {
              #expect(sequence.tokens.count > 1 && sequence.trainedTokenCount > 0, "\(overflow) \(limit): \(text)")
              guard case .mask(let mask) = sequence.loss else { continue }
              #expect(mask.dropFirst().contains(1), "\(overflow) \(limit): \(text)")
            }
          }
        }
      }
    }
  }
}
