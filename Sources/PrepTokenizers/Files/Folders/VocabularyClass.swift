/// What a class of transformers makes of a `vocab.json` with `merges.txt`: the parts of a `tokenizer.json` around them.
///
/// They are those that transformers 5.24 writes for each class. A class that is not here is not guessed.
struct VocabularyClass: Sendable {
  /// The class without `Fast`.
  let name: String
  /// Names in `config.json` of models whose tokenizer is of the class.
  var models: [String] = []
  var normalizer = "null"
  /// `PREFIX` stands for whether a text gets a space in front.
  var preTokenizer = Self.byteLevel
  var addsPrefixSpace = false
  /// `CLS` and `SEP` stand for names, `CLSID` and `SEPID` for ids.
  var postProcessor = "null"
  var decoder = Self.byteLevel
  /// Whether what is unknown becomes the `unk_token`.
  var hasUnknown = false
  var suffix = ""
  /// The names of the tokens that have a part, where the folder does not name others.
  var names: [String: String] = [
    "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
  ]

  private static let byteLevel =
    #"{"type":"ByteLevel","add_prefix_space":PREFIX,"trim_offsets":true,"use_regex":true}"#
  private static let around =
    #"{"type":"RobertaProcessing","sep":[SEP,SEPID],"cls":[CLS,CLSID],"trim_offsets":true,"add_prefix_space":PREFIX}"#
  private static let bertWords =
    #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":STRIP,"lowercase":LOWER}"#
  private static let robertaNames = [
    "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>", "unk_token": "<unk>",
    "pad_token": "<pad>", "mask_token": "<mask>",
  ]

  private static func split(_ expression: String) -> String {
    #"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\#(expression)"},"behavior":"Isolated","invert":false},"#
      + #"{"type":"ByteLevel","add_prefix_space":PREFIX,"trim_offsets":true,"use_regex":false}]}"#
  }

  private static let qwenNames = [
    "eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
  ]

  static let all: [VocabularyClass] = [
    VocabularyClass(name: "GPT2Tokenizer", models: ["gpt2", "gpt_neo", "gptj", "biogpt", "gpt_bigcode", "opt", "phi"]),
    VocabularyClass(name: "CodeGenTokenizer", models: ["codegen"]),
    VocabularyClass(
      name: "GPTNeoXTokenizer", models: ["gpt_neox"], normalizer: #"{"type":"NFC"}"#,
      names: [
        "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
        "pad_token": "<|padding|>",
      ]),
    VocabularyClass(
      name: "RobertaTokenizer", models: ["roberta", "longformer"], postProcessor: Self.around, names: robertaNames),
    VocabularyClass(
      name: "BartTokenizer", models: ["bart", "led", "mvp"], postProcessor: Self.around, names: robertaNames),
    VocabularyClass(
      name: "LongformerTokenizer", postProcessor: Self.around, names: robertaNames),
    VocabularyClass(name: "LEDTokenizer", postProcessor: Self.around, names: robertaNames),
    VocabularyClass(name: "MvpTokenizer", postProcessor: Self.around, names: robertaNames),
    VocabularyClass(
      name: "LayoutLMv3Tokenizer", models: ["layoutlmv3"], addsPrefixSpace: true, postProcessor: Self.around,
      names: robertaNames),
    VocabularyClass(
      name: "DebertaTokenizer", models: ["deberta"],
      postProcessor:
        #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":CLS,"type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":SEP,"type_id":0}}],"#
        + #""pair":[{"SpecialToken":{"id":CLS,"type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":SEP,"type_id":0}},"#
        + #"{"SpecialToken":{"id":SEP,"type_id":0}},{"Sequence":{"id":"B","type_id":0}},{"SpecialToken":{"id":SEP,"type_id":0}}],"#
        + #""special_tokens":{CLS:{"id":CLS,"ids":[CLSID],"tokens":[CLS]},SEP:{"id":SEP,"ids":[SEPID],"tokens":[SEP]}}}"#,
      names: [
        "bos_token": "[CLS]", "eos_token": "[SEP]", "sep_token": "[SEP]", "cls_token": "[CLS]", "unk_token": "[UNK]",
        "pad_token": "[PAD]", "mask_token": "[MASK]",
      ]),
    VocabularyClass(
      name: "Qwen2Tokenizer",
      models: [
        "qwen2", "qwen2_moe", "qwen2_vl", "qwen2_5_vl", "qwen2_audio", "qwen2_5_omni", "qwen3", "qwen3_moe", "qwen3_vl",
        "qwen3_vl_moe", "qwen3_next", "qwen3_omni_moe",
      ], normalizer: #"{"type":"NFC"}"#,
      preTokenizer: split(
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"#
      ), names: qwenNames),
    VocabularyClass(
      name: "Qwen3_5Tokenizer", models: ["qwen3_5", "qwen3_5_moe"], normalizer: #"{"type":"NFC"}"#,
      preTokenizer: split(
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"#
      ), names: qwenNames),
    VocabularyClass(
      name: "CohereTokenizer", models: ["cohere", "cohere2"], normalizer: #"{"type":"NFC"}"#,
      preTokenizer:
        #"{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":PREFIX,"trim_offsets":true,"use_regex":true}]}"#,
      names: [
        "bos_token": "<BOS_TOKEN>", "eos_token": "<|END_OF_TURN_TOKEN|>", "unk_token": "<UNK>", "sep_token": "<SEP>",
        "pad_token": "<PAD>", "cls_token": "<CLS>", "mask_token": "<MASK_TOKEN>",
      ]),
    VocabularyClass(
      name: "CLIPTokenizer", models: ["clip", "clip_text_model"],
      normalizer:
        #"{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "},{"type":"Lowercase"}]}"#,
      preTokenizer:
        #"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"},"#
        + #""behavior":"Removed","invert":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]}"#,
      postProcessor:
        #"{"type":"RobertaProcessing","sep":[SEP,SEPID],"cls":[CLS,CLSID],"trim_offsets":false,"add_prefix_space":false}"#,
      hasUnknown: true, suffix: "</w>",
      names: [
        "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
        "pad_token": "<|endoftext|>",
      ]),
    VocabularyClass(
      name: "OpenAIGPTTokenizer", models: ["openai-gpt"],
      normalizer: bertWords.with("null", for: "STRIP").with("true", for: "LOWER"),
      preTokenizer: #"{"type":"BertPreTokenizer"}"#, decoder: #"{"type":"BPEDecoder","suffix":"</w>"}"#,
      hasUnknown: true, suffix: "</w>", names: ["unk_token": "<unk>"]),
    VocabularyClass(
      name: "HerbertTokenizer", models: ["herbert"],
      normalizer: bertWords.with("false", for: "STRIP").with("false", for: "LOWER"),
      preTokenizer: #"{"type":"BertPreTokenizer"}"#,
      postProcessor: #"{"type":"BertProcessing","sep":[SEP,SEPID],"cls":[CLS,CLSID]}"#,
      decoder: #"{"type":"BPEDecoder","suffix":"</w>"}"#, hasUnknown: true, suffix: "</w>",
      names: [
        "cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>",
      ]),
  ]

  /// The class that a folder names, or that the kind of its model has; nil where neither is known.
  static func of(_ side: SideFiles) -> VocabularyClass? {
    // A class that says nothing leaves it to the kind of the model.
    let general = ["PreTrainedTokenizer", "TokenizersBackend", "PythonBackend", "AutoTokenizer"]
    if let name = side.className, !general.contains(name) { return all.first { $0.name == name } }
    return side.modelType.flatMap { type in all.first { $0.models.contains(type) } }
  }
}

extension String {
  /// The text with another for each place of one.
  func with(_ new: String, for old: String) -> String {
    String(decoding: TextDecoder.replaced(Array(utf8), Array(old.utf8), Array(new.utf8)), as: UTF8.self)
  }
}
