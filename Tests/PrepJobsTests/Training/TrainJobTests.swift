import PrepRecords
import PrepTokenizers
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct TrainJobTests {
  private let first = input(questions(300), named: "a.jsonl")
  private let second = input(questions(600), named: "b.jsonl")

  private func options(_ change: (inout TrainJob.Options) -> Void = { _ in }) -> TrainJob.Options {
    var options = TrainJob.Options(vocabulary: VocabularyOptions(size: 300))
    options.text.fields = ["prompt", "completion"]
    change(&options)
    return options
  }

  @Test func `a vocabulary of counts is that of the texts`() throws {
    let direct = Memory()
    let observer = RecordingObserver()
    let summary = try run(TrainJob(options(), inputs: [first, second], output: direct.output), observer: observer)
    #expect(summary.ids == 300)
    #expect(summary.merges == 44)
    var counting = CountWordsJob.Options()
    counting.text.fields = ["prompt", "completion"]
    let parts = try [first, second].map { part in
      let memory = Memory()
      _ = try run(CountWordsJob(counting, inputs: [part], output: memory.output))
      return JobInput(memory.bytes, named: part.path + ".counts")
    }
    let merged = Memory()
    let count = try run(MergeCountsJob(inputs: parts, output: merged.output))
    #expect(count.differentPieces == summary.differentPieces)
    let fromCounts = Memory()
    _ = try run(
      TrainJob(
        options { $0.readsCounts = true }, inputs: [JobInput(merged.bytes, named: "counts")], output: fromCounts.output)
    )
    #expect(fromCounts.bytes == direct.bytes)
  }

  @Test func `a weight of what is not read is refused`() {
    let weights = [SourceWeight(path: "c.jsonl", factor: 2)]
    let failure = #expect(throws: JobFailure.self) {
      try run(TrainJob(options { $0.corpus.weights = weights }, inputs: [first], output: Memory().output))
    }
    #expect(failure?.code == "weight-of-no-input")
    #expect(throws: JobFailure.self) {
      try run(MergeCountsJob(weights: weights, inputs: [first], output: Memory().output))
    }
  }

  /// What published files of byte pairs do to texts, and around them, in the place of what a small one does.
  static let pipelines: [(name: String, changes: [(String, String)])] = [
    (
      "a template",
      [
        (
          #""post_processor": ?null"#,
          #""post_processor":{"type":"Sequence","processors":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true},{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|end|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<|end|>":{"id":"<|end|>","ids":[420],"tokens":["<|end|>"]}}}]}"#
        )
      ]
    ),
    ("a space in front", [(#""add_prefix_space": ?false"#, #""add_prefix_space":true"#)]),
    (
      "several cuts",
      [
        (
          #""pre_tokenizer": ?\{[^}]*\}"#,
          #""pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},{"type":"Digits","individual_digits":false}]}"#
        )
      ]
    ),
    (
      "normalizers",
      [
        (
          #""normalizer": ?null"#,
          #""normalizer":{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},{"type":"Lowercase"}]}"#
        )
      ]
    ),
    ("a byte without a token", [(#""Q":"#, #""QQQQ":"#)]),
    (
      "an added token that nothing is left of",
      [
        (#""normalizer": ?null"#, #""normalizer":{"type":"Replace","pattern":{"String":"~"},"content":""}"#),
        (
          #""added_tokens": ?\["#,
          #""added_tokens":[{"id":421,"content":"~","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false},"#
        ),
      ]
    ),
  ]

  @Test(arguments: pipelines.indices) func `a file that goes on keeps its ids, and all that it does to texts`(
    number: Int
  ) throws {
    var source = try Fixtures.text("tokenizers/tiny.tokenizer.json")
    for (pattern, text) in Self.pipelines[number].changes {
      let changed = source.replacing(try Regex(pattern), with: text, maxReplacements: 1)
      #expect(changed != source)
      source = changed
    }
    let texts = ["zzqq zzqq, Zzqq 12 zz\u{E9}qq!\n", "  What is it? It's 1234 of ~zzqq~.", ""]
    let (before, made, old) = try Fixtures.withFile("base.tokenizer.json", source) { path in
      let made = Memory()
      let summary = try run(
        TrainJob(
          options {
            $0.vocabulary = VocabularyOptions(size: 440)
            $0.vocabulary.base = path
            $0.vocabulary.specialTokens = ["<|new|>"]
          },
          inputs: [
            input(String(repeating: "{\"prompt\":\"zzqq zzqq, zzqq!\",\"completion\":\" 77 zzqq\"}\n", count: 50))
          ],
          output: made.output))
      #expect(summary.hasBase && summary.merges > 3)
      let tokenizer = try Tokenizer(contentsOf: path)
      return (try texts.map { try tokenizer.encode($0) }, made, tokenizer)
    }
    let new = try Fixtures.withFile("more.tokenizer.json", made.text) { try Tokenizer(contentsOf: $0) }
    for (text, ids) in zip(texts, before) {
      let more = try new.encode(text)
      #expect(new.decodeBytes(more) == old.decodeBytes(ids), "\(text)")
      #expect(more.count < ids.count || !text.lowercased().contains("zzqq"))
      #expect(ids.allSatisfy { new.decodeBytes([$0]) == old.decodeBytes([$0]) })
    }
    // Each new token is what its own bytes become, which takes all the merges on the way to it.
    let encoder = new.makeEncoder()
    var grown = 0
    for id in UInt32(old.vocabularySize)..<UInt32(new.vocabularySize) where !new.isSpecial(id) {
      var tokens: [UInt32] = []
      new.decodeBytes([id]).withUnsafeBufferPointer { encoder.encode(piece: $0, into: &tokens) }
      #expect(tokens == [id], "\(String(decoding: new.decodeBytes([id]), as: UTF8.self))")
      grown += 1
    }
    #expect(grown > 3)
    #expect(new.specialTokens.entries.map(\.name) == ["<|end|>", "<|new|>"])
    #expect(new.specialTokens.entries.first?.id == old.specialTokens.entries.first?.id)
    // Nothing is written anew but the tokens.
    let (first, second) = (try JSONDocument(Array(source.utf8)).root, try JSONDocument(made.bytes).root)
    for name in ["normalizer", "pre_tokenizer", "post_processor", "decoder"] {
      #expect(
        first[name].map { $0.withUnsafeBytes { Array($0) } } == second[name].map { $0.withUnsafeBytes { Array($0) } })
    }
  }
}
