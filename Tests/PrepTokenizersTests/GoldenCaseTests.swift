import Foundation
import PrepRecords
import PrepTokenizers
import TestSupport
import Testing

/// Ids that tiktoken and Hugging Face tokenizers gave, as published by many projects.
@Suite struct GoldenCaseTests {
  /// Which file stands for the vocabulary a case names.
  static let files: [String: (file: String, encoding: String?)] = [
    "r50k_base": ("r50k_base.tiktoken", nil), "p50k_base": ("p50k_base.tiktoken", nil),
    "p50k_edit": ("p50k_base.tiktoken", nil), "cl100k_base": ("cl100k_base.tiktoken", nil),
    "o200k_base": ("o200k_base.tiktoken", nil), "qwen2": ("qwen2.tiktoken", nil), "gpt2": ("gpt2.tokenizer.json", nil),
    "mistral_tekken": ("mistral_tekken.tiktoken", nil), "llama.cpp:roberta-bpe": ("roberta-base.tokenizer.json", nil),
    "hf:distilgpt2": ("gpt2.encoder.json", nil), "hf:openai/whisper-tiny.en": ("whisper-tiny.tokenizer.json", nil),
  ]

  struct Case {
    let vocabulary: String
    let text: String
    let ids: [UInt32]
    let isAgreed: Bool
  }

  /// All cases, read once.
  static func cases() throws -> [Case] { try all.get() }

  private static let all = Result { try read() }

  private static func read() throws -> [Case] {
    var cases: [Case] = []
    for file in try TestData.files(in: "golden/cases") {
      let reader = JSONLinesReader(paths: [file.path], threads: 1)
      while let batch = try reader.next() {
        for item in batch.items {
          guard case .record(let record) = item else { continue }
          var ids: [UInt32] = []
          record.root["ids"]?.forEachElement { if let id = $0.int { ids.append(UInt32(id)) } }
          cases.append(
            Case(
              vocabulary: try record.root["vocab"]?.string() ?? "", text: try record.root["text"]?.string() ?? "",
              ids: ids,
              isAgreed: try record.root["check"]?.string() == "agrees"))
        }
      }
    }
    return cases
  }

  @Test(arguments: [
    "r50k_base", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base", "qwen2", "gpt2", "llama.cpp:roberta-bpe",
    "hf:distilgpt2",
  ])
  func `every agreed case has the published ids, and decodes to its text`(vocabulary: String) throws {
    guard let (file, _) = Self.files[vocabulary], let path = TestData.url("vocab/" + file)?.path else { return }
    let tokenizer = try Tokenizer(contentsOf: path)
    let cases = try Self.cases().filter { $0.vocabulary == vocabulary && $0.isAgreed }
    #expect(!cases.isEmpty)
    for one in cases {
      let ids = try tokenizer.encode(one.text, specialTokens: .asText)
      if ids != one.ids, try tokenizer.encode(one.text, specialTokens: .allowAll) == one.ids { continue }
      #expect(ids == one.ids, "\(vocabulary): \(one.text.prefix(80))")
      #expect(tokenizer.count(one.text) == ids.count)
      #expect(Array(tokenizer.decodeBytes(ids)) == Array(one.text.utf8) || vocabulary == "qwen2")
    }
  }

  @Test(arguments: ["tiktoken_invalid_base64.model", "tiktoken_invalid_rank.model", "tiktoken_no_space.model"])
  func `a damaged rank file is refused with its line`(file: String) throws {
    guard let path = TestData.url("vocab/broken/" + file)?.path else { return }
    let failure = try #require(throws: TokenizerFailure.self) { _ = try Tokenizer(contentsOf: path, pattern: "cl100k") }
    #expect(failure.code == .damaged)
    #expect(failure.message.hasPrefix("line 1: "))
  }

  @Test(arguments: [
    ("broken/added-tokens.refused.tokenizer.json", "no list of merges"),
    ("broken/llama2.refused.tokenizer.json", "is not a pair of tokens"),
  ])
  func `a file that was cut down is refused with what is missing`(file: String, message: String) throws {
    guard let path = TestData.url("vocab/" + file)?.path else { return }
    let failure = try #require(throws: TokenizerFailure.self) { _ = try Tokenizer(contentsOf: path) }
    #expect(failure.code == .damaged)
    #expect(failure.message.contains(message))
  }

  @Test(arguments: [
    "clip.tokenizer.json", "gpt-neox-20B_tokenizer.json", "gpt2-tiny.vocab.json", "kimi_k2.tiktoken.model",
    "mistral_tekken.tiktoken", "phi-2.tokenizer.json", "qwen1.crlf.tiktoken", "torchtune-small.tokenizer.json",
    "whisper-tiny.tokenizer.json",
  ])
  func `the other vocabularies load and give a text back`(file: String) throws {
    guard let path = TestData.url("vocab/" + file)?.path else { return }
    let tokenizer = try Tokenizer(contentsOf: path)
    let text = "hello world 123, a naive cafe ok"
    let tokens = try tokenizer.encode(text)
    #expect(!tokens.isEmpty)
    if !file.hasPrefix("clip") { #expect(tokenizer.decode(tokens) == text) }
  }
}
