import PrepExamples
import PrepJobs
import PrepOptions
import PrepRecords
import PrepTokenizing
import TestSupport
import Testing

/// The options of all jobs: what is read can be written and is then the same, as words and as JSON.
@Suite struct OptionDefinitionsTests {
  /// Texts of which every option takes one at least.
  private static let candidates = [
    "5", "300", "64Ki", "2Mi", "0.5", "90%", "a.jsonl", "a=2", "prompt=question", "bot=assistant", "x y", "tab", "none",
    "multiple:64",
    "/dataset",
    "train=80%,valid=20%", "1/3", "chat", "records", "2026-11-30", "missing-field", "safe", "\\n\\n###\\n\\n", "common",
    "covered", "longest",
  ]

  /// Sets options of a table by chance and sends them round.
  private func check<Options>(_ table: OptionTable<Options>, _ name: String) throws {
    var chance = SeededGenerator(seed: 18)
    // What each option takes.
    var taken: [String: [String]] = [:]
    for option in table.descriptions where option.kind.takesValue {
      let values = (option.allowedValues.isEmpty ? Self.candidates : option.allowedValues).filter { value in
        var options = table.defaults
        do throws(OptionFailure) {
          try table.read([(option.name, .text(value))], into: &options, isComplete: false)
          return true
        } catch { return false }
      }
      #expect(!values.isEmpty, "\(name) --\(option.name) takes none of the texts")
      taken[option.name] = values
    }
    for _ in 0..<20 {
      var words: [String] = []
      for option in table.descriptions where option.isRequired || Bool.random(using: &chance) {
        if let value = taken[option.name]?.randomElement(using: &chance) {
          words.append("--\(option.name)=\(value)")
        } else if !option.kind.takesValue {
          words.append(
            option.kind == .invertible && Bool.random(using: &chance) ? "--no-\(option.name)" : "--\(option.name)")
        }
      }
      words.shuffle(using: &chance)
      var options = table.defaults
      try table.read(words, into: &options)
      let written = table.words(of: options)
      var again = table.defaults
      try table.read(written, into: &again)
      #expect(table.words(of: again) == written, "\(name) \(words)")
      var named = table.defaults
      try table.read(OptionInput.entries(of: JSONDocument(json(table.entries(of: options))).root), into: &named)
      #expect(table.words(of: named) == written, "\(name) \(words)")
      #expect(table.words(of: table.entries(of: options)) == written, "\(name) \(words)")
    }
  }

  private func json(_ entries: [(name: String, value: OptionInput)]) -> [UInt8] {
    var writer = JSONWriter()
    func write(_ input: OptionInput) {
      switch input {
      case .null: writer.null()
      case .boolean(let value): writer.bool(value)
      case .number(let text), .text(let text): writer.string(text)
      case .list(let values):
        writer.beginArray()
        values.forEach(write)
        writer.endArray()
      case .mapping(let entries): object(entries)
      }
    }
    func object(_ entries: [(name: String, value: OptionInput)]) {
      writer.beginObject()
      for (name, value) in entries {
        writer.key(name)
        write(value)
      }
      writer.endObject()
    }
    object(entries)
    return writer.take()
  }

  @Test func `options are the same after they were written and read`() throws {
    try check(OptionTable(TokenizeJob.Options(), TokenizeJob.Options.definitions), "tokenize")
    try check(OptionTable(PackingOptions.none, PackingOptions.definitions), "pack")
    try check(OptionTable(ShardOptions.none, ShardOptions.definitions), "shard")
    try check(OptionTable(CountJob.Options(), CountJob.Options.definitions), "count")
    try check(OptionTable(EncodeJob.Options(), EncodeJob.Options.definitions), "encode")
    try check(OptionTable(DecodeJob.Options(), DecodeJob.Options.definitions), "decode")
    try check(OptionTable(ViewJob.Options(), ViewJob.Options.definitions), "view")
    try check(OptionTable(SniffJob.Options(), SniffJob.Options.definitions), "sniff")
    try check(OptionTable(ConvertJob.Options(), ConvertJob.Options.definitions), "convert")
    try check(OptionTable(FixJob.Options(), FixJob.Options.definitions), "fix")
    try check(OptionTable(FormatJob.Options(), FormatJob.Options.definitions), "format")
    try check(OptionTable(ValidateJob.Options(), ValidateJob.Options.definitions), "validate")
    try check(OptionTable(DedupJob.Options(), DedupJob.Options.definitions), "dedup")
    try check(OptionTable(SplitJob.Options.standard, SplitJob.Options.definitions), "split")
    try check(OptionTable(ExportJob.Options.none, ExportJob.Options.definitions), "export")
    try check(OptionTable(TrainJob.Options(vocabulary: .none), TrainJob.Options.definitions), "train")
    try check(OptionTable(CountWordsJob.Options(), CountWordsJob.Options.definitions), "train count")
    try check(OptionTable(ShowTokenizerJob.Options(), ShowTokenizerJob.Options.definitions), "tokenizer show")
    try check(OptionTable(CheckTokenizerJob.Options(), CheckTokenizerJob.Options.definitions), "tokenizer check")
  }

  @Test func `JSON fills the options of a job`() throws {
    let text = """
      {"max-tokens": 2048, "map": {"prompt": "question"}, "train": ["content", "end"], "template-var": {"thinking": false},
       "prompt-weight": 0.01, "lines": true, "part": "1/4", "bos": null}
      """
    var options = TokenizeJob.Options()
    try OptionTable(options, TokenizeJob.Options.definitions).read(
      OptionInput.entries(of: JSONDocument(Array(text.utf8)).root), into: &options)
    #expect(options.learning.maxTokens == 2048 && options.learning.promptWeight == 0.01)
    #expect(options.learning.trainedParts == [.content, .end])
    #expect(options.template.variables == ["thinking=false"])
    #expect(options.examples.mapping.name(of: .prompt) == "question" && options.examples.isLines)
    #expect(options.reading.part == InputPart("1/4") && options.ends.begin == nil)
    #expect(throws: OptionFailure.self) {
      try OptionTable(options, TokenizeJob.Options.definitions).read([("max-token", .number("1"))], into: &options)
    }
  }
}
