import PrepContents
import PrepOptions
import PrepOrdering

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

extension SampleJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<SampleJob.Options>] {
    let groups: [[OptionDefinition<SampleJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value("share", "P%", \.share, .share, "The share of the records to take: 5%, or 0.05").common(),
        .value("count", "N", \.records, .quantity(), "How many records to take").common(),
        .value("tokens", "N", \.tokens, .quantity(), "How many tokens to take, to within a record"),
        .value("byte-count", "SIZE", \.bytes, .quantity(), "How many bytes to take, to within a record"),
        .value(
          "with-replacement", "N", \.draws, .quantity(in: 0...1 << 28),
          "Draw N times among all records; a record can be drawn more than once"),
        .value("weight-field", "FIELD", \.weight, .field, "Draw in proportion to a number that records have"),
        .value("stratify", "FIELD", \.stratum, .field, "Give every part its share of each value of a field"),
        .value(
          "strata", "proportional|equal|each", \.strata, .choice,
          "What each value of --stratify gives: its share, as much as the others, or the amount itself"),
        .value("seed", "N", \.seed, .digits, "Another sample of the same records"),
      ],
      SizeOptions.definitions.at(\.sizes),
      ContentOptions.definitions.at(\.content, section: "Comparison"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Bad records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension SizeOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<SizeOptions>] {
    TokenizerOptions.definitions.at(\.tokenizer) + [
      .value("tokens-field", "FIELD", \.field, .field, "The field that says how many tokens a record has")
        .defaulting(to: "the tokenizer counts all its texts")
    ]
  }
}

extension OptionSyntax where Value == Double {
  /// A share of the whole: a percentage, or a number from 0 to 1.
  static var share: OptionSyntax {
    .reading(
      "a percentage such as 5%, or a number from 0 to 1",
      { text in
        let isPercentage = text.hasSuffix("%")
        guard let number = Double(isPercentage ? text.dropLast() : text[...]) else { return nil }
        let share = isPercentage ? number / 100 : number
        return (0...1).contains(share) ? share : nil
      }, write: { NumberText.text($0) })
  }
}

extension MixJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<MixJob.Options>] {
    let groups: [[OptionDefinition<MixJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value("total", "N", \.total, .quantity(), "How much the mixture is, in the unit")
          .defaulting(to: "as much as there is").common(),
        .value("unit", "tokens|bytes|records", \.unit, .choice, "What weights and the total count").common(),
        .mapping(
          "passes", "NAME=N,...", \.passes, read: PassesSyntax.read, write: PassesSyntax.write,
          "How often a source may be given at most, such as chat=4,code=1.5; others once"
        ).common(),
        .value(
          "policy", "error|shrink|spill", \.policy, .choice,
          "What happens when a source cannot give what is wanted: the end of the run, a smaller mixture of the same ratios, or "
            + "the others give more"
        ).defaulting(to: "error with --total, else shrink"),
        .value(
          "temperature", "T", \.temperature, .number(in: 0.001...1000),
          "Take the sizes of sources to the power of 1/T for their weights"
        ).defaulting(to: "the weights that are named"),
        .value(
          "order", "even|random", \.order, .choice,
          "Whether every beginning of the mixture has the shares of the whole, or chance alone orders it"),
        .value(
          "tag", "FIELD", \.tag, .name("the name of a field"), "Give each record a field with the name of its source"),
        .value("seed", "N", \.seed, .digits, "Another choice and order of the same records"),
        .orderMemory(\.memory),
        .flag("plan-only", \.plansOnly, "Write what each source would give, as JSON, and nothing else"),
      ],
      SizeOptions.definitions.at(\.sizes),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Bad records"),
    ]
    return groups.flatMap { $0 }
  }
}

/// How `--passes` is written.
private enum PassesSyntax {
  static func read(_ pairs: [OptionPair]) throws(ValueProblem) -> [String: Double] {
    var passes: [String: Double] = [:]
    for pair in pairs {
      guard let number = Double(pair.value), (0...1e6).contains(number) else {
        throw ValueProblem("'\(pair.value)' is no number of passes")
      }
      passes[pair.name] = number
    }
    return passes
  }

  static func write(_ passes: [String: Double]) -> [OptionPair] {
    passes.sorted { $0.key < $1.key }.map { OptionPair($0.key, NumberText.text($0.value)) }
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
