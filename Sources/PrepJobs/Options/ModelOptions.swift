import PrepOptions
import PrepTokenizers

/// Which model is trained, and what happens to texts before.
package struct ModelOptions: Sendable, Hashable {
  /// The model; nil is that of ``like``, or byte pairs.
  package var model: TokenizerBlueprint.Model?
  /// A tokenizer whose steps, special tokens and template the new one gets: a name, file or folder.
  package var like: String?
  /// Whether letters become small before anything is learnt.
  package var lowercases = false

  /// Byte pairs, cut by a pattern.
  package init() {}

  /// Whether texts are cut by the steps of a `tokenizer.json`, not by a pattern alone.
  var usesBlueprint: Bool { like != nil || lowercases || model ?? .bpe != .bpe }

  /// - Throws: ``JobFailure`` for what makes no sense with what is said of the corpus.
  func check(_ corpus: CorpusOptions) throws(JobFailure) {
    if like != nil, corpus.normalization != nil {
      throw JobFailure("options-exclude-each-other", "--like takes the normalization of the tokenizer it names")
    }
    if like != nil, lowercases {
      throw JobFailure("options-exclude-each-other", "--like takes the normalization of the tokenizer it names")
    }
    if lowercases, model ?? .bpe == .bpe {
      throw JobFailure("option-needs-another", "--lowercase needs --model wordpiece, sentencepiece-bpe or unigram")
    }
    if corpus.pattern != nil, usesBlueprint {
      throw JobFailure(
        "options-exclude-each-other",
        "--pattern is for --model bpe; --model \(model?.rawValue ?? "bpe")\(like == nil ? "" : " with --like") has its own pre-tokenization"
      )
    }
  }

  /// What the new file has besides its vocabulary; nil where a pattern cuts texts and nothing else is done to them.
  ///
  /// - Throws: ``JobFailure`` for a model that is not that of the tokenizer it is to be like, `TokenizerFailure`.
  func blueprint(_ corpus: CorpusOptions, specialTokens: [String], _ context: JobContext) throws -> TokenizerBlueprint?
  {
    try check(corpus)
    guard let like else {
      return usesBlueprint
        ? try TokenizerBlueprint(
          model ?? .bpe, specialTokens: specialTokens, normalization: corpus.normalization?.form?.rawValue ?? "",
          lowercases: lowercases) : nil
    }
    let blueprint = try TokenizerBlueprint(like: NamedTokenizer.load(like, context))
    if let model, model != blueprint.model {
      throw JobFailure("other-model", "--model \(model.rawValue): the model of \(like) is \(blueprint.model.rawValue)")
    }
    return blueprint.adding(specialTokens)
  }
}

extension ModelOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ModelOptions>] {
    [
      .value(
        "model", "MODEL", \.model, .choice,
        "Model: byte-level BPE, SentencePiece BPE with byte fallback, WordPiece or Unigram"
      ).defaulting(to: "bpe").common(),
      .value(
        "like", "FILE", \.like, .tokenizer,
        "Copy model, normalization, pre-tokenization, special tokens and template of a tokenizer: a name, file or folder"
      ),
      .flag("lowercase", \.lowercases, "Lowercase texts first; the tokenizer will too"),
    ]
  }
}
