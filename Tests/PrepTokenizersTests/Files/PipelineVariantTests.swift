import Foundation
import PrepRecords
import TestSupport
import Testing

@testable import PrepTokenizers

/// Holds ids, places, what stands around a text, and decoded texts against those that Hugging Face tokenizers 0.23.3 gave
/// for generated pipelines around small models of every kind: `Tests/Conformance/tokenizer_pipelines.py --record`.
@Suite struct PipelineVariantTests {
  /// The models by name, and what stands for the map of characters in the lines.
  private struct Models {
    let root: JSONView
    let map: String

    init(_ line: [UInt8]) throws {
      let document = try JSONDocument(line).root
      root = try #require(document["models"])
      map = try #require(document["charsmap"]).string()
    }

    /// The text of a `tokenizer.json`.
    func file(_ variant: JSONView) throws -> String {
      let name = try #require(variant["model"]).string()
      let base = try #require(root[name])
      let settings = try #require(variant["settings"])
      var writer = JSONWriter()
      writer.beginObject()
      for key in ["added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder"] {
        writer.key(key)
        writer.raw(try #require(variant[key]))
      }
      writer.key("model")
      writer.beginObject()
      base.forEachMember { key, value in
        let name = (try? key.string()) ?? ""
        writer.key(name)
        writer.raw(settings[name] ?? value)
      }
      writer.endObject()
      writer.endObject()
      return String(decoding: writer.take(), as: UTF8.self).replacingOccurrences(of: "CHARSMAP", with: map)
    }
  }

  @Test func `generated pipelines give what tokenizers gives`() throws {
    let lines = try Fixtures.text("tokenizers/pipelines.jsonl").split(separator: "\n").map { Array($0.utf8) }
    let models = try Models(lines[0])
    var checked = 0
    for line in lines.dropFirst() {
      let variant = try JSONDocument(line).root
      let file = try models.file(variant)
      let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
      let told = "\(file.prefix(1200))"
      for one in try #require(variant["cases"]).elements {
        checked += 1
        let text = try #require(one["text"]).string()
        let special = TokenizerJSONReaderTests.ids(one["special"])
        #expect(try tokenizer.encode(text, specialTokens: .allowAll) == special, "\(text.debugDescription) \(told)")
        #expect(
          tokenizer.template.prefix + special + tokenizer.template.suffix
            == TokenizerJSONReaderTests.ids(one["wrapped"]), "\(text.debugDescription) \(told)")
        #expect(tokenizer.decode(special) == (try #require(one["decoded"]).string()), "\(special) \(told)")
        guard let plain = one["ids"] else { continue }
        let placed = tokenizer.encodeWithOffsets(text)
        #expect(placed.map(\.token) == TokenizerJSONReaderTests.ids(plain), "\(text.debugDescription) \(told)")
        guard let offsets = one["offsets"] else { continue }
        #expect(
          placed.map { [$0.scalars.lowerBound, $0.scalars.upperBound] } == TokenizerJSONReaderTests.offsets(offsets),
          "\(text.debugDescription) \(told)")
      }
    }
    #expect(checked > 500)
  }

  @Test(arguments: [
    (
      #"{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"A","type_id":1}}],"pair":[],"special_tokens":{}}"#,
      "does not have its text exactly once"
    ),
    (
      #"{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"B","type_id":0}},{"Sequence":{"id":"A","type_id":1}}],"special_tokens":{}}"#,
      "does not have its two texts once each, in order"
    ),
    (
      #"{"type":"Sequence","processors":[{"type":"BertProcessing","sep":["a",1],"cls":["b",2]},{"type":"BertProcessing","sep":["a",1],"cls":["b",2]}]}"#,
      "two post-processors put tokens around texts"
    ),
  ])
  func `templates that the engine reads otherwise are refused by name`(processor: String, words: String) throws {
    let text = try TokenizerJSONReaderTests.variant([
      "post_processor": processor, "pre_tokenizer": #"{"type":"ByteLevel"}"#,
    ])
    let failure = try #require(
      throws: TokenizerFailure.self,
      performing: { try Fixtures.withFile("v.tokenizer.json", text) { _ = try Tokenizer(contentsOf: $0) } })
    #expect(failure.message.contains(words))
  }

  @Test func `numbers are read as serde_json reads them, which is not always the nearest`() throws {
    // Scores of T5, with what tokenizers 0.23.3 writes for them again.
    for (text, value) in [
      ("-2.0122928619384766", -2.012292861938477), ("-3.9598512649536133", -3.9598512649536137),
      ("-7.3896660804748535", -7.389666080474853), ("-11.985000866615021", -11.98500086661502), ("0.0", 0), ("-5", -5),
      ("1e3", 1000), ("-1.5E-2", -0.015), ("0.1", 0.1), ("123456789012345678901234567890", 1.2345678901234568e29),
      ("1e-400", 0),
    ] {
      let found = Array(text.utf8).withUnsafeBytes { ScoreNumber.double($0) }
      #expect(found == value, "\(text)")
    }
    for text in ["", "-", "x", "1e", "1.5x", "1e999"] {
      #expect(Array(text.utf8).withUnsafeBytes { ScoreNumber.double($0) } == nil, "\(text)")
    }
  }
}
