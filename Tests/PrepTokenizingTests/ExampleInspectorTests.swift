import PrepBytes
import PrepExamples
import PrepRecords
import PrepShapes
import PrepTemplates
import PrepTokenizers
import PrepTokens
import Testing

@testable import PrepTokenizing

/// What examples come to when they are rendered, as checks of data ask for it.
@Suite struct ExampleInspectorTests {
  private let tokenizer: Tokenizer

  init() throws { tokenizer = try Tokenizer.named("prep-8k") }

  private func inspect(_ json: String, _ template: String, _ change: (inout TokenizingOptions) -> Void = { _ in })
    throws -> ExampleInspection?
  {
    var options = TokenizingOptions(for: tokenizer)
    options.chat = try ChatFormat(
      template.contains("{%") ? ChatTemplate(name: "own", source: Array(template.utf8)) : .named(template))
    change(&options)
    let inspector = ExampleInspector(tokenizer, options: options, names: .usual)
    let chunk = try #require(try LineChunker(source: MemoryByteSource(Array(json.utf8))).next())
    for case .record(let record) in chunk.parse() {
      return inspector.inspect(record)
    }
    return nil
  }

  private let chat =
    #"{"messages":[{"role":"user","content":"q "},{"role":"assistant","content":"a"},{"role":"user","content":"r"},{"role":"assistant","content":"b"}]}"#

  @Test func `the numbers are those of the sequence`() throws {
    let found = try #require(try inspect(chat, "chatml"))
    var options = TokenizingOptions(for: tokenizer)
    options.chat = try ChatFormat(.named("chatml"))
    let messages = [
      Message(role: "user", "q "), Message(role: "assistant", "a"), Message(role: "user", "r"),
      Message(role: "assistant", "b"),
    ]
    let sequence = try ExampleTokenizer(tokenizer, options: options).tokenize(.chat(Chat(messages: messages)))
    #expect(found.total == sequence.tokens.count && found.trained == sequence.trainedTokenCount && found.usesTemplate)
    #expect(
      found.fault == nil && found.drift == nil && found.addition == nil && found.changedMessage == nil
        && found.openMessage == nil)
  }

  @Test func `what a template does to a conversation is seen`() throws {
    #expect(try inspect(chat, "llama3")?.changedMessage == 0)
    #expect(try inspect(chat, "qwen3")?.drift == 2)
    #expect(try inspect(chat, "qwen2.5")?.addition.map { String(decoding: $0, as: UTF8.self).contains("Qwen") } == true)
    let shouting = "{% for m in messages %}{{ m.content | upper }}<|endoftext|>{% endfor %}"
    #expect(try inspect(chat, shouting)?.changedMessage == 0)
    // A system message may stand in the turn of a user.
    let system =
      #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    #expect(try inspect(system, "llama2")?.changedMessage == nil)
    #expect(try inspect(system, "gemma")?.fault?.code == "template-refused")
  }

  @Test func `an end that is not learnt is seen`() throws {
    #expect(try inspect(chat, "chatml") { $0.trainedParts = [.content] }?.openMessage == 1)
    #expect(
      try inspect(chat, "chatml") {
        $0.mask = .last
        $0.trainedParts = [.content]
      }?.openMessage == 3)
    #expect(try inspect(#"{"text":"one"}"#, "chatml")?.openMessage == nil)
    #expect(try inspect(#"{"prompt":"p","completion":"c"}"#, "chatml")?.openMessage == nil)
  }

  @Test func `nothing to learn is a fault unless it was asked for`() throws {
    let silent = #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0}]}"#
    #expect(try inspect(silent, "chatml")?.fault?.code == "nothing-to-learn")
    #expect(try inspect(silent, "chatml") { $0.mask = TokenizingOptions.Mask.none }?.fault == nil)
    #expect(try inspect(#"{"prompt":"p"}"#, "chatml")?.fault == nil)
    #expect(try inspect(#"{"input_ids":[]}"#, "chatml") == nil)
  }

  @Test func `both answers of a pair are counted`() throws {
    let pair = try #require(try inspect(#"{"prompt":"p","chosen":"one","rejected":"two three"}"#, "chatml"))
    let first = try #require(try inspect(#"{"prompt":"p","completion":"one"}"#, "chatml"))
    let second = try #require(try inspect(#"{"prompt":"p","completion":"two three"}"#, "chatml"))
    #expect(pair.total == first.total + second.total && pair.trained == first.trained + second.trained)
  }
}
