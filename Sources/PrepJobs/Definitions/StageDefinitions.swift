import PrepOptions
import PrepTokenizing

extension TokenizeJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<TokenizeJob.Options>] {
    let groups: [[OptionDefinition<TokenizeJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value(
          "boundary", "joint|split|strict", \.boundary, .choice,
          "A token that spans prompt and completion: joint = keep it, untrained; split = encode the two separately; strict = invalid record"
        ),
        .allowSpecial(\.allowsSpecialTokens), .strict(\.isStrict),
      ],
      TokenizerOptions.definitions.at(\.tokenizer, section: "Tokenizer"),
      DropoutOptions.definitions.at(\.dropout, section: "Tokenizer"),
      ExampleOptions.definitions.at(\.examples, section: "Examples"),
      ClassOptions.definitions.at(\.classes, section: "Examples"),
      WordOptions.definitions.at(\.words, section: "Words and answers"),
      TemplateOptions.definitions.at(\.template, section: "Conversations"),
      SequenceEndOptions.definitions.at(\.ends, section: "Tokens"),
      LearningOptions.definitions.at(\.learning, section: "Loss"),
      [
        .flag(
          "turn-parts", \.tellsParts,
          "Add a column that says which part of its turn each token is; view shows each in a color of its own"
        )
      ].at(\.self, section: "Loss"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension OptionDefinition {
  /// `--allow-special`.
  static func allowSpecial(_ path: WritableKeyPath<Options, Bool>) -> OptionDefinition {
    .flag(
      "allow-special", path,
      "Encode special tokens spelled out in the data as special tokens; unsafe for untrusted data"
    ).defaulting(to: "as text")
  }
}

extension OptionDefinition {
  /// `--strict`.
  static func strict(_ path: WritableKeyPath<Options, Bool>) -> OptionDefinition {
    .flag("strict", path, "Treat text that the tokenizer has no token for as an invalid record")
      .defaulting(to: "dropped, with a warning")
  }
}

extension EncodingOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<EncodingOptions>] {
    let groups: [[OptionDefinition<EncodingOptions>]] = [
      InputOptions.definitions.at(\.reading), [.allowSpecial(\.allowsSpecialTokens), .strict(\.isStrict)],
      TokenizerOptions.definitions.at(\.tokenizer, section: "Tokenizer"),
      DropoutOptions.definitions.at(\.dropout, section: "Tokenizer"),
      TextOptions.definitions.at(\.text, section: "Text"),
      ImportOptions.textDefinitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension CountJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<CountJob.Options>] { EncodingOptions.definitions.at(\.encoding) }
}

extension EncodeJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<EncodeJob.Options>] {
    [
      .flag("json", \.form.json, "Write one JSON object per document"),
      .flag("pieces", \.form.pieces, "Show the text of each token; without --json, one token per line"),
      .flag(
        "offsets", \.form.offsets,
        "Show the bytes of the document that each token covers; without --json, one token per line"),
      .value(
        "offsets-in", "bytes|characters", \.form.unit, .choice,
        "Show where each token lies, in bytes or in characters (Unicode code points, as Python counts)"
      ).defaulting(to: "bytes"),
    ] + EncodingOptions.definitions.at(\.encoding)
  }
}

extension DecodeJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<DecodeJob.Options>] {
    [
      .flag("special", \.writesSpecialTokens, "Write the text of special tokens too").defaulting(
        to: "they are skipped")
    ]
      + TokenizerOptions.definitions.at(\.tokenizer, section: "Tokenizer")
  }
}

extension ViewJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ViewJob.Options>] {
    let groups: [[OptionDefinition<ViewJob.Options>]] = [
      [
        .flag("decode", \.decodes, "Add the text of each document, in trained and untrained spans").common(),
        .flag("labels", \.addsLabels, "Add labels: the IDs of trained tokens, and -100 for all others"),
        .value("limit", "N", \.limit, .quantity(), "Maximum rows to show").common(),
        .value("skip", "N", \.skipped, .quantity(), "Rows to skip first"),
        .value("row", "N", \.row, .quantity(in: 1...), "Show only this row, counted from 1"),
      ], TokenizerOptions.definitions.at(\.tokenizer, section: "Tokenizer"),
    ]
    return groups.flatMap { $0 }
  }
}

extension CountWordsJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<CountWordsJob.Options>] {
    let groups: [[OptionDefinition<CountWordsJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value(
          "memory", "SIZE", \.memory, .quantity(in: (1 << 20)...),
          "Memory for counts; beyond it they go to temporary files")
      ], ModelOptions.definitions.at(\.model, section: "Corpus"),
      CorpusOptions.definitions.at(\.corpus, section: "Corpus"), TextOptions.definitions.at(\.text, section: "Text"),
      ImportOptions.textDefinitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension TrainJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<TrainJob.Options>] {
    let groups: [[OptionDefinition<TrainJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .flag("from-counts", \.readsCounts, "Read counts from prep train count and prep train merge instead of texts")
      ],
      ModelOptions.definitions.at(\.model, section: "Vocabulary"),
      VocabularyOptions.definitions.at(\.vocabulary, section: "Vocabulary"),
      CorpusOptions.definitions.at(\.corpus, section: "Corpus"),
      TextOptions.definitions.at(\.text, section: "Text"),
      ImportOptions.textDefinitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}
