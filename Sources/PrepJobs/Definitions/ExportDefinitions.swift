import PrepExporting
import PrepOptions

extension ExportJob.Options {
  /// The options before any is given; ``definitions`` ask for a format and the beginning of names.
  package static var none: ExportJob.Options { ExportJob.Options(format: ExportFormat.allCases[0], prefix: "") }

  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ExportJob.Options>] {
    [
      .value("to", "FORMAT", \.format, .choice, "Output format").required(),
      .value(
        "output", short: "o", "PREFIX", \.prefix, .name("the beginning of names").completed(by: .file),
        "Prefix of the output file names"
      ).required(),
      .value(
        "for", "TRAINER", \.trainer, .choice,
        "For parquet, arrow and jsonl: write only the columns that this trainer reads"),
      .value("dtype", "TYPE", \.idType, .choice, "Type of the token IDs").defaulting(
        to: "as the format's own tools choose it"),
      .flag(
        "allow-loss", \.allowsLoss,
        "Drop loss masks, weights and labels that the format cannot store, and write separated chunks of a document as "
          + "documents"),
      .value("file-tokens", "N", \.fileTokens, .quantity(in: 1...(1 << 31) - 1), "For llmc: maximum tokens per file"),
    ]
  }
}

extension ShowTokenizerJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes; the tokenizer itself is an operand there.
  package static var definitions: [OptionDefinition<ShowTokenizerJob.Options>] {
    let groups: [[OptionDefinition<ShowTokenizerJob.Options>]] = [
      [
        TokenizerOptions.pattern.at(\.tokenizer), .flag("json", \.writesJSON, "Write a JSON object"),
        .repeated(
          "against", "NAME", \.others, .tokenizer, "With --on: compare with another tokenizer. May be repeated"),
      ], TextOptions.definitions.at(\.text, section: "Text"),
      ImportOptions.textDefinitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension PruneTokenizerJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes; the tokenizer itself is an operand there.
  package static var definitions: [OptionDefinition<PruneTokenizerJob.Options>] {
    let groups: [[OptionDefinition<PruneTokenizerJob.Options>]] = [
      [TokenizerOptions.pattern.at(\.tokenizer)],
      TextOptions.definitions.at(\.text, section: "Text"),
      ImportOptions.textDefinitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension CheckTokenizerJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes; the tokenizer itself is an operand there.
  package static var definitions: [OptionDefinition<CheckTokenizerJob.Options>] {
    let groups: [[OptionDefinition<CheckTokenizerJob.Options>]] = [
      [TokenizerOptions.pattern.at(\.tokenizer)],
      // There --text names a file.
      TextOptions.definitions.filter { $0.name != "text" }.at(\.text, section: "Text"),
      ImportOptions.textDefinitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}
