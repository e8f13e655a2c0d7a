import PrepDiagnostics
import PrepValidating
import Testing

/// For every profile a record that is accepted and one that is refused, with the rule that refuses it.
@Suite struct TargetRecordTests {
  struct Case: Sendable {
    var target: String
    var accepted: String
    var refused: String
    var rule: String
  }

  private static let user = #"{"role":"user","content":"q"}"#
  private static let answer = #"{"role":"assistant","content":"a"}"#
  private static let call =
    #"{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}"#
  private static let result = #"{"role":"tool","tool_call_id":"call_1","content":"2"}"#
  private static let tools =
    #""tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}]"#
  private static func chat(_ messages: String...) -> String { "{\"messages\":[\(messages.joined(separator: ","))]}" }
  private static func withTools(_ messages: String...) -> String {
    "{\"messages\":[\(messages.joined(separator: ","))],\(tools)}"
  }
  private static func image(_ image: String) -> String {
    chat("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"},\(image)]}", answer)
  }
  private static let webImage = image(
    #"{"type":"image_url","image_url":{"url":"https://example.org/a.png","detail":"low"}}"#)
  private static let dataImage = image(#"{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}"#)
  private static let pair =
    #"{"input":{"messages":[{"role":"user","content":"q"}]},"preferred_output":[\#(answer)],"#
    + #""non_preferred_output":[{"role":"assistant","content":"b"}]}"#
  private static let declared =
    #""tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":"#
    + #"{"x":{"type":"STRING"}}}}]}]}"#
  private static let gemini =
    #"{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"functionCall":"#
    + #"{"name":"f","args":{"x":"1"}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"y":1}}}]},"#
    + #"{"role":"model","parts":[{"text":"a"}]}],"# + declared

  private static let geminiPair =
    #"{"contents":[{"role":"user","parts":[{"text":"q"}]}],"completions":[{"score":1,"completion":{"role":"model","#
    + #""parts":[{"text":"a"}]}},{"score":0,"completion":{"role":"model","parts":[{"text":"b"}]}}]}"#

  /// A conversation with so many tools.
  private static func tools(_ count: Int) -> String {
    let list = (0..<count).map {
      #"{"type":"function","function":{"name":"f\#($0)","parameters":{"type":"object","properties":{}}}}"#
    }
    return "{\"messages\":[\(user),\(answer)],\"tools\":[\(list.joined(separator: ","))]}"
  }

  /// What services say of tools and calls, of which each takes the first and refuses the second.
  private static let openAITools: [(accepted: String, refused: String, rule: String)] = [
    (tools(128), tools(129), "T05"),
    (chat(user, answer), chat(user, #"{"role":"assistant","content":"a","tool_calls":[]}"#), "T02"),
    (
      withTools(user, call, result, answer),
      withTools(user, call.replacing(#""type":"function","#, with: ""), result, answer), "T02"
    ),
    (
      withTools(user, call, result, answer),
      withTools(user, call.replacing(#""name":"f""#, with: #""name":"f 1""#), result, answer), "R13"
    ),
  ]

  private static func pair(_ before: String, _ after: String) -> String { geminiPair.replacing(before, with: after) }

  static let cases: [Case] =
    openAITools.flatMap { item in
      ["openai-chat", "azure-chat"].map {
        Case(target: $0, accepted: item.accepted, refused: item.refused, rule: item.rule)
      }
    } + [
      Case(
        target: "vertex-gemini-preference", accepted: geminiPair,
        refused: pair(
          #"[{"text":"q"}]"#, #"[{"text":"q"},{"fileData":{"mimeType":"image/png","fileUri":"gs://b/i.png"}}]"#),
        rule: "I01"),
      Case(
        target: "vertex-gemini-preference", accepted: geminiPair,
        refused: pair(#"[{"text":"q"}]}"#, #"[{"text":"q"}]},{"role":"model","parts":[{"text":"r"}]}"#), rule: "G02"),
      Case(
        target: "vertex-gemini-preference", accepted: geminiPair, refused: pair(#""score":1"#, #""score":0.7"#),
        rule: "G02"),
      Case(
        target: "vertex-gemini-preference", accepted: geminiPair, refused: pair(#""score":0"#, #""score":1"#),
        rule: "G02"),
      Case(
        target: "vertex-gemini-preference", accepted: geminiPair, refused: pair(#"[{"text":"b"}]"#, #"[{"text":""}]"#),
        rule: "I01"),
      Case(
        target: "vertex-gemini-preference", accepted: geminiPair,
        refused: pair(#""completion":{"role":"model""#, #""completion":{"role":"user""#), rule: "G02"),
      Case(
        target: "azure-dpo", accepted: pair,
        refused: pair.replacing(#"{"role":"assistant","content":"b"}"#, with: user),
        rule: "G02"),
      Case(
        target: "azure-dpo", accepted: pair,
        refused: pair.replacing(
          #""non_preferred_output":[{"role":"assistant","content":"b"}]"#, with: #""non_preferred_output":[]"#),
        rule: "G02"),
      Case(
        target: "azure-rft", accepted: chat(#"{"role":"developer","content":"s"}"#, user),
        refused: chat(#"{"role":"system","content":"s"}"#, user), rule: "R10"),
      Case(target: "general", accepted: #"{"text":"a"}"#, refused: #"{"text":1}"#, rule: "S03"),
      Case(
        target: "openai-chat", accepted: webImage, refused: image(#"{"type":"image_url","image_url":{"url":"a.png"}}"#),
        rule: "I01"),
      Case(
        target: "azure-chat", accepted: dataImage,
        refused: image(#"{"type":"input_audio","input_audio":{"data":"AA"}}"#),
        rule: "I01"),
      Case(
        target: "openai-rft", accepted: #"{"messages":[\#(user)],"grade":1}"#, refused: chat(user, answer), rule: "R04"),
      Case(
        target: "openai-dpo", accepted: pair,
        refused: pair.replacing(
          #""content":"q""#, with: #""content":[{"type":"image_url","image_url":{"url":"https://e.org/a.png"}}]"#),
        rule: "I01"),
      Case(
        target: "azure-dpo",
        accepted: pair.replacing(
          #""preferred_output":[\#(answer)]"#, with: #""preferred_output":[\#(call),\#(result),\#(answer)]"#),
        refused: pair.replacing(#"[{"role":"user","content":"q"}]"#, with: #""q""#), rule: "S03"),
      Case(
        target: "azure-rft", accepted: #"{"messages":[\#(user)],"reference":1}"#, refused: chat(user, answer),
        rule: "R04"
      ),
      Case(
        target: "vertex-gemini-preference", accepted: geminiPair,
        refused: geminiPair.replacing("contents", with: "messages"), rule: "S01"),
      Case(
        target: "openai-completion", accepted: #"{"prompt":"q","completion":" a"}"#,
        refused: #"{"prompt":"q","completion":" a","id":1}"#,
        rule: "S04"),
      Case(
        target: "together", accepted: withTools(user, call, result, answer),
        refused: image(#"{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}"#), rule: "I01"),
      Case(target: "fireworks", accepted: dataImage, refused: webImage, rule: "I01"),
      Case(
        target: "vertex-gemini", accepted: gemini, refused: gemini.replacing("functionDeclarations", with: "function"),
        rule: "T05"),
      Case(
        target: "vertex-gemini", accepted: gemini, refused: gemini.replacing(#"[{"text":"q"}]"#, with: #""q""#),
        rule: "S03"),
      Case(
        target: "vertex-gemini", accepted: gemini, refused: gemini.replacing(#"{"text":"q"}"#, with: #"{"text":""}"#),
        rule: "I01"),
      Case(
        target: "bedrock-nova",
        accepted: #"{"schemaVersion":"bedrock-conversation-2024","system":[{"text":"s"}],"messages":["#
          + #"{"role":"user","content":[{"text":"q"}]},{"role":"assistant","content":[{"text":"a"}]}]}"#,
        refused: chat(user, answer), rule: "S03"),
      Case(
        target: "bedrock-claude", accepted: #"{"system":"s","messages":[\#(user),\#(answer)]}"#,
        refused: chat(user, answer, user), rule: "R04"),
      Case(
        target: "mistral", accepted: chat(user, answer), refused: withTools(user, call, result, answer), rule: "T04"),
      Case(target: "mlx", accepted: chat(user, answer), refused: #"{"messages":"q"}"#, rule: "S03"),
      Case(target: "axolotl", accepted: chat(user, answer), refused: #"{"messages":"q"}"#, rule: "S03"),
      Case(target: "trl-sft", accepted: chat(user, answer), refused: #"{"messages":"q"}"#, rule: "S03"),
      Case(
        target: "trl-dpo", accepted: #"{"prompt":"q","chosen":" a","rejected":" b"}"#,
        refused: #"{"prompt":"q","chosen":" a"}"#, rule: "S01"),
      Case(
        target: "trl-kto", accepted: #"{"prompt":"q","completion":" a","label":true}"#,
        refused: #"{"prompt":5,"completion":" a","label":true}"#, rule: "S03"),
      Case(target: "trl-grpo", accepted: #"{"prompt":[\#(user)]}"#, refused: #"{"prompt":5}"#, rule: "S03"),
      Case(
        target: "llama-factory",
        accepted: #"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#,
        refused: #"{"conversations":[{"from":"human","value":"q"},{"from":"human","value":"a"}]}"#, rule: "R11"),
      Case(
        target: "megatron-sft",
        accepted: #"{"conversations":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
        refused: #"{"text":1}"#, rule: "S03"),
    ]

  @Test func `every profile has a record that is accepted and one that is refused`() throws {
    #expect(try Set(TargetProfiles.all().map(\.name) + ["general"]) == Set(Self.cases.map(\.target)))
  }

  @Test(arguments: cases.indices) func `what the documents show is accepted, and a slip is refused by its rule`(
    index: Int
  ) throws {
    let item = Self.cases[index]
    func errors(_ line: String) throws -> [String] {
      try Validating.findings(
        Array((line + "\n").utf8), targets: [item.target], select: ["default"], ignore: ["F13", "F03"]
      )
      .filter { $0.severity == .error }.map { "\($0.about.id) \($0.message)" }
    }
    #expect(try errors(item.accepted) == [], "\(item.target): \(item.accepted)")
    let found = try errors(item.refused)
    #expect(found.contains { $0.hasPrefix(item.rule) }, "\(item.target): \(item.refused) \(found)")
  }

  @Test func `a byte order mark that documents ask for is no reason to refuse a file without one`() throws {
    let record = Array((Self.chat(Self.user, Self.answer) + "\n").utf8)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    func severities(_ text: [UInt8], _ targets: [String]) throws -> [String] {
      try Validating.findings(text, targets: targets, select: ["F06"]).map { "\($0.severity)" }
    }
    #expect(try severities(record, ["azure-chat"]) == ["warning"])
    #expect(try severities(mark + record, ["azure-chat"]) == [])
    #expect(try severities(record, ["azure-chat", "openai-chat"]) == ["warning"])
    #expect(try severities(mark + record, ["azure-chat", "openai-chat"]) == ["error"])
  }

  @Test func `a tool's message without an id is what is at fault`() throws {
    let tool = #"{"role":"tool","content":"2"}"#
    func places(_ line: String) throws -> [String] {
      try Validating.findings(Array((line + "\n").utf8), targets: ["openai-chat"], select: ["T03"]).map {
        $0.location.pointer ?? ""
      }
    }
    #expect(try places(Self.withTools(Self.user, Self.call, tool, Self.answer)) == ["/messages/2"])
    #expect(try places(Self.withTools(Self.user, Self.call, tool)) == ["/messages/2"])
    #expect(try places(Self.chat(Self.user, tool, Self.answer)) == ["/messages/1"])
    #expect(try places(Self.withTools(Self.user, Self.call, Self.answer)) == ["/messages/1/tool_calls/0/id"])
    #expect(try places(Self.withTools(Self.user, Self.call, Self.result, Self.answer)) == [])
  }
}
