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
      .value("per", "FIELD", \.by, .field, "Tell records apart by the values of a field: a source, a language").common()
    ] + tokenize.at(\.tokenize)
  }
}

extension StatsView {
  /// The options, by their names on the command line.
  package static var definitions: [OptionDefinition<StatsView>] {
    [
      .flag("json", \.writesJSON, "Write a JSON object, which prep stats merge adds to others").common(),
      .value("html", "FILE", \.page, .output, "Write a page with tables and pictures too, which needs no network")
        .common(),
      .value("title", "TEXT", \.title, .text, "What the page is called").defaulting(to: "the names of the files"),
      .list(
        "lengths", "N,...", \.lengths, .quantity(in: 1...1 << 30),
        "With --tokenizer: the lengths of rows that sequences are tried in"),
      .value("price", "FILE", \.prices, .input, "File with token prices, for the summary"),
    ]
  }
}
