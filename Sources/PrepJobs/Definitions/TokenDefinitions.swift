import PrepOptions
import PrepTemplates
import PrepTokenizing

extension TokenizerOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<TokenizerOptions>] {
    [
      tokenizer("A tokenizer's name, file or folder, or VOCAB,MERGES").defaulting(to: "the bundled one").common(),
      pattern,
    ]
  }

  /// `--tokenizer`, with words for what it is needed for.
  static func tokenizer(_ help: String) -> OptionDefinition<TokenizerOptions> {
    .value("tokenizer", short: "t", "NAME", \.name, .tokenizer, help)
  }

  /// `--pattern`.
  package static var pattern: OptionDefinition<TokenizerOptions> {
    .value(
      "pattern", "PATTERN", \.pattern, .name("a split pattern"),
      "The split pattern, by name or as a regular expression, for a file that holds none")
  }
}

extension OptionSyntax where Value == String {
  /// What names a tokenizer.
  package static var tokenizer: OptionSyntax {
    name("the name of a tokenizer, a file or a folder").completed(by: .printed(by: "tokenizer list"))
  }
}

extension TemplateOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<TemplateOptions>] {
    [
      .value(
        "template", "NAME|FILE", \.template,
        .name("the name of a template, or a file").completed(by: .wordsOrFile(ChatTemplate.bundledNames)),
        "The chat template: a name, a Jinja file, a Hugging Face tokenizer_config.json, or a GGUF file"
      ).common(),
      .pairs(
        "template-var", "NAME=VALUE", \.variables,
        read: { (pair) throws(ValueProblem) in "\(pair.name)=\(pair.value)" },
        write: { OptionPair($0) ?? OptionPair($0, "") }, "A variable of the template, such as enable_thinking=false"),
      .value(
        "template-data", "adapted|exact", \.data, .choice,
        "Give the template contents and arguments of tool calls in the form it writes well, or exactly as they are"),
      .value(
        "date", "DATE", \.date, .name("a date such as 2026-11-30"),
        "The date that templates write which ask for one (YYYY-MM-DD)"),
    ]
  }
}

extension SequenceEndOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<SequenceEndOptions>] {
    [
      .value(
        "bos", "TOKEN", \.begin, .name("a special token, or 'none'"),
        "The special token before every example, or 'none'"
      )
      .defaulting(to: "the vocabulary's own, where it asks for one"),
      .value(
        "eos", "TOKEN", \.end, .name("a special token, or 'none'"), "The special token after every example, or 'none'"
      )
      .defaulting(to: "the vocabulary's own"),
    ]
  }
}

extension LearningOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<LearningOptions>] {
    [
      .value("mask", "WHICH", \.mask, .choice, "Whose words are learnt")
        .defaulting(to: "completion; assistant in conversations; all in texts").common(),
      .trainedParts(\.trainedParts, "The parts of a turn that are learnt")
        .defaulting(to: "what the template marks, or all but header and newline"),
      .value(
        "turns", "whole|each", \.turns, .choice, "A conversation is one sequence, or each answer ends one of its own"
      )
      .defaulting(to: "whole"),
      .value("reasoning", "HOW", \.reasoning, .choice, "What becomes of what an assistant thinks before it answers")
        .defaulting(to: "template"),
      .value(
        "prompt-weight", "WEIGHT", \.promptWeight, .number,
        "The weight of what is not learnt: 0.01 was OpenAI's default"),
      .flag("weights", \.usesWeights, "Write a weight for every token rather than a mask")
        .defaulting(to: "where the options or the first records need it"),
      .value("max-tokens", "N", \.maxTokens, .quantity(in: 1...), "The most tokens of a sequence").common(),
      .value("overflow", "HOW", \.overflow, .choice, "What becomes of an example with more").defaulting(to: "error"),
    ]
  }
}

extension OptionDefinition {
  /// `--train`, the parts of a turn.
  static func trainedParts(
    _ path: WritableKeyPath<Options, Set<TokenizingOptions.TurnPart>?>, _ help: String
  ) -> OptionDefinition {
    .list(
      "train", "PART,...", OptionSyntax<TokenizingOptions.TurnPart>.choice, help, set: { $0[keyPath: path] = Set($1) },
      get: { options in
        options[keyPath: path].map { parts in TokenizingOptions.TurnPart.allCases.filter { parts.contains($0) } } ?? []
      })
  }
}
