import Foundation
import PrepBytes
import PrepExamples
import PrepRecords
import PrepTemplates
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

/// Fixtures/templates/tokens.jsonl: what Hugging Face's engine and tokenizers make of conversations with each of our
/// templates, ids and what is learnt; written by Tests/Conformance/template_tokens.py.
@Suite struct RecordedTokensTests {
  @Test func `ids and masks of every template are those of an independent rendering`() throws {
    let url = TestData.packageFolder.appendingPathComponent("Fixtures/templates/tokens.jsonl")
    let lines = try Data(contentsOf: url).split(separator: 0x0A)
    let tokenizer = try Self.tokenizer(JSONDocument(Array(try #require(lines.first))).root)
    var encoders: [String: ExampleTokenizer] = [:]
    var templates: Set<String> = []
    for line in lines.dropFirst() {
      let root = try JSONDocument(Array(line)).root
      let name = try #require(try root["template"]?.string())
      let encoder = try encoders[name] ?? Self.encoder(tokenizer, name)
      encoders[name] = encoder
      let chat = try Self.chat(#require(root["chat"]))
      let sequences: [TokenSequence]
      do throws(TokenizingFault) { sequences = try encoder.tokenize(.chat(chat), weight: nil) } catch {
        if error.code == "nothing-to-learn" {
          #expect(Self.pairs(root["learnt"]).isEmpty, "\(name): \(error)")
          continue
        }
        // The reference leaves it out without a word.
        #expect(["content-not-shown", "tool-calls-not-shown"].contains(error.code), "\(name): \(error)")
        let shown = tokenizer.decode(Self.ints(root["ids"]).map { UInt32($0) })
        if error.code == "tool-calls-not-shown" {
          let lost = try #require(error.message.split(separator: "\"").dropFirst().first)
          #expect(!shown.contains(lost), "\(name): \(error)")
          continue
        }
        #expect(
          chat.messages.contains { message in
            if case .text(let text) = message.content {
              !shown.contains(String(decoding: text, as: UTF8.self))
            } else {
              false
            }
          })
        continue
      }
      let sequence = try #require(sequences.first)
      #expect(
        sequence.tokens.map(Int.init) == Self.ints(root["ids"]),
        "\(name) \(String(decoding: line.prefix(200), as: UTF8.self))")
      #expect(
        Self.ranges(sequence.loss) == Self.pairs(root["learnt"]),
        "\(name) \(String(decoding: line.prefix(200), as: UTF8.self))")
      templates.insert(name)
    }
    // Some have two names.
    let sources = try Set(templates.map { try ChatTemplate.named($0).source })
    for name in ChatTemplate.bundledNames { #expect(try sources.contains(ChatTemplate.named(name).source), "\(name)") }
  }

  /// The bundled tokenizer with the control tokens that templates print.
  private static func tokenizer(_ header: JSONView) throws -> Tokenizer {
    let source = TestData.packageFolder.appendingPathComponent("vocab/prep-8k/tokenizer.json")
    guard var root = try JSONSerialization.jsonObject(with: Data(contentsOf: source)) as? [String: Any],
      var added = root["added_tokens"] as? [[String: Any]],
      let vocabulary = (root["model"] as? [String: Any])?["vocab"] as? [String: Int]
    else { throw CocoaError(.fileReadCorruptFile) }
    var next = 1 + max(vocabulary.values.max() ?? 0, added.compactMap { $0["id"] as? Int }.max() ?? 0)
    for name in header["added"]?.elements.map({ $0 }) ?? [] {
      added.append([
        "id": next, "content": try name.string(), "single_word": false, "lstrip": false, "rstrip": false,
        "normalized": false, "special": true,
      ])
      next += 1
    }
    root["added_tokens"] = added
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("recorded-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try JSONSerialization.data(withJSONObject: root).write(to: file)
    return try Tokenizer.resolve(file.path)
  }

  private static func encoder(_ tokenizer: Tokenizer, _ name: String) throws -> ExampleTokenizer {
    let settings = TemplateSettings(
      tokens: [("bos_token", "<s>"), ("eos_token", "</s>"), ("unk_token", "<unk>"), ("pad_token", "<pad>")],
      time: TemplateTime("2026-11-25"))
    var options = TokenizingOptions()
    options.chat = try ChatFormat(.named(name), settings)
    options.chat?.takesExactData = true
    options.mask = .assistant
    return ExampleTokenizer(tokenizer, options: options, shape: .chat)
  }

  private static func chat(_ view: JSONView) throws -> Chat {
    let chunker = LineChunker(source: MemoryByteSource(view.withUnsafeBytes { Array($0) }))
    let chunk = try #require(try chunker.next())
    for case .record(let record) in chunk.parse() {
      if case .chat(let chat) = try ExampleReader(shape: .chat).read(record) { return chat }
    }
    throw CocoaError(.fileReadCorruptFile)
  }

  private static func ints(_ view: JSONView?) -> [Int] { view?.elements.compactMap(\.int) ?? [] }

  private static func pairs(_ view: JSONView?) -> [[Int]] { view?.elements.map { ints($0) } ?? [] }

  /// The stretches that are learnt.
  private static func ranges(_ loss: TokenLoss) -> [[Int]] {
    guard case .mask(let mask) = loss else { return [] }
    var ranges: [[Int]] = []
    for (index, entry) in mask.enumerated() where entry == 1 {
      if ranges.last?[1] == index {
        ranges[ranges.count - 1][1] = index + 1
      } else {
        ranges.append([index, index + 1])
      }
    }
    return ranges
  }
}
