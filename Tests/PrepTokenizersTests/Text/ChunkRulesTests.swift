import Foundation
import TestSupport
import Testing

@testable import PrepTokenizers

/// Holds texts that are encoded chunk by chunk, some from memory, against the same texts prepared as a whole.
@Suite struct ChunkRulesTests {
  struct Pipeline: Sendable, CustomTestStringConvertible {
    let name: String
    let parts: String
    let model: String

    var testDescription: String { name }
    var file: String { "{\"added_tokens\":[],\(parts),\"model\":\(model)}" }
  }

  private static let words = [
    "a", "b", "e", "é", "漢", "▁", "1", ".", "x▁", "▁a", "▁ab", "ab", "▁▁", "é▁a", "be", "▁b", "▁漢", "漢b", "\n",
  ]

  private static func pairs(_ extra: String) -> String {
    var vocabulary = words
    var merges: [[String]] = []
    for word in words where word.unicodeScalars.count > 1 {
      let scalars = word.unicodeScalars.map { String($0) }
      var left = scalars[0]
      for right in scalars.dropFirst() {
        for part in [left, right, left + right] where !vocabulary.contains(part) { vocabulary.append(part) }
        if !merges.contains([left, right]) { merges.append([left, right]) }
        left += right
      }
    }
    vocabulary.append("<unk>")
    let tokens = numbered(vocabulary)
    return
      "{\"type\":\"BPE\",\"unk_token\":\"<unk>\",\"fuse_unk\":true,\"vocab\":\(tokens),\"merges\":\(json(merges))\(extra)}"
  }

  private static var unigram: String {
    let entries = words.enumerated().map { "[\(json($1)),\(-1.0 - Double($0 * 7 % 5) / 4)]" }
    return "{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<unk>\",0.0],\(entries.joined(separator: ","))]}"
  }

  private static var wordPiece: String {
    let pieces = words.filter { !$0.contains("▁") } + ["##a", "##b", "##é", "##漢", "##e", "e\u{301}", "[UNK]"]
    let tokens = numbered(pieces)
    return
      "{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":12,\"vocab\":\(tokens)}"
  }

  /// An object from each text to its number; texts that are canonically equivalent are two.
  private static func numbered(_ texts: [String]) -> String {
    "{" + texts.enumerated().map { "\(json($1)):\($0)" }.joined(separator: ",") + "}"
  }

  private static func json(_ value: some Encodable) -> String {
    String(decoding: (try? JSONEncoder().encode(value)) ?? Data(), as: UTF8.self)
  }

  static let pipelines: [Pipeline] = {
    let replace = #"{"type":"Replace","pattern":{"String":" "},"content":"▁"}"#
    let spaces = #"{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}"#
    let marks = #"{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"}"#
    func metaspace(_ scheme: String, _ splits: Bool) -> String {
      #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"\#(scheme)","split":\#(splits)}"#
    }
    func parts(_ normalizers: [String], _ steps: String) -> String {
      "\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[\(normalizers.joined(separator: ","))]},\"pre_tokenizer\":\(steps)"
    }
    let bert =
      #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}"#
    let cased =
      #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":false}"#
    let nfkd = #"{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"}"#
    return [
      Pipeline(name: "Llama", parts: parts([#"{"type":"Prepend","prepend":"▁"}"#, replace], "null"), model: pairs("")),
      Pipeline(
        name: "Gemma",
        parts: parts(
          [replace], #"{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}"#),
        model: pairs("")),
      Pipeline(name: "Mistral", parts: parts([], metaspace("first", false)), model: pairs("")),
      Pipeline(
        name: "T5",
        parts: parts(
          [], #"{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},\#(metaspace("always", true))]}"#),
        model: unigram),
      Pipeline(
        name: "XLM-R",
        parts: parts(
          [#"{"type":"NFKC"}"#, #"{"type":"Strip","strip_left":false,"strip_right":true}"#, marks],
          metaspace("always", true)), model: unigram),
      Pipeline(
        name: "ALBERT",
        parts: parts(
          [#"{"type":"Replace","pattern":{"String":"``"},"content":"1"}"#, nfkd, spaces], metaspace("always", true)),
        model: unigram),
      Pipeline(
        name: "DeBERTa",
        parts: parts([#"{"type":"Strip","strip_left":true,"strip_right":true}"#, spaces], metaspace("always", true)),
        model: unigram),
      Pipeline(name: "never", parts: parts([], metaspace("never", true)), model: unigram),
      Pipeline(name: "BERT uncased", parts: parts([bert], #"{"type":"BertPreTokenizer"}"#), model: wordPiece),
      Pipeline(name: "BERT cased", parts: parts([cased], #"{"type":"BertPreTokenizer"}"#), model: wordPiece),
      Pipeline(
        name: "ChatGLM",
        parts: parts(
          [#"{"type":"Replace","pattern":{"String":"<!dummy-prefix!>"},"content":"▁"}"#, replace],
          #"{"type":"Split","pattern":{"String":"<!dummy-prefix!>"},"behavior":"MergedWithNext","invert":false}"#),
        model: pairs("")),
      Pipeline(
        name: "NFC before BERT", parts: parts([#"{"type":"NFC"}"#], #"{"type":"BertPreTokenizer"}"#), model: wordPiece),
      Pipeline(name: "words", parts: parts([], #"{"type":"WhitespaceSplit"}"#), model: wordPiece),
    ]
  }()

  private static let characters = [
    "a", "b", "ab", "be", "A", "é", "e\u{301}", "漢", "▁", "1", ".", "``", " ", " ", " ", "  ", "\n", "\t", "\u{3000}",
    "\u{A0}", "\u{301}", "¨", "x", "\u{600}", "\u{200B}",
    "ﬁ", "\u{1}", "É", "=\u{338}", ",", "…", "。", "<!dummy-prefix!>", ">", "<", "\r\n", "\u{FFFD}", "😀", "𝒳", "ж", "Ж",
    "각", "가",
    "\u{1100}\u{1161}", "か\u{3099}", "क्", "İ", "ß", "\u{7F}", "\u{85}",
  ]

  @Test(arguments: pipelines) func `a text has the tokens that it has when it is prepared as a whole`(
    pipeline: Pipeline
  ) throws {
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", pipeline.file) { try Tokenizer(contentsOf: $0) }
    let encoder = tokenizer.makeEncoder()
    var generator = SeededGenerator(seed: 31)
    var warm: [UInt32] = []
    try encoder.encode(String(repeating: "a b ", count: 2000), into: &warm)
    for _ in 0..<TestData.rounds(300) {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...30, using: &generator) {
        text += (Self.characters.randomElement(using: &generator) ?? "").utf8
        // Bytes that are no characters.
        if Int.random(in: 0..<50, using: &generator) == 0 {
          text.append(UInt8.random(in: 0x80...0xFF, using: &generator))
        }
      }
      try Self.compare(text, encoder, pipeline.name)
    }
  }

  /// Holds the tokens of a text, which may come from memory, against those it has where its places are asked for.
  static func compare(_ text: [UInt8], _ encoder: Encoder, _ name: String) throws {
    var tokens: [UInt32] = []
    var expected: [UInt32] = []
    var ranges: [Range<Int>] = []
    try text.withUnsafeBufferPointer {
      try encoder.encode($0, into: &tokens)
      encoder.encode($0, into: &expected, ranges: &ranges)
    }
    if tokens != expected {
      let place = zip(tokens, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(tokens.count, expected.count)
      let shown = String(decoding: text.prefix(400), as: UTF8.self).debugDescription
      Issue.record(
        "\(name): \(shown): \(tokens[place...].prefix(9)), not \(expected[place...].prefix(9)), at token \(place)")
    }
  }

  static let files: [String] = {
    let long = [
      "families/vocab/chatglm.json", "families/vocab/falcon.json", "families/vocab/phi-3-mini.json",
      "families/vocab/pegasus.json",
      "vocab/t5-small.tokenizer.json", "vocab/clip.tokenizer.json", "vocab/bert-base-uncased.tokenizer.json",
      "families/vocab/shape-gemma.json", "families/vocab/shape-llama-new.json", "families/vocab/nmt.json",
      "families/vocab/mbert-cased", "families/vocab/chinese-llama2.model", "families/vocab/mistral-v3.model",
      "families/vocab/dolma-llama.json", "families/vocab/donut.model", "families/vocab/torchtune-t5.model",
      "families/vocab/internlm2.model", "families/vocab/shape-rembert.json", "families/vocab/shape-mbart.json",
      "families/vocab/bert-chinese", "vocab/gpt-neox-20B_tokenizer.json", "vocab/phi-2.tokenizer.json",
    ]
    let short = [
      "families/vocab/shape-deberta-v3.json", "families/vocab/shape-xlm-roberta.json", "families/vocab/nmt.spm",
      "families/vocab/kobert.model", "families/vocab/blingfire-bpe.model", "families/vocab/llama2.model",
      "families/vocab/shape-albert-uncased.json", "families/vocab/made-bl-precompiled.json",
      "families/vocab/made-wp-bert.json",
    ]
    return TestData.runsLongTests ? short + long : short
  }()

  @Test(arguments: files) func `so do texts of published vocabularies, of characters from everywhere`(file: String)
    throws
  {
    guard let path = TestData.url(file)?.path else { return }
    let encoder = try Tokenizer(contentsOf: path).makeEncoder()
    var warm: [UInt32] = []
    try encoder.encode(String(repeating: "a b ", count: 2000), into: &warm)
    var generator = SeededGenerator(seed: 32)
    for _ in 0..<TestData.rounds(40) {
      var text: [UInt8] = []
      // Some characters that stand near one another, as in one writing.
      let base =
        [0, 0, 0, 0x80, 0x300, 0x370, 0x900, 0x1100, 0x1E00, 0x2000, 0x2500, 0x3000, 0x4E00, 0xAC00, 0xFF00, 0x1F600]
        .randomElement(using: &generator) ?? 0
      for _ in 0..<Int.random(in: 0...40, using: &generator) {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...2: text += (Self.characters.randomElement(using: &generator) ?? "").utf8
        case 3...4: text.append(0x20)
        case 5...6:
          text +=
            (["the", "of", "don't", " word", ", and", "12", "3,000", ".\n", "\n\n", "-"].randomElement(
              using: &generator) ?? "").utf8
        case 7...8:
          let point = UInt32(base + Int.random(in: 0..<0x100, using: &generator))
          text += String(Unicode.Scalar(point) ?? " ").utf8
        default:
          let point = UInt32.random(in: 0..<0x11_0000, using: &generator)
          text += String(Unicode.Scalar(point) ?? " ").utf8
        }
        if Int.random(in: 0..<80, using: &generator) == 0 {
          text.append(UInt8.random(in: .min ... .max, using: &generator))
        }
      }
      try Self.compare(text, encoder, file)
    }
  }

  @Test(arguments: files.filter { $0.hasSuffix(".model") }) func `so do long texts, whose sums of scores grow`(
    file: String
  ) throws {
    guard let path = TestData.url(file)?.path else { return }
    let encoder = try Tokenizer(contentsOf: path).makeEncoder()
    var generator = SeededGenerator(seed: 33)
    var text: [UInt8] = []
    for _ in 0..<20_000 {
      let word = [
        "the", "of", "doubt", "word", "1999", "...", "----", "。漢字", "naïve", "ﬁn", "x", "Ж", "か\u{3099}", "--", "1.000",
        "각",
      ]
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        text += (word.randomElement(using: &generator) ?? "").utf8
      }
      text.append(0x20)
    }
    try Self.compare(text, encoder, file)
    try Self.compare(text, encoder, file)
  }

  @Test func `where nothing is known of a pipeline, texts are not cut`() throws {
    let parts =
      #""normalizer":{"type":"Replace","pattern":{"Regex":"a b"},"content":"c"},"pre_tokenizer":{"type":"Metaspace"}"#
    let file = "{\"added_tokens\":[],\(parts),\"model\":\(Self.unigram)}"
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
    #expect(tokenizer.storage.chunkRules == nil)
    let known = try Fixtures.withFile("v.tokenizer.json", Self.pipelines[0].file) { try Tokenizer(contentsOf: $0) }
    #expect(known.storage.chunkRules != nil)
  }
}
