import PrepRecords
import TestSupport
import Testing

@testable import PrepTokenizers

/// Vocabularies in GGUF files give the ids that the same ones give in the files they were made of.
@Suite struct GGUFReaderTests {
  static let texts = [
    "", " ", "ab", "ab ab", "  ab\n\tab", "héé ab 日本 🙂", "a<s>b</s>", "Hello, World's  tests 12345!\r\n\r\nx = y[0];",
    "naïve — “quoted” 3.14 ١٢٣",
  ]

  private func failure(_ sample: GGUFSample, pattern: String? = nil) throws -> TokenizerFailure? {
    try sample.withFile { path in
      #expect(throws: TokenizerFailure.self) { try Tokenizer(contentsOf: path, pattern: pattern) }
    }
  }

  /// A byte-level vocabulary as such files have it.
  private func bytePairs(_ name: String, cuts: String?) throws -> GGUFSample {
    let root = try JSONDocument(Array(try Fixtures.text("tokenizers/" + name).utf8)).root
    var tokens: [String] = []
    var kinds: [Int32] = []
    func put(_ text: String, _ id: Int, _ kind: Int32) {
      while tokens.count <= id {
        tokens.append("[PAD\(tokens.count)]")
        kinds.append(5)
      }
      tokens[id] = text
      kinds[id] = kind
    }
    root["model"]?["vocab"]?.forEachMember { key, value in put((try? key.string()) ?? "", value.int ?? 0, 1) }
    root["added_tokens"]?.forEachElement {
      put((try? $0["content"]?.string()) ?? "", $0["id"]?.int ?? 0, $0["special"]?.bool == true ? 3 : 4)
    }
    var merges: [String] = []
    root["model"]?["merges"]?.forEachElement { merge in
      var sides: [String] = []
      merge.forEachElement { sides.append((try? $0.string()) ?? "") }
      merges.append(merge.kind == .string ? (try? merge.string()) ?? "" : sides.joined(separator: " "))
    }
    var sample = GGUFSample(values: [
      ("tokenizer.ggml.model", .text("gpt2")), ("tokenizer.ggml.tokens", .texts(tokens)),
      ("tokenizer.ggml.token_type", .kinds(kinds)), ("tokenizer.ggml.merges", .texts(merges)),
    ])
    if let cuts { sample.values.append(("tokenizer.ggml.pre", .text(cuts))) }
    return sample
  }

  @Test(arguments: ["gpt-2": "r50k", "llama-bpe": "llama3", "qwen2": "qwen2", "gpt-4o": "o200k", "tekken": "tekken"])
  func `byte pairs are cut as their name says`(cuts: String, pattern: String) throws {
    try bytePairs("small.tokenizer.json", cuts: cuts).withFile { path in
      let tokenizer = try Tokenizer(contentsOf: path)
      let known = try Tokenizer(contentsOf: Fixtures.path("tokenizers/small.tokenizer.json"), pattern: pattern)
      for text in Self.texts { #expect(try tokenizer.encode(text) == known.encode(text), "\(text.debugDescription)") }
      #expect(tokenizer.name == "model")
      // What is written of it gives the same.
      let written = String(decoding: try tokenizer.tokenizerJSON(), as: UTF8.self)
      let again = try Fixtures.withFile("again.json", written) { try Tokenizer(contentsOf: $0) }
      for text in Self.texts { #expect(try again.encode(text) == known.encode(text), "\(text.debugDescription)") }
    }
  }

  @Test func `every way to cut can be used`() throws {
    for name in [
      "llama3", "dbrx", "mpt", "roberta-bpe", "starcoder", "falcon", "qwen2", "stablelm2", "qwen35", "gpt-4o", "tekken",
      "kimi-k2", "deepseek-v3", "deepseek-coder", "bloom", "viking", "bailingmoe", "seed-coder", "exaone-moe", "jais-2",
    ] {
      try bytePairs("small.tokenizer.json", cuts: name).withFile { path in
        let tokenizer = try Tokenizer(contentsOf: path)
        for text in Self.texts { #expect(tokenizer.decode(try tokenizer.encode(text)) == text, "\(name)") }
      }
    }
  }

  @Test func `a way to cut that is not known asks for a pattern`() throws {
    for cuts in ["no-such-model", nil] {
      let sample = try bytePairs("small.tokenizer.json", cuts: cuts)
      let failure = try failure(sample)
      #expect(failure?.code == .needsPattern)
      #expect(failure?.message.contains("--pattern") == true)
      let ids = try sample.withFile { try Tokenizer(contentsOf: $0, pattern: "qwen2").encode(Self.texts[7]) }
      let known = try Tokenizer(contentsOf: Fixtures.path("tokenizers/small.tokenizer.json"), pattern: "qwen2")
      #expect(try ids == known.encode(Self.texts[7]))
    }
  }

  @Test func `SentencePiece's pairs with bytes begin with their token and have spaces in front`() throws {
    try GGUFSample.pairs.withFile { path in
      let tokenizer = try Tokenizer(contentsOf: path)
      #expect(try tokenizer.encode("ab é") == [263, 259, 264])
      #expect(try tokenizer.encode("x") == [259, 3 + 0x78])
      #expect(try tokenizer.encode("a</s>", specialTokens: .allowAll) == [259, 260, 2])
      #expect(tokenizer.template.prefix == [1])
      #expect(tokenizer.template.suffix == [])
      #expect(tokenizer.specialTokens.beginOfText == 1)
      #expect(tokenizer.specialTokens.endOfText == 2)
      #expect(tokenizer.decode([263, 264]) == "abé")
      let template = try #require(try GGUFTemplate.read(path))
      #expect(template.source.starts(with: "{{ bos_token }}".utf8))
      #expect(template.tokens.map(\.text) == ["<s>", "</s>", "<unk>"])
    }
  }

  @Test func `Unigram takes the path of the best sum`() throws {
    let sample = GGUFSample(values: [
      ("tokenizer.ggml.model", .text("t5")),
      ("tokenizer.ggml.tokens", .texts(["<pad>", "</s>", "<unk>", "▁", "a", "aa"])),
      ("tokenizer.ggml.scores", .scores([0, 0, 0, -2, -3, -4])),
      ("tokenizer.ggml.token_type", .kinds([3, 3, 2, 1, 1, 1])),
      ("tokenizer.ggml.add_space_prefix", .flag(true)), ("tokenizer.ggml.remove_extra_whitespaces", .flag(true)),
      ("tokenizer.ggml.eos_token_id", .id(1)), ("tokenizer.ggml.unknown_token_id", .id(2)),
    ])
    try sample.withFile { path in
      let tokenizer = try Tokenizer(contentsOf: path)
      #expect(try tokenizer.encode("  aaa  ") == [3, 4, 5] || tokenizer.encode("  aaa  ") == [3, 5, 4])
      #expect(try tokenizer.encode("z") == [3, 2])
      #expect(tokenizer.template.suffix == [1])
    }
  }

  @Test(arguments: [true, false]) func `WordPiece has its words and their ends again`(isCased: Bool) throws {
    let word = isCased ? "▁Hello" : "▁hello"
    let sample = GGUFSample(values: [
      ("tokenizer.ggml.model", .text("bert")),
      ("tokenizer.ggml.tokens", .texts(["[PAD]", "[UNK]", "[CLS]", "[SEP]", word, "s", "▁,", "▁a"])),
      ("tokenizer.ggml.token_type", .kinds([3, 3, 3, 3, 1, 1, 1, 1])), ("tokenizer.ggml.unknown_token_id", .id(1)),
      ("tokenizer.ggml.cls_token_id", .id(2)), ("tokenizer.ggml.seperator_token_id", .id(3)),
    ])
    try sample.withFile { path in
      let tokenizer = try Tokenizer(contentsOf: path)
      #expect(try tokenizer.encode("Hellos, a [SEP]") == [4, 5, 6, 7, 1, 1, 1])
      #expect(tokenizer.template.prefix == [2])
      #expect(tokenizer.template.suffix == [3])
      #expect(tokenizer.remarks.contains { $0.contains(isCased ? "they do not" : "so they do") })
    }
  }

  @Test func `what is not supported or damaged is named`() throws {
    func sample(_ model: String, _ more: [(String, GGUFSample.Value)]) -> GGUFSample {
      GGUFSample(values: [("tokenizer.ggml.model", .text(model))] + more)
    }
    let tokens = ("tokenizer.ggml.tokens", GGUFSample.Value.texts(["a", "a"]))
    #expect(try failure(GGUFSample())?.code == .unsupported)
    #expect(try failure(sample("rwkv", [tokens]))?.message.contains("rwkv_vocab") == true)
    #expect(try failure(sample("none", [tokens]))?.message.contains("no vocabulary") == true)
    #expect(try failure(sample("plamo2", [tokens]))?.message.contains("plamo2") == true)
    #expect(try failure(sample("llama", [tokens]))?.message.contains("0 scores for 2 tokens") == true)
    #expect(try failure(sample("llama", [tokens]), pattern: "r50k")?.code == .usage)
    let cuts = ("tokenizer.ggml.pre", GGUFSample.Value.text("gpt-2"))
    #expect(try failure(sample("gpt2", [tokens, cuts]))?.message.contains("no list of merges") == true)
    let merges = ("tokenizer.ggml.merges", GGUFSample.Value.texts(["ab"]))
    #expect(try failure(sample("gpt2", [tokens, cuts, merges]))?.code == .damaged)
  }
}
