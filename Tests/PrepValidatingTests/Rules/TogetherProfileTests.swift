import PrepDiagnostics
import PrepValidating
import Testing

/// Verdicts on text that Together's own checker gave while it looked inside records, and its documents still do.
@Suite struct TogetherProfileTests {
  private func refuses(_ text: String, file: String = "train.jsonl") throws -> Bool {
    try Validating.run(Array((text + "\n").utf8), targets: ["together"], select: ["default"], file: file).result.counts
      .has(atLeast: .error)
  }

  private func chat(_ messages: String) -> String { "{\"messages\":[\(messages)]}" }

  @Test("what the checker lets pass is not an error") func passes() throws {
    let user = "{\"role\":\"user\",\"content\":\"q\"}"
    for text in [
      "{\"text\":\"\"}", "{\"prompt\":\"\",\"completion\":\"\"}", chat(user),
      chat("{\"role\":\"assistant\",\"content\":\"a\"}"),
      chat("\(user),{\"role\":\"system\",\"content\":\"s\"}"),
      chat("\(user),{\"role\":\"assistant\",\"content\":\"a\",\"weight\":0}"),
      chat(
        "{\"role\":\"user\",\"content\":\"q\",\"weight\":1},{\"role\":\"assistant\",\"content\":\"a\",\"extra\":[]}"),
      "{\"text\":\"a\",\"text\":\"b\"}", "{\"text\":\"a\"}\r",
    ] { #expect(try !refuses(text), "\(text)") }
  }

  @Test("what the checker refuses is an error") func refusals() throws {
    let user = "{\"role\":\"user\",\"content\":\"q\"}"
    for text in [
      "{\"text\":1}", "{\"text\":\"a\",\"id\":1}", "{\"messages\":[]}", "{\"messages\":{}}", chat("\(user),\(user)"),
      chat("1"),
      chat("{\"role\":\"user\"}"), chat("{\"content\":\"q\"}"), chat("{\"role\":\"developer\",\"content\":\"q\"}"),
      chat("{\"role\":\"user\",\"content\":null}"), chat("{\"role\":1,\"content\":\"q\"}"),
      chat("\(user),{\"role\":\"assistant\",\"content\":\"a\",\"weight\":2}"), "[]",
      "{\"text\":\"a\"}\n\n{\"text\":\"b\"}",
      "{\"text\":\"a\"}\n{\"prompt\":\"a\",\"completion\":\"b\"}", "{\"prompt\":\"a\"}", "{}", "{\"text\":",
      "{\"input\":{\"messages\":[\(user)]},\"preferred_output\":[],\"non_preferred_output\":[]}",
    ] { #expect(try refuses(text), "\(text)") }
    #expect(try refuses("{\"text\":\"a\"}", file: "train.json"))
  }
}
