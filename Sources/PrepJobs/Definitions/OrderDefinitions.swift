import PrepContents
import PrepOptions
import PrepOrdering

extension ShuffleJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ShuffleJob.Options>] {
    let groups: [[OptionDefinition<ShuffleJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value("seed", "N", \.seed, .digits, "Random seed; another seed gives another order").common(),
        .value(
          "epochs", "N", \.epochs, .quantity(in: 1...1 << 20),
          "Repeat all records N times, each time in another order"),
        .value(
          "block", "FIELD", \.block, .field, "Keep records with the same value of a field together, in input order"),
        .orderMemory(\.memory),
      ],
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
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
        .value("share", "P%", \.share, .share, "Share of the records to take: 5%, or 0.05").common(),
        .value("count", "N", \.records, .quantity(), "Number of records to take").common(),
        .value("tokens", "N", \.tokens, .quantity(), "Number of tokens to take, to within one record"),
        .value("byte-count", "SIZE", \.bytes, .quantity(), "Number of bytes to take, to within one record"),
        .value(
          "with-replacement", "N", \.draws, .quantity(in: 0...1 << 28),
          "Draw N records with replacement"),
        .value("weight-field", "FIELD", \.weight, .field, "Draw records in proportion to this field"),
        .value("stratify", "FIELD", \.stratum, .field, "Sample each value of this field separately; see --strata"),
        .value(
          "strata", "proportional|equal|each", \.strata, .choice,
          "With --stratify: each value contributes in proportion to its size, the same amount, or the whole requested amount"
        ),
        .value("seed", "N", \.seed, .digits, "Random seed; another seed takes another sample"),
      ],
      SizeOptions.definitions.at(\.sizes),
      ContentOptions.definitions.at(\.content, section: "Comparison"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension SizeOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<SizeOptions>] {
    TokenizerOptions.definitions.at(\.tokenizer) + [
      .value("tokens-field", "FIELD", \.field, .field, "Field with the number of tokens of a record")
        .defaulting(to: "counted with the tokenizer")
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
        .value("total", "N", \.total, .quantity(), "Size of the mixture, in --unit")
          .defaulting(to: "as much as the sources allow").common(),
        .value("unit", "tokens|bytes|records", \.unit, .choice, "Unit of weights and --total").common(),
        .mapping(
          "passes", "NAME=N,...", \.passes, read: PassesSyntax.read, write: PassesSyntax.write,
          "Maximum passes over a source, such as chat=4,code=1.5; one for the others"
        ).common(),
        .value(
          "policy", "error|shrink|spill", \.policy, .choice,
          "If a source is too small: stop, make a smaller mixture with the same ratios, or take more from the "
            + "others"
        ).defaulting(to: "error with --total, else shrink"),
        .value(
          "temperature", "T", \.temperature, .number(in: 0.001...1000),
          "Weight sources by their size to the power 1/T"
        ).defaulting(to: "the weights given"),
        .value(
          "order", "even|random", \.order, .choice,
          "Interleave sources so that every prefix has the shares of the whole, or order at random"),
        .value(
          "tag", "FIELD", \.tag, .name("the name of a field"), "Add a field with the name of its source to each record"),
        .value("seed", "N", \.seed, .digits, "Random seed; another seed chooses and orders differently"),
        .orderMemory(\.memory),
        .flag("plan-only", \.plansOnly, "Only write what each source would contribute, as JSON"),
      ],
      SizeOptions.definitions.at(\.sizes),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
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
        throw ValueProblem("'\(pair.value)' is not a number of passes")
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
      "Memory to use before temporary files in TMPDIR")
  }
}
