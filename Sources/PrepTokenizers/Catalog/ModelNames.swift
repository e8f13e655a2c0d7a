/// The names of models that people type where a tokenizer is asked for, and what these use.
enum ModelNames {
  /// What a model uses.
  enum Meaning: Hashable {
    /// An encoding of ``KnownEncoding``.
    case encoding(String)
    /// The file of a repository at Hugging Face; some ask for consent to a license first.
    case repository(String, file: String)
  }

  /// What a name means; nil where it is none of a model known here.
  ///
  /// Case does not count, nor does a maker in front or `ft:`; what follows a name behind a hyphen, colon, dot, `@` or
  /// underscore is a version of it. The longest name that fits counts.
  static func meaning(of name: String) -> Meaning? {
    var wanted = name.lowercased()[...]
    if wanted.hasPrefix("ft:") { wanted = wanted.dropFirst(3) }
    if let slash = wanted.lastIndex(of: "/") { wanted = wanted[wanted.index(after: slash)...] }
    func fits(_ known: String) -> Bool {
      guard wanted.hasPrefix(known) else { return false }
      guard let next = wanted.dropFirst(known.count).utf8.first else { return true }
      return "-:.@_".utf8.contains(next)
    }
    let best = all.filter { fits($0.key) }.max { ($0.key.utf8.count, $1.key) < ($1.key.utf8.count, $0.key) }
    return best?.value
  }

  /// The names, for those who misspelled one.
  static var names: [String] { all.keys.sorted() }

  private static let all: [String: Meaning] = {
    var all: [String: Meaning] = [:]
    // As tiktoken 0.14 has them.
    for (encoding, names) in encodings {
      for name in names.split(separator: " ") { all[String(name)] = .encoding(encoding) }
    }
    for (repository, names) in repositories {
      let parts = repository.split(separator: " ").map(String.init)
      let file = parts.count > 1 ? parts[1] : "tokenizer.json"
      for name in names.split(separator: " ") { all[String(name)] = .repository(parts[0], file: file) }
    }
    return all
  }()

  private static let encodings: KeyValuePairs<String, String> = [
    "o200k_base": "o1 o3 o4-mini gpt-5 gpt-4.5 gpt-4.1 gpt-4o chatgpt-4o",
    "o200k_harmony": "gpt-oss",
    "cl100k_base":
      "gpt-4 gpt-3.5-turbo gpt-3.5 gpt-35-turbo davinci-002 babbage-002 text-embedding-ada-002 text-embedding-3-small text-embedding-3-large",
    "p50k_base":
      "text-davinci-003 text-davinci-002 code-davinci-002 code-davinci-001 code-cushman-002 code-cushman-001 davinci-codex cushman-codex",
    "p50k_edit": "text-davinci-edit-001 code-davinci-edit-001",
    "r50k_base":
      "text-davinci-001 text-curie-001 text-babbage-001 text-ada-001 davinci curie babbage ada text-similarity text-search code-search",
    "gpt2": "gpt-2",
  ]

  private static let repositories: KeyValuePairs<String, String> = [
    "meta-llama/Llama-2-7b-hf": "llama2 llama-2",
    "meta-llama/Llama-3.1-8B-Instruct": "llama3 llama-3 meta-llama-3 llama3.1 llama3.2 llama3.3",
    "meta-llama/Llama-4-Scout-17B-16E-Instruct": "llama4 llama-4",
    "codellama/CodeLlama-7b-hf": "codellama code-llama",
    "TinyLlama/TinyLlama-1.1B-Chat-v1.0": "tinyllama",
    "lmsys/vicuna-7b-v1.5": "vicuna",
    "Qwen/Qwen-7B qwen.tiktoken": "qwen1 qwen-7b qwen-14b qwen-72b",
    "Qwen/Qwen2-7B-Instruct": "qwen2",
    "Qwen/Qwen2.5-7B-Instruct": "qwen qwen2.5 qwen-2.5",
    "Qwen/Qwen3-8B": "qwen3 qwen-3",
    "deepseek-ai/DeepSeek-V2": "deepseek-v2",
    "deepseek-ai/DeepSeek-V3": "deepseek deepseek-v3",
    "deepseek-ai/DeepSeek-R1": "deepseek-r1",
    "deepseek-ai/deepseek-coder-6.7b-instruct": "deepseek-coder",
    "deepseek-ai/deepseek-llm-7b-base": "deepseek-llm",
    "mistralai/Mistral-7B-Instruct-v0.3": "mistral mistral-7b",
    "mistralai/Mixtral-8x7B-Instruct-v0.1": "mixtral",
    "mistralai/Mistral-Nemo-Instruct-2407 tekken.json": "mistral-nemo",
    "mistralai/Mistral-Small-24B-Instruct-2501 tekken.json": "mistral-small",
    "google/gemma-7b-it": "gemma",
    "google/gemma-2-9b-it": "gemma2 gemma-2",
    "google/gemma-3-4b-it": "gemma3 gemma-3",
    "microsoft/phi-2": "phi-2 phi2",
    "microsoft/Phi-3-mini-4k-instruct": "phi-3 phi3",
    "microsoft/Phi-3.5-mini-instruct": "phi-3.5 phi3.5",
    "microsoft/phi-4": "phi-4 phi4",
    "01-ai/Yi-6B": "yi",
    "internlm/internlm2_5-7b-chat tokenizer.model": "internlm2 internlm2_5 internlm2.5",
    "moonshotai/Kimi-K2-Instruct tiktoken.model": "kimi kimi-k2 kimi_k2",
    "zai-org/GLM-4.5": "glm-4 glm-4.5 glm4",
    "CohereLabs/c4ai-command-r-v01": "command-r",
    "allenai/OLMo-2-1124-7B": "olmo olmo2 olmo-2",
    "HuggingFaceTB/SmolLM2-1.7B-Instruct": "smollm smollm2",
    "HuggingFaceTB/SmolLM3-3B": "smollm3",
    "tiiuae/falcon-7b": "falcon",
    "EleutherAI/gpt-neox-20b": "gpt-neox",
    "EleutherAI/pythia-1b": "pythia",
    "EleutherAI/gpt-j-6b": "gpt-j gptj",
    "mosaicml/mpt-7b": "mpt",
    "bigcode/starcoder2-3b": "starcoder2",
    "bigcode/starcoder": "starcoder",
    "openai-community/gpt2": "distilgpt2",
    "google-bert/bert-base-uncased": "bert bert-base bert-base-uncased bert-large-uncased",
    "google-bert/bert-base-cased": "bert-base-cased bert-large-cased",
    "google-bert/bert-base-multilingual-cased": "mbert bert-base-multilingual-cased",
    "google-bert/bert-base-chinese": "bert-base-chinese",
    "distilbert/distilbert-base-uncased": "distilbert",
    "FacebookAI/roberta-base": "roberta",
    "FacebookAI/xlm-roberta-base": "xlm-roberta xlmr",
    "answerdotai/ModernBERT-base": "modernbert",
    "albert/albert-base-v2 spiece.model": "albert",
    "microsoft/deberta-v3-base spm.model": "deberta-v3",
    "google-t5/t5-small": "t5",
    "google/flan-t5-base": "flan-t5",
    "google/mt5-small spiece.model": "mt5",
    "openai/whisper-tiny": "whisper",
    "openai/clip-vit-base-patch32": "clip",
  ]
}
