import PrepOptions

extension ShuffleJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ShuffleJob.Options>] {
    let groups: [[OptionDefinition<ShuffleJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value("seed", "N", \.seed, .digits, "Another order of the same records").common(),
        .value(
          "epochs", "N", \.epochs, .quantity(in: 1...1 << 20),
          "How often all records are given, each time in an order of its own"),
        .value(
          "block", "FIELD", \.block, .field, "Keep records with an equal field together, in the order of the inputs"),
        .orderMemory(\.memory),
      ],
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Bad records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension OptionDefinition {
  /// `--memory` of what sorts records.
  static func orderMemory(_ path: WritableKeyPath<Options, Int>) -> OptionDefinition {
    .value(
      "memory", "SIZE", path, .quantity(in: (1 << 16)...),
      "How many bytes to hold before temporary files are used (TMPDIR)")
  }
}
