import PrepDeduplicating
import PrepOptions

/// The options of the steps of `dedup --near`; each step has some of them.
package struct NearStepOptions: Sendable {
  /// How records are read and compared, as `dedup` has it.
  package var dedup = DedupJob.Options()
  /// Which part of what is between two steps is done.
  package var reduce: InputPart?
  /// Files of signatures.
  package var signatures: [JobInput] = []
  /// Files of pairs.
  package var pairs: [JobInput] = []
  /// What was decided.
  package var decisions: JobInput?

  /// The defaults.
  package init() {}

  /// The options with some names, by their names on the command line and in JSON.
  package static func definitions(_ names: Set<String>) -> [OptionDefinition<NearStepOptions>] {
    let groups: [[OptionDefinition<NearStepOptions>]] = [
      [
        .value(
          "reduce", "j/M", \.reduce, .part,
          "Do part j (from 0) of M of what all files hold together; without it all of it"),
        .repeated(
          "signatures", "FILE", \.signatures, .input,
          "A file that prep dedup sign wrote; given for all parts"),
        .repeated(
          "pairs", "FILE", \.pairs, .input, "A file that prep dedup group wrote; given for all parts"),
        .value("decisions", "FILE", \.decisions, .input, "The file that prep dedup decide wrote"),
      ],
      DedupJob.Options.definitions.at(\.dedup),
    ]
    return groups.flatMap { $0 }.filter { names.contains($0.name) }
  }

  /// The names of options that say how records are read.
  package static let readingNames = Set(InputOptions.definitions.map(\.name)).subtracting(["part"]).union(
    ImportOptions.definitions.map(\.name))
  /// The names of options that say what is compared.
  package static let comparingNames = Set(ContentOptions.definitions.map(\.name))
  /// The names of options that say what becomes of bad records.
  package static let invalidNames = Set(InvalidOptions.definitions.map(\.name))
}

extension DedupJob.Options {
  /// As they are for a step of `--near`, which is not named there.
  var ofStep: DedupJob.Options {
    var options = self
    options.near = near ?? .covered
    return options
  }
}
