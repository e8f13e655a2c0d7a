internal import PrepBytePairEncoding
import PrepRecords

/// How texts are cut for the names that `tokenizer.ggml.pre` takes, as the models' own files cut them.
///
/// Which names there are, and which models share a way to cut, is after `llama-vocab.cpp` of llama.cpp.
struct GGUFPreTokenizer: Sendable {
  /// What is done before texts become bytes.
  enum Cuts: Sendable {
    /// A known pattern, by its name.
    case pattern(String)
    /// Expressions, each of which cuts what the one before left.
    case expressions([String])
    /// GPT-2's pattern behind digits one by one.
    case digits
    /// Falcon's steps.
    case falcon
  }

  var cuts: Cuts
  /// Whether a pre-token found in the vocabulary is emitted without merging (`ignore_merges` in `tokenizer.json`).
  var takesWholePieces = false
  /// Whether texts begin with the token for it where the file says nothing.
  var addsBegin = false
  /// Whether the model's own file brings texts to NFC, which llama.cpp does not.
  var leavesOutNFC = false
  /// Whether texts end with the separator where the file says nothing.
  var addsSeparator = false

  /// The way of a name; nil where it is not known.
  static func named(_ name: String) -> GGUFPreTokenizer? {
    for (names, way) in all where names.split(separator: " ").contains(Substring(name)) { return way }
    return nil
  }

  private static let bloom = #" ?[^(\s|.,!?…。，、।۔،)]+"#
  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"

  private static let all: KeyValuePairs<String, GGUFPreTokenizer> = [
    "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano": GGUFPreTokenizer(
      cuts: .pattern("llama3"), takesWholePieces: true, addsBegin: true),
    "dbrx smaug-bpe glm4 chatglm-bpe": GGUFPreTokenizer(cuts: .pattern("llama3")),
    "gpt-2 phi-2 jina-es jina-de gigachat jina-v2-es jina-v2-de a.x-4.0 mellum modern-bert mpt olmo jais trillion granite-docling exaone4":
      GGUFPreTokenizer(cuts: .pattern("r50k")),
    "jina-v1-en jina-v2-code roberta-bpe": GGUFPreTokenizer(cuts: .pattern("r50k"), addsSeparator: true),
    "starcoder refact command-r smollm codeshell exaone minerva-7b": GGUFPreTokenizer(cuts: .digits),
    "falcon": GGUFPreTokenizer(cuts: .falcon),
    "qwen2 deepseek-r1-qwen kormo f2llmv2 megrez": GGUFPreTokenizer(cuts: .pattern("qwen2"), leavesOutNFC: true),
    "stablelm2 hunyuan solar-open grok-2": GGUFPreTokenizer(cuts: .pattern("qwen2")),
    "qwen35": GGUFPreTokenizer(cuts: .pattern("qwen3.5"), leavesOutNFC: true),
    "gpt-4o llama4 kanana2 minimax-m2": GGUFPreTokenizer(cuts: .pattern("o200k")),
    "tekken": GGUFPreTokenizer(cuts: .pattern("tekken"), takesWholePieces: true, addsBegin: true),
    "kimi-k2": GGUFPreTokenizer(cuts: .pattern("kimi-k2")),
    "deepseek-v3 hunyuan-dense joyai-llm": GGUFPreTokenizer(cuts: .pattern("deepseek-v3")),
    "deepseek-coder": GGUFPreTokenizer(
      cuts: .expressions([#"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, "[一-龥ࠀ-一가-퟿]+", #"\p{N}"#])),
    "poro-chat bloom gpt3-finnish": GGUFPreTokenizer(cuts: .expressions([bloom])),
    "viking": GGUFPreTokenizer(cuts: .expressions([bloom, #"\p{N}"#])),
    "bailingmoe bailingmoe2 llada-moe": GGUFPreTokenizer(
      cuts: .expressions([
        #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
      ])),
    "seed-coder": GGUFPreTokenizer(
      cuts: .expressions([
        contractions
          + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"#
      ])),
    "exaone-moe": GGUFPreTokenizer(
      cuts: .expressions([
        contractions
          + #"|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+"#
      ])),
    "jais-2": GGUFPreTokenizer(
      cuts: .expressions([
        contractions
          + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s{512}(?!\S)|\s{256}(?!\S)|\s{128}(?!\S)"#
          + #"|\s{64}(?!\S)|\s{32}(?!\S)|\s{16}(?!\S)|\s{8}(?!\S)|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1}"#
      ])),
  ]

  /// The pre-tokenizer as a `tokenizer.json` has it.
  func write(to writer: inout JSONWriter) throws(TokenizerFailure) {
    var steps: [String] = []
    var usesPattern = false
    switch cuts {
    case .pattern(let name):
      let expressions = try SplitPattern.named(name).map { (pattern) throws(TokenizerFailure) in
        try OnigurumaPattern.expressions(of: pattern)
      }
      steps = (expressions ?? []).map(Self.split)
      usesPattern = steps.isEmpty
    case .expressions(let expressions): steps = expressions.map(Self.split)
    case .digits:
      steps = [#"{"type":"Digits","individual_digits":true}"#]
      usesPattern = true
    case .falcon:
      return Self.write(
        [
          #"{"type":"Punctuation","behavior":"Contiguous"}"#, Self.byteLevel(usesPattern: true),
          #"{"type":"Digits","individual_digits":false}"#, Self.split("[0-9][0-9][0-9]"),
        ], to: &writer)
    }
    Self.write(steps + [Self.byteLevel(usesPattern: usesPattern)], to: &writer)
  }

  private static func write(_ steps: [String], to writer: inout JSONWriter) {
    let text = #"{"type":"Sequence","pretokenizers":[\#(steps.joined(separator: ","))]}"#
    Array((steps.count == 1 ? steps[0] : text).utf8).withUnsafeBytes { writer.raw($0) }
  }

  private static func split(_ expression: String) -> String {
    let text = String(decoding: JSONWriter.text(expression), as: UTF8.self)
    return #"{"type":"Split","pattern":{"Regex":\#(text)},"behavior":"Isolated","invert":false}"#
  }

  static func byteLevel(usesPattern: Bool) -> String {
    #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":\#(usesPattern)}"#
  }
}
