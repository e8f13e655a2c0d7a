import PrepExporting
import PrepOptions

extension ExportJob.Options {
  /// The options before any is given; ``definitions`` ask for a format and the beginning of names.
  package static var none: ExportJob.Options { ExportJob.Options(format: ExportFormat.allCases[0], prefix: "") }

  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ExportJob.Options>] {
    [
      .value("to", "FORMAT", \.format, .choice, "The format").required(),
      .value(
        "output", short: "o", "PREFIX", \.prefix, .name("the beginning of names").completed(by: .file),
        "What the names of the files begin with"
      ).required(),
      .value(
        "for", "TRAINER", \.trainer, .choice, "For parquet, arrow and jsonl: whose columns are written, and no others"),
      .value("dtype", "TYPE", \.idType, .choice, "The type of the ids").defaulting(
        to: "what the format's own tools would take"),
      .flag(
        "allow-loss", \.allowsLoss,
        "Leave out masks, weights and labels that the format cannot say, and take parts of documents that stand apart for "
          + "documents"),
      .value("file-tokens", "N", \.fileTokens, .quantity(in: 1...(1 << 31) - 1), "For llmc: the most tokens of a file"),
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
          "against", "NAME", \.others, .tokenizer, "With --on: another tokenizer beside it. May be given several times"),
      ], TextOptions.definitions.at(\.text, section: "Text"),
      ImportOptions.textDefinitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Bad records"),
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
      InvalidOptions.definitions.at(\.invalid, section: "Bad records"),
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
      InvalidOptions.definitions.at(\.invalid, section: "Bad records"),
    ]
    return groups.flatMap { $0 }
  }
}
