import PrepOptions
import PrepTemplates
import PrepTokenizing

extension TokenizerOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<TokenizerOptions>] {
    [
      tokenizer("Tokenizer name, file, folder, or VOCAB,MERGES").defaulting(to: "the built-in one").common(),
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
      "Split pattern, a name or a regular expression, if the tokenizer file has none")
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
        "Chat template: a name, a Jinja file, a tokenizer_config.json or a GGUF file; required for chats"
      ).common(),
      .pairs(
        "template-var", "NAME=VALUE", \.variables,
        read: { (pair) throws(ValueProblem) in "\(pair.name)=\(pair.value)" },
        write: { OptionPair($0) ?? OptionPair($0, "") }, "Set a template variable, such as enable_thinking=false"),
      .value(
        "template-data", "adapted|exact", \.data, .choice,
        "Pass message contents and tool-call arguments to the template in the form it expects, or exactly as they are in the data"
      ),
      .value(
        "date", "DATE", \.date, .name("a date such as 2026-11-30"),
        "Date for templates that print one, as YYYY-MM-DD (the clock is never read)"),
    ]
  }
}

extension SequenceEndOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<SequenceEndOptions>] {
    [
      .value(
        "bos", "TOKEN", \.begin, .name("a special token, or 'none'"),
        "Special token to add before each example, or 'none'"
      )
      .defaulting(to: "the tokenizer's BOS where it asks for one; nothing with --template"),
      .value(
        "eos", "TOKEN", \.end, .name("a special token, or 'none'"), "Special token to add after each example, or 'none'"
      )
      .defaulting(to: "the tokenizer's EOS; nothing with --template"),
    ]
  }
}

extension LearningOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<LearningOptions>] {
    [
      .value(
        "mask", "WHICH", \.mask, .choice,
        "Train on the completion, on assistant messages, on the last of them, on all tokens, or on none"
      )
      .defaulting(to: "completion; assistant for chats; all for plain text").common(),
      .trainedParts(\.trainedParts, "Turn segments to train on")
        .defaulting(to: "the template's {% generation %} blocks, else all but header and newline"),
      .value(
        "turns", "whole|each", \.turns, .choice,
        "One sequence per conversation, or one per assistant message, which ends it"
      )
      .defaulting(to: "whole"),
      .value(
        "reasoning", "HOW", \.reasoning, .choice, "Reasoning before an answer: as the template has it, kept, or dropped"
      )
      .defaulting(to: "template"),
      .value(
        "prompt-weight", "WEIGHT", \.promptWeight, .number,
        "Loss weight of all untrained tokens: prompts, system and user turns, template text"),
      .flag("weights", \.usesWeights, "Store float weights instead of a 0/1 loss mask")
        .defaulting(to: "only if the options or the first records need them"),
      .value(
        "max-tokens", "N", \.maxTokens, .quantity(in: 1...),
        "Maximum tokens per example; --overflow handles longer ones"
      ).common(),
      .value("overflow", "HOW", \.overflow, .choice, "How to handle examples longer than --max-tokens").defaulting(
        to: "error"),
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
