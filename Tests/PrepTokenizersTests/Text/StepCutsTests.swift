import Foundation
import PrepRecords
import TestSupport
import Testing

@testable import PrepTokenizers

/// Texts that are cut before their pieces are made have the tokens of the whole, which offsets are found by.
@Suite struct StepCutsTests {
  private static let words = [
    "don't", "I'll", "It", "is", "the", "naïve", "e\u{301}", "漢字", "abc123", "3.14", "12", "x", "A", "(foo)", "\"bar\"",
    "<|startoftext|>", "<|", "a<|b", "|>", "c|>", "'s", "'", "-", "--", ".", ",", "!", "\n", "\r\n", "\t", "  ", " ",
    "é", "\u{3000}", "😀", "_", "=", "+", "$5", "U.S.", "tok", "\u{301}", "ß.", "1,000", "@@", "x²",
  ]

  private static func text(_ generator: inout SeededGenerator) -> String {
    (0..<1600).map { _ in
      (words.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
    }.joined()
  }

  /// Texts long enough that they are cut, of which all that is there is encoded twice.
  private static func compare(_ tokenizer: Tokenizer, _ told: String, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<TestData.rounds(2) {
      let text = text(&generator)
      let whole = tokenizer.encodeWithOffsets(text).map(\.token)
      let encoder = tokenizer.makeEncoder()
      for _ in 0..<2 {
        var tokens: [UInt32] = []
        try encoder.encode(text, into: &tokens)
        let first = zip(tokens, whole).enumerated().first { $1.0 != $1.1 }?.offset
        #expect(tokens == whole, "\(told) differs at \(first ?? min(tokens.count, whole.count))")
      }
    }
  }

  static let byteLevel = #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":"#
  static func split(_ expression: String) -> String {
    #"{"type":"Split","pattern":{"Regex":"\#(expression)"},"behavior":"Isolated","invert":false}"#
  }
  static let steps: [String] = [
    #"{"type":"Punctuation","behavior":"Contiguous"},\#(byteLevel)true},{"type":"Digits","individual_digits":false},"#
      + split("[0-9][0-9][0-9]"),
    #"{"type":"Punctuation","behavior":"Isolated"},\#(byteLevel)true},{"type":"Digits","individual_digits":true}"#,
    [#"[\r\n]"#, #"\\s?\\p{L}+"#, #"\\s?\\p{P}+"#, "[一-龥ࠀ-一가-퟿]+"].map(split).joined(separator: ",")
      + #",{"type":"Digits","individual_digits":true},\#(byteLevel)false}"#,
    split(#"\\s?\\p{L}+"#) + #",{"type":"Digits","individual_digits":true},\#(byteLevel)false}"#,
    #"{"type":"Split","pattern":{"Regex":"<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"},"behavior":"Removed","invert":true},\#(byteLevel)true}"#,
  ]

  @Test(arguments: steps, ["null", #"{"type":"NFC"}"#, #"{"type":"Lowercase"}"#])
  func `steps of byte-level vocabularies cut parts as they cut the whole`(steps: String, normalizer: String) throws {
    let file = try TokenizerJSONReaderTests.variant([
      "pre_tokenizer": #"{"type":"Sequence","pretokenizers":[\#(steps)]}"#, "normalizer": normalizer,
    ])
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
    #expect(tokenizer.storage.stepCuts != nil || tokenizer.storage.preparation?.patternCutsAsSteps == true)
    try Self.compare(tokenizer, steps, seed: 5)
  }

  @Test(arguments: [
    #"{"type":"Split","pattern":{"Regex":"a b"},"behavior":"Isolated","invert":false},\#(byteLevel)true}"#,
    #"{"type":"FixedLength","length":3},\#(byteLevel)true}"#,
    #"{"type":"Punctuation","behavior":"Contiguous"},\#(byteLevel)false}"#,
    #"{"type":"Punctuation","behavior":"MergedWithNext"},\#(byteLevel)true}"#,
  ])
  func `other steps are not cut`(steps: String) throws {
    let file = try TokenizerJSONReaderTests.variant([
      "pre_tokenizer": #"{"type":"Sequence","pretokenizers":[\#(steps)]}"#
    ])
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
    #expect(tokenizer.storage.stepCuts == nil)
    try Self.compare(tokenizer, steps, seed: 6)
  }

  @Test(arguments: ["null", "\"<unk>\""], [false, true])
  func `characters that stand together in no token are parted, and merge as in the whole`(
    unknown: String, fuses: Bool
  ) throws {
    let line = try #require(try Fixtures.text("tokenizers/pipelines.jsonl").split(separator: "\n").first)
    let models = try #require(try JSONDocument(Array(line.utf8)).root["models"])
    let base = try #require(models["characters"])
    for bytes in [false, true] {
      func raw(_ name: String) -> String {
        base[name].map { String(decoding: $0.withUnsafeBytes { Array($0) }, as: UTF8.self) } ?? ""
      }
      let file = """
        {"added_tokens":[],"normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},
        {"type":"Replace","pattern":{"String":" "},"content":"▁"}]},"pre_tokenizer":null,"model":{"type":"BPE",
        "unk_token":\(unknown),"fuse_unk":\(fuses),"byte_fallback":\(bytes),"vocab":\(raw("vocab")),"merges":\(raw("merges"))}}
        """
      let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
      // Where what is unknown is left out, its neighbours come together.
      #expect((tokenizer.storage.chunkRules != nil) == (unknown != "null"))
      try Self.compare(tokenizer, "\(unknown) \(fuses) \(bytes)", seed: 7)
    }
  }
}
