import PrepDiagnostics
import Testing

@testable import PrepTemplates

@Suite struct NearestTemplatesTests {
  private func nearest(_ word: String) -> [String] {
    NearestTemplates.of(word, among: ChatTemplate.bundledNames)
  }

  @Test func `a version that is not there leads to the nearest of its family`() {
    for (word, first) in [
      ("qwen2", "qwen2.5"), ("qwen", "qwen2.5"), ("qwen-2.5", "qwen2.5"), ("Qwen2.5", "qwen2.5"), ("qwen_3", "qwen3"),
      ("qwen2.5-instruct", "qwen2.5"), ("qwen-3-coder", "qwen3-coder"), ("llama3.5", "llama3.3"),
      ("llama-3.1", "llama3.1"),
      ("llama", "llama2"), ("phi", "phi3"), ("phi3.5", "phi3"), ("gemma2", "gemma3"), ("gpt-oss-20b", "gpt-oss"),
      ("mistral", "mistral-tekken"), ("deepseek", "deepseek-r1"), ("lama3", "llama3"), ("chatlm", "chatml"),
    ] { #expect(nearest(word).first == first, "\(word): \(nearest(word))") }
    #expect(nearest("nonsense") == [])
    for word in ["", "1", "2.5", "-", "."] { #expect(nearest(word) == [], "\(word)") }
  }

  @Test func `a name that is none is never sought as a file`() {
    for name in ["qwen-2.5", "llama3.5", "qwen2", "no.such.name", "a#b"] {
      let failure = #expect(throws: TemplateFailure.self) { try ChatTemplate.resolve(name) }
      #expect(failure?.code == .missing && failure?.message.contains("there is no template") == true, "\(name)")
    }
    // What has the form of a path is one.
    for name in ["./llama3.5", "none.jinja", "none/none"] {
      let failure = #expect(throws: TemplateFailure.self) { try ChatTemplate.resolve(name) }
      #expect(failure?.message.contains("there is no template") == false, "\(name)")
    }
  }
}
