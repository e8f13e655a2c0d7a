import PrepExamples
import TestSupport
import Testing

@testable import PrepTemplates

/// What templates can is found out from what they print.
@Suite struct TemplateAbilitiesTests {
  private func abilities(_ template: ChatTemplate) throws -> [String] {
    var settings = TemplateSettings(
      tokens: [("bos_token", "<s>"), ("eos_token", "</s>")], time: TemplateTime(year: 2026, month: 1, day: 1))
    settings.adaptsData = true
    return try ChatRenderer(template, settings).abilities().words
  }

  @Test func `bundled templates can what their families can`() throws {
    #expect(try abilities(.named("chatml")) == ["system", "generation prompt"])
    #expect(try abilities(.named("gemma")) == ["generation prompt"])
    #expect(try abilities(.named("llama3.2")) == ["system", "tools", "one call a message", "generation prompt"])
    #expect(try abilities(.named("qwen3")) == ["system", "tools", "calls", "reasoning", "generation prompt"])
    for name in ChatTemplate.bundledNames where name.hasPrefix("mistral-v11") || name == "seed-oss" || name == "glm4.5"
    {
      #expect(try abilities(.named(name)).contains("calls"), "\(name)")
    }
  }

  @Test func `what is printed in vain is no ability`() throws {
    func words(_ source: String) throws -> [String] {
      try abilities(ChatTemplate(name: "test", source: Array(source.utf8)))
    }
    #expect(try words("{% for m in messages %}{{ m.content }}{% endfor %}") == ["system"])
    #expect(try words("{{ messages[-1].content }}{{ tools | tojson }}") == ["tools"])
    #expect(try words("") == [])
  }
}
