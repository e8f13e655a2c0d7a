import Foundation
import PrepExamples
import PrepRecords
import TestSupport
import Testing

@testable import PrepTemplates

/// Renderings made by Hugging Face's engine: those of Fixtures/templates, and more from the file that
/// PREP_JUDGED_RENDERINGS names. Lines with `source` or the name of a `template`, `chat`, `prompt`, and the `text` it
/// should be (with `spans` in characters where the template marks what an assistant says) or an `error`.
@Suite struct JudgedRenderingTests {
  static let path = ProcessInfo.processInfo.environment["PREP_JUDGED_RENDERINGS"]

  @Test(.enabled(if: path != nil)) func `published templates print what Hugging Face prints`() throws {
    try judge(URL(fileURLWithPath: try #require(Self.path)))
  }

  @Test func `our templates print what Hugging Face prints for them`() throws {
    let counts = try judge(TestData.packageFolder.appendingPathComponent("Fixtures/templates/renderings.jsonl"))
    #expect(counts.equal > 1000)
    #expect(counts.refused > 100)
  }

  @discardableResult
  private func judge(_ url: URL) throws -> (equal: Int, refused: Int) {
    let data = try Data(contentsOf: url)
    let settings = TemplateSettings(
      tokens: [("bos_token", "<s>"), ("eos_token", "</s>"), ("unk_token", "<unk>"), ("pad_token", "<pad>")],
      time: TemplateTime(ProcessInfo.processInfo.environment["PREP_JUDGED_DATE"] ?? "2026-11-25"))
    var counts = (equal: 0, refused: 0)
    var renderers: [String: (plain: ChatRenderer, planned: ChatRenderer)] = [:]
    for line in data.split(separator: 0x0A) {
      let root = try JSONDocument(Array(line)).root
      let known = try root["template"]?.string()
      let source =
        try known.map { String(decoding: try ChatTemplate.named($0).source, as: UTF8.self) } ?? root["source"]?.string()
        ?? ""
      let name = try known ?? root["name"]?.string() ?? "?"
      if renderers[source] == nil {
        let template = try ChatTemplate(name: name, source: Array(source.utf8))
        renderers[source] = (
          try ChatRenderer(template, settings, controls: [], limits: TemplateLimits(), usesPlans: false),
          try ChatRenderer(template, settings)
        )
      }
      let pair = try #require(renderers[source])
      let chat = try Self.chat(try #require(root["chat"]))
      let addsPrompt = root["prompt"]?.bool ?? false
      let expected = try root["text"]?.string()
      for renderer in [pair.plain, pair.planned, pair.planned] {
        do {
          let result = try renderer.render(chat, addsPrompt: addsPrompt)
          let text = String(decoding: result.bytes, as: UTF8.self)
          if text.utf8.elementsEqual((expected ?? "").utf8), expected != nil {
            counts.equal += 1
          } else {
            Issue.record(
              "\(name): \(chat.messages.map(\.role)): \(text.debugDescription) for \(expected?.debugDescription ?? "an error")"
            )
          }
          #expect((result.pieces.last?.end ?? 0) == result.bytes.count)
          if let spans = root["spans"], spans.kind == .array {
            #expect(Self.spans(result) == Self.spans(spans), "\(name) \(text.debugDescription)")
          }
        } catch {
          counts.refused += 1
          if expected != nil { Issue.record("\(name): \(error)") }
        }
      }
    }
    print("judged renderings: \(counts.equal) equal, \(counts.refused) refused by both")
    return counts
  }

  /// What the template marks, in characters; stretches that touch are one.
  private static func spans(_ chat: RenderedChat) -> [[Int]] {
    var spans: [[Int]] = []
    var start = 0
    for piece in chat.pieces {
      if piece.isGenerated, piece.end > start {
        let bounds = [start, piece.end].map { String(decoding: chat.bytes[..<$0], as: UTF8.self).unicodeScalars.count }
        if let last = spans.last, last[1] == bounds[0] {
          spans[spans.count - 1][1] = bounds[1]
        } else {
          spans.append(bounds)
        }
      }
      start = piece.end
    }
    return spans
  }

  private static func spans(_ view: JSONView) -> [[Int]] {
    var spans: [[Int]] = []
    view.forEachElement { span in
      var bounds: [Int] = []
      span.forEachElement { bounds.append($0.int ?? -1) }
      guard bounds.count == 2, bounds[1] > bounds[0] else { return }
      if let last = spans.last, last[1] == bounds[0] {
        spans[spans.count - 1][1] = bounds[1]
      } else {
        spans.append(bounds)
      }
    }
    return spans
  }

  static func chat(_ view: JSONView) throws -> Chat {
    var messages: [Message] = []
    try view["messages"]?.forEachElement { element in
      var message = Message(role: try element["role"]?.string() ?? "", content: .none)
      try element.forEachMember { key, value in
        switch try key.string() {
        case "role": break
        case "content":
          if value.kind == .string { message.content = .text(try value.unescaped()) }
          if value.kind == .array || value.kind == .object {
            message.content = .parts(value.withUnsafeBytes { Array($0) })
          }
        case let name: message.other.append(.init(key: name, json: value.withUnsafeBytes { Array($0) }))
        }
      }
      messages.append(message)
    }
    return Chat(messages: messages, tools: view["tools"]?.withUnsafeBytes { Array($0) })
  }
}
