import Foundation
import PrepRecords
import PrepTokenizers
import TestSupport
import Testing

/// Holds ids against those that Hugging Face tokenizers 0.23.3 gave for generated files:
/// `Tests/Conformance/tokenizer_json_variants.py --record`.
@Suite struct TokenizerJSONReaderTests {
  /// The model of `tiny.tokenizer.json` with other parts around it.
  static func variant(_ parts: [String: String]) throws -> String {
    let text = try Fixtures.text("tokenizers/tiny.tokenizer.json")
    let model = try #require(text.range(of: "\"model\":"))
    let tail = text[model.lowerBound...].replacingOccurrences(
      of: "\"ignore_merges\":false", with: "\"ignore_merges\":\(parts["ignore_merges"] ?? "false")")
    var head = "{\"version\":\"1.0\",\"post_processor\":\(parts["post_processor"] ?? "null"),"
    for key in ["normalizer", "pre_tokenizer", "added_tokens"] { head += "\"\(key)\":\(parts[key] ?? "null")," }
    return head + tail
  }

  @Test func `generated files give the ids that tokenizers gives`() throws {
    var checked = 0
    let reader = JSONLinesReader(paths: [Fixtures.path("tokenizers/variants.jsonl")], threads: 1)
    while let batch = try reader.next() {
      for item in batch.items {
        guard case .record(let record) = item else { continue }
        var parts: [String: String] = [:]
        record.root.forEachMember { key, value in
          if let name = try? key.string() {
            parts[name] = value.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
          }
        }
        let tokenizer = try Fixtures.withFile("v.tokenizer.json", Self.variant(parts)) { try Tokenizer(contentsOf: $0) }
        record.root["cases"]?.forEachElement { one in
          checked += 1
          guard let text = try? one["text"]?.string() else { return }
          #expect(
            (try? tokenizer.encode(text, specialTokens: .allowAll)) == Self.ids(one["ids_special"]),
            "\(parts) \(text.debugDescription)")
          #expect((try? tokenizer.encode(text)) == Self.ids(one["ids"]), "\(parts) \(text.debugDescription)")
          let placed = tokenizer.encodeWithOffsets(text)
          #expect(placed.map(\.token) == Self.ids(one["ids"]), "\(parts) \(text.debugDescription)")
          #expect(
            placed.map { [$0.scalars.lowerBound, $0.scalars.upperBound] } == Self.offsets(one["offsets"]),
            "\(parts) \(text.debugDescription)")
        }
      }
    }
    #expect(checked > 100)
  }

  static func offsets(_ view: JSONView?) -> [[Int]] {
    var offsets: [[Int]] = []
    view?.forEachElement { pair in offsets.append(ids(pair).map { Int($0) }) }
    return offsets
  }

  static func ids(_ view: JSONView?) -> [UInt32] {
    var ids: [UInt32] = []
    view?.forEachElement { if let id = $0.int { ids.append(UInt32(id)) } }
    return ids
  }

  @Test(arguments: [
    (
      ["normalizer": #"{"type":"Other"}"#, "pre_tokenizer": #"{"type":"ByteLevel"}"#],
      "the normalizer Other is not supported"
    ),
    (
      ["pre_tokenizer": #"{"type":"Metaspace","prepend_scheme":"last"}"#],
      "the prepend_scheme last of Metaspace is not known"
    ),
    (
      ["pre_tokenizer": #"{"type":"Metaspace","prepend_scheme":"first","add_prefix_space":false}"#],
      "contradict each other"
    ),
    (
      ["pre_tokenizer": #"{"type":"Sequence","pretokenizers":[{"type":"Other"},{"type":"ByteLevel"}]}"#],
      "the pre-tokenizer Other is not supported"
    ),
    (
      ["post_processor": #"{"type":"Other"}"#, "pre_tokenizer": #"{"type":"ByteLevel"}"#],
      "the post-processor Other is not supported"
    ),
  ])
  func `what is not known is refused by name`(parts: [String: String], message: String) throws {
    let failure = try #require(throws: TokenizerFailure.self) {
      try Fixtures.withFile("v.tokenizer.json", Self.variant(parts)) { _ = try Tokenizer(contentsOf: $0) }
    }
    #expect(failure.code == .unsupported)
    #expect(failure.message.contains(message), "\(failure.message)")
  }

  @Test func `post-processors give the tokens around a text`() throws {
    let added =
      #"[{"id":420,"content":"<s>","special":true,"single_word":false,"lstrip":false,"rstrip":false,"normalized":false},{"id":421,"content":"</s>","special":true,"single_word":false,"lstrip":false,"rstrip":false,"normalized":false}]"#
    let template =
      #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[],"special_tokens":{"<s>":{"id":"<s>","ids":[420],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[421],"tokens":["</s>"]}}}"#
    let roberta =
      #"{"type":"RobertaProcessing","sep":["</s>",421],"cls":["<s>",420],"trim_offsets":true,"add_prefix_space":false}"#
    let byteLevel = #"{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true}"#
    for (processor, prefix, suffix) in [
      (template, [420], [421]), (roberta, [420], [421]), (byteLevel, [], []),
      (#"{"type":"Sequence","processors":[\#(byteLevel),\#(template)]}"#, [420], [421]),
    ] as [(String, [UInt32], [UInt32])] {
      let parts = ["post_processor": processor, "added_tokens": added, "pre_tokenizer": byteLevel]
      let tokenizer = try Fixtures.withFile("v.tokenizer.json", Self.variant(parts)) { try Tokenizer(contentsOf: $0) }
      #expect(tokenizer.summary.prefix == prefix)
      #expect(tokenizer.summary.suffix == suffix)
    }
  }
}
