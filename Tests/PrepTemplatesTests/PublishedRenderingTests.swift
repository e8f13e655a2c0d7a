import Foundation
import PrepExamples
import PrepRecords
import TestSupport
import Testing

@testable import PrepTemplates

/// Our templates beside those that the makers of the models publish, where the test data are: what transformers prints
/// with theirs is what we print with ours.
@Suite struct PublishedRenderingTests {
  /// A template of ours, theirs, and the conversations of the test data in which they differ on purpose.
  struct Pair: CustomTestStringConvertible {
    let ours: String
    let theirs: String
    var begin = ""
    var end = ""
    /// By the number of the conversation, why.
    let exceptions: [Int: String]
    var ignoresBlanks = false

    var testDescription: String { ours }
  }

  private static let lists = "a content that is a list is printed as Python does"
  private static let images = "images: ours have text alone"
  private static let refused = "theirs refuses a content that is a list"

  static let pairs = [
    Pair(ours: "glm4.5", theirs: "glm--ik_llama.cpp--GLM-4.6", exceptions: [18: lists, 21: images, 25: images]),
    Pair(
      ours: "kimi-k2", theirs: "kimi--ik_llama.cpp--moonshotai-Kimi-K2",
      exceptions: [
        4: "arguments that are a text are encoded twice", 13: "ours refuses a role that theirs leaves without a turn",
        18: lists, 21: images, 25: images,
      ]),
    Pair(
      ours: "minimax-m2", theirs: "minimax--inference--MiniMax-M2",
      exceptions: [
        18: "parts of a result get a line feed", 21: images, 22: "ours refuses what theirs leaves out", 25: images,
      ]),
    Pair(ours: "seed-oss", theirs: "seed--ik_llama.cpp--ByteDance-Seed-OSS", exceptions: [7: refused, 18: refused]),
    Pair(
      ours: "qwen3-coder", theirs: "qwen--ik_llama.cpp--Qwen3-Coder",
      exceptions: [7: refused, 18: lists, 25: images]),
    Pair(
      ours: "qwen3.5", theirs: "qwen--axolotl--qwen3_5",
      exceptions: [7: "a question in parts counts as one", 18: lists, 21: images, 25: images]),
    Pair(
      ours: "gemma4", theirs: "gemma--axolotl--gemma4", begin: "<bos>",
      exceptions: [7: "a system's parts get blanks", 21: images, 25: "theirs refuses it"]),
    Pair(
      ours: "deepseek-r1", theirs: "deepseek--inference--deepseek-r1-0528", begin: "<｜begin▁of▁sentence｜>",
      end: "<｜end▁of▁sentence｜>",
      exceptions: [
        7: refused, 10: "theirs refuses a message without content", 18: refused,
        26: "no tools are an empty list of them",
      ]),
    Pair(
      ours: "deepseek-v3.1", theirs: "deepseek--inference--Deepseek-V3.1", begin: "<｜begin▁of▁sentence｜>",
      end: "<｜end▁of▁sentence｜>",
      exceptions: [
        4: "arguments that are a text are encoded twice", 7: refused, 10: "theirs refuses a message without content",
        18: refused, 26: "no tools are an empty list of them",
      ], ignoresBlanks: true),
  ]

  @Test(arguments: pairs) func `ours prints what theirs prints`(pair: Pair) throws {
    guard let conversations = try TestData.bytes("templates/conversations.jsonl"),
      let expected = try TestData.bytes("templates/expected/\(pair.theirs).jsonl")
    else { return }
    let renderer = try ChatRenderer(.named(pair.ours), TemplateSettings(time: TemplateTime("2026-03-04")))
    let chats = conversations.split(separator: 0x0A)
    var count = 0
    for line in expected.split(separator: 0x0A) {
      let root = try JSONDocument(Array(line)).root
      guard let number = root["conversation"]?.int, number <= chats.count else { continue }
      let chat = try JudgedRenderingTests.chat(JSONDocument(Array(chats[number - 1])).root)
      let text = (try? renderer.render(chat)).map { String(decoding: $0.bytes, as: UTF8.self) }
      var want = try root["text"]?.string().replacing("<BOS>", with: pair.begin).replacing("<EOS>", with: pair.end)
      var got = text
      if pair.ignoresBlanks {
        want?.removeAll { $0.isWhitespace }
        got?.removeAll { $0.isWhitespace }
      }
      #expect((got == want) == (pair.exceptions[number] == nil), "\(number): \(text ?? "refused")")
      count += 1
    }
    #expect(count == 27)
  }
}
