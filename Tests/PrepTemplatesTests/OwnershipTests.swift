import Foundation
import PrepExamples
import PrepRecords
import TestSupport
import Testing

@testable import PrepTemplates

/// In conversations with a word of its own in every field, every character of a rendering belongs to whom it comes
/// from, in every template: those in the library, and the published ones where the test data are.
@Suite struct OwnershipTests {
  /// A word, and where it stands.
  private struct Word {
    let text: [UInt8]
    let message: Int32
    let part: RenderedChat.Part?
  }

  private static func sources() throws -> [(name: String, source: [UInt8])] {
    var sources = try ChatTemplate.bundledNames.map { ($0, try ChatTemplate.named($0).source) }
    for file in try TestData.files(in: "templates") where file.pathExtension == "jinja" {
      sources.append((file.deletingPathExtension().lastPathComponent, Array(try Data(contentsOf: file))))
    }
    return sources
  }

  /// A random conversation in which every field is a word that stands nowhere else.
  private static func conversation(_ random: inout SeededGenerator, withTools: Bool) -> (
    messages: [Message], words: [Word]
  ) {
    var messages: [Message] = []
    var words: [Word] = []
    var count = 0
    func word(_ part: RenderedChat.Part?) -> String {
      count += 1
      let text = "wq\(count)x\(String(UInt16.random(in: 0...UInt16.max, using: &random), radix: 36))z"
      words.append(Word(text: Array(text.utf8), message: Int32(messages.count), part: part))
      return text
    }
    func json(_ text: String) -> [UInt8] { Array("\"\(text)\"".utf8) }
    if Bool.random(using: &random) { messages.append(Message(role: "system", word(nil))) }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      messages.append(Message(role: "user", word(nil)))
      if withTools, Bool.random(using: &random) {
        var calls: [String] = []
        for number in 0..<Int.random(in: 1...2, using: &random) {
          calls.append(
            "{\"id\":\"abcdefgh\(number)\",\"type\":\"function\",\"function\":{\"name\":\"lookup\",\"arguments\":{\"key\":\"\(word(.toolCall))\"}}}"
          )
        }
        messages.append(
          Message(
            role: "assistant", content: .text([]),
            other: [.init(key: "tool_calls", json: Array("[\(calls.joined(separator: ","))]".utf8))]))
        for number in calls.indices {
          messages.append(
            Message(
              role: "tool", content: .text(Array(word(nil).utf8)),
              other: [
                .init(key: "name", json: json("lookup")), .init(key: "tool_call_id", json: json("abcdefgh\(number)")),
              ]))
        }
      }
      var answer = Message(role: "assistant", content: .text(Array(word(.content).utf8)))
      if Bool.random(using: &random) { answer.other = [.init(key: "reasoning_content", json: json(word(.reasoning)))] }
      messages.append(answer)
    }
    return (messages, words)
  }

  private static func renderer(_ name: String, _ source: [UInt8]) throws -> ChatRenderer {
    let template = try ChatTemplate(name: name, source: source)
    var settings = TemplateSettings(
      tokens: [("bos_token", "<BOS>"), ("eos_token", "<EOS>")], time: TemplateTime(year: 2026, month: 3, day: 4))
    settings.adaptsData = true
    let controls = (template.spelledTokens + ["<BOS>", "<EOS>"]).enumerated().map {
      ControlToken(text: Array($1.utf8), id: UInt32($0))
    }
    return try ChatRenderer(template, settings, controls: controls, limits: TemplateLimits(), usesPlans: false)
  }

  @Test(arguments: [false, true]) func `every character belongs to whom it comes from`(withTools: Bool) throws {
    var random = SeededGenerator(seed: withTools ? 2 : 1)
    var found = 0
    for (name, source) in try Self.sources() {
      let renderer = try Self.renderer(name, source)
      for _ in 0..<6 {
        let (messages, words) = Self.conversation(&random, withTools: withTools)
        guard let chat = try? renderer.render(Chat(messages: messages)) else { continue }
        for word in words {
          var position = 0
          while let place = ByteSearch.first(word.text, in: chat.bytes[position...]) {
            position = place + word.text.count
            found += 1
            for piece in Self.pieces(chat, place..<position) {
              #expect(piece.isData, "\(name): \(String(decoding: word.text, as: UTF8.self)) is a word of the template")
              #expect(piece.message == word.message, "\(name): \(String(decoding: chat.bytes, as: UTF8.self))")
              if let part = word.part {
                #expect(piece.part == part, "\(name): \(String(decoding: chat.bytes, as: UTF8.self))")
              }
            }
          }
        }
        #expect(
          Self.hasEnds(chat, messages, renderer),
          "\(name): an answer without its end in \(String(decoding: chat.bytes, as: UTF8.self))")
      }
    }
    #expect(found > 500)
  }

  private static func pieces(_ chat: RenderedChat, _ range: Range<Int>) -> [RenderedChat.Piece] {
    var start = 0
    return chat.pieces.filter { piece in
      defer { start = piece.end }
      return (start..<piece.end).overlaps(range)
    }
  }

  /// Whether every plain answer that another turn follows has what ends it, in templates whose answers have an end.
  private static func hasEnds(_ chat: RenderedChat, _ messages: [Message], _ renderer: ChatRenderer) -> Bool {
    guard renderer.shape.endControl != nil || renderer.shape.lateEnd != nil else { return true }
    return messages.indices.dropLast().allSatisfy { index in
      guard messages[index].role == "assistant", messages[index].other.isEmpty, messages[index + 1].role == "user",
        chat.pieces.contains(where: { $0.message == Int32(index) })
      else { return true }
      return chat.pieces.contains { $0.message == Int32(index) && ($0.part == .end || $0.part == .nextStart) }
    }
  }
}
