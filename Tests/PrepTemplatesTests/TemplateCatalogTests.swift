import Foundation
import PrepExamples
import TestSupport
import Testing

@testable import PrepTemplates

@Suite struct TemplateCatalogTests {
  @Test func `every bundled template compiles and marks what the assistant says`() throws {
    #expect(ChatTemplate.bundledNames.count >= 18)
    #expect(ChatTemplate.bundledNames == ChatTemplate.bundledNames.sorted())
    for name in ChatTemplate.bundledNames { #expect(try ChatTemplate.named(name).marksGeneration, "\(name)") }
    #expect(throws: TemplateFailure.self) { try ChatTemplate.named("no-such-family") }
  }

  @Test func `a configuration gives its template and tokens`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("templates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let config = """
      {"bos_token": {"content": "<s>"}, "eos_token": "</s>", "chat_template": [{"name": "tool_use", "template": "t"},
       {"name": "default", "template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}"}]}
      """
    try config.write(to: folder.appendingPathComponent("tokenizer_config.json"), atomically: true, encoding: .utf8)
    for path in [folder.path, folder.path + "/tokenizer_config.json"] {
      let (template, tokens) = try ChatTemplate.resolve(path)
      let renderer = try ChatRenderer(template, TemplateSettings(tokens: tokens))
      #expect(try renderer.render(Chat(messages: [Message(role: "user", "x")])).bytes == Array("<s>x</s>".utf8))
    }
    #expect(throws: TemplateFailure.self) { try ChatTemplate.resolve(folder.path + "/missing.jinja") }
    try "{}".write(to: folder.appendingPathComponent("empty.json"), atomically: true, encoding: .utf8)
    let error = #expect(throws: TemplateFailure.self) { try ChatTemplate.resolve(folder.path + "/empty.json") }
    #expect(error?.code == .missing)
  }

  @Test func `the published configurations are understood`() throws {
    for name in ["llama3", "kimi_k2"] {
      guard let url = TestData.url("vocab/\(name).tokenizer_config.json") else { return }
      let (template, tokens) = try ChatTemplate.resolve(url.path)
      let renderer = try ChatRenderer(template, TemplateSettings(tokens: tokens))
      let chat = Chat(messages: [Message(role: "user", " hi "), Message(role: "assistant", "yo")])
      let text = String(decoding: try renderer.render(chat, addsPrompt: true).bytes, as: UTF8.self)
      if name == "llama3" {
        #expect(
          text
            == "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|><|start_header_id|>assistant"
            + "<|end_header_id|>\n\nyo<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")
      } else {
        #expect(
          text
            == "<|im_system|>system<|im_middle|>You are a helpful assistant<|im_end|><|im_user|>user<|im_middle|> hi <|im_end|>"
            + "<|im_assistant|>assistant<|im_middle|>yo<|im_end|><|im_assistant|>assistant<|im_middle|>")
      }
    }
  }

  /// The prompts that the authors of Harmony publish for its messages.
  @Test(arguments: [
    ("test_no_tools", "", #"{}"#),
    (
      "test_simple_convo_high_effort", "Answer the user's questions like a robot.",
      #"{"reasoning_effort":"high","with_date":false}"#
    ),
    ("test_simple_convo_low_effort_no_instruction", "", #"{"reasoning_effort":"low","with_date":false}"#),
    (
      "test_reasoning_system_message_no_instruction", "",
      #"{"reasoning_effort":"high","with_date":false,"channels":"analysis, final"}"#
    ),
  ])
  func `Harmony prompts are those its authors publish`(_ name: String, _ instructions: String, _ variables: String)
    throws
  {
    guard let expected = try TestData.bytes("golden/harmony/\(name).txt") else { return }
    var messages: [Message] = instructions.isEmpty ? [] : [Message(role: "developer", instructions)]
    if name != "test_no_tools" {
      let question =
        name.contains("reasoning")
        ? "What is the best place to eat candy in the world?"
        : "What is the capital of the largest country in the world?"
      messages.append(Message(role: "user", question))
    }
    let values = try JSONSerialization.jsonObject(with: Data(variables.utf8)) as? [String: Any] ?? [:]
    let settings = TemplateSettings(
      variables: values.keys.sorted().map { key in
        (key, TemplateSettings.json((values[key] as? Bool).map { "\($0)" } ?? "\(values[key] ?? "")"))
      },
      time: TemplateTime(year: 2025, month: 6, day: 28))
    let renderer = try ChatRenderer(.named("harmony"), settings)
    let text = String(decoding: try renderer.render(Chat(messages: messages), addsPrompt: true).bytes, as: UTF8.self)
    #expect(text == String(decoding: expected, as: UTF8.self).trimmingCharacters(in: .newlines))
  }
}
