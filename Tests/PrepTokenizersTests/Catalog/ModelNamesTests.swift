import Testing

@testable import PrepTokenizers

@Suite struct ModelNamesTests {
  @Test func `names of models mean what tiktoken takes them for`() {
    for (name, encoding) in [
      ("gpt-4o", "o200k_base"), ("gpt-4o-2024-05-13", "o200k_base"), ("GPT-4o-mini", "o200k_base"),
      ("openai/gpt-4.1-nano", "o200k_base"), ("ft:gpt-4o:acme::1", "o200k_base"), ("o1-preview", "o200k_base"),
      ("gpt-4", "cl100k_base"), ("gpt-4-turbo", "cl100k_base"), ("gpt-4-32k-0314", "cl100k_base"),
      ("ft:gpt-3.5-turbo", "cl100k_base"), ("gpt-35-turbo-16k", "cl100k_base"), ("davinci-002", "cl100k_base"),
      ("davinci", "r50k_base"), ("text-davinci-003", "p50k_base"), ("text-davinci-edit-001", "p50k_edit"),
      ("text-search-ada-doc-001", "r50k_base"), ("gpt-oss-20b", "o200k_harmony"), ("gpt-5-mini", "o200k_base"),
      ("text-embedding-3-small", "cl100k_base"), ("gpt-2", "gpt2"),
    ] { #expect(ModelNames.meaning(of: name) == .encoding(encoding), "\(name)") }
    for name in ["gpt-41", "gpt", "adamant", "o10", "acme/model-7b", "", "cl100k_base"] {
      #expect(ModelNames.meaning(of: name) == nil, "\(name)")
    }
  }

  @Test func `every encoding that a name means is known, and every repository is one`() {
    for name in ModelNames.names {
      #expect(name == name.lowercased() && !name.contains("/"), "\(name)")
      switch ModelNames.meaning(of: name) {
      case .encoding(let encoding)?: #expect(KnownEncoding.named(encoding)?.name == encoding, "\(name)")
      case .repository(let repository, let file)?:
        #expect(repository.split(separator: "/").count == 2 && !file.isEmpty, "\(name)")
      case nil: Issue.record("\(name) means nothing")
      }
    }
    for name in ["llama3", "Llama-3.2-1B", "qwen2.5", "Qwen2.5-7B-Instruct", "deepseek-v3", "deepseek-r1"] {
      guard case .repository? = ModelNames.meaning(of: name) else {
        Issue.record("\(name) leads to no file")
        continue
      }
    }
  }

  @Test func `Meta's special tokens are as many as their vocabularies have, and none stands twice`() {
    #expect(MetaTokens.llama3.count == 256 && Set(MetaTokens.llama3).count == 256)
    #expect(MetaTokens.llama4.count == 2048 && Set(MetaTokens.llama4).count == 2048)
    #expect(MetaTokens.llama3.firstIndex(of: "<|eot_id|>") == 9)
    // Ids that Meta's source names: 200080 and 201134 begin the tokens for pictures and for reasoning.
    #expect(MetaTokens.llama4.firstIndex(of: "<|image_start|>") == 80)
    #expect(MetaTokens.llama4.firstIndex(of: "<|reasoning_reserved_special_token_0|>") == 1134)
  }
}
