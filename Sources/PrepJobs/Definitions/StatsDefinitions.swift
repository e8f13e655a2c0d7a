import PrepOptions

extension StatsJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<StatsJob.Options>] {
    let tokenizer = TokenizerOptions.tokenizer(
      "Count tokens with this tokenizer, as records are tokenized with the options below"
    )
    .at(\TokenizeJob.Options.tokenizer, section: "Tokenizer").common()
    // Parts of turns are not counted.
    let tokenize = TokenizeJob.Options.definitions.filter { $0.name != "turn-parts" }
      .map { $0.name == "tokenizer" ? tokenizer : $0 }
    return [
      .value(
        "per", "FIELD", \.by, .field, "Report separately for each value of this field, such as a source or a language"
      ).common()
    ] + tokenize.at(\.tokenize)
  }
}

extension StatsView {
  /// The options, by their names on the command line.
  package static var definitions: [OptionDefinition<StatsView>] {
    [
      .flag("json", \.writesJSON, "Write a JSON object, which prep stats merge adds to others").common(),
      .value("html", "FILE", \.page, .output, "Also write a self-contained HTML page with tables and charts")
        .common(),
      .value("title", "TEXT", \.title, .text, "Title of the page").defaulting(to: "the names of the files"),
      .list(
        "lengths", "N,...", \.lengths, .quantity(in: 1...1 << 30),
        "With --tokenizer: row lengths to try packing into"),
      .value("price", "FILE", \.prices, .input, "File with token prices, for the summary"),
    ]
  }
}
