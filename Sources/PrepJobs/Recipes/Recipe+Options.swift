import PrepDiagnostics
import PrepOptions

extension Recipe {
  /// The options of the job that the recipe describes.
  ///
  /// - Throws: ``JobFailure`` for options that a stage does not have, or that make no sense.
  package func jobOptions() throws(JobFailure) -> RunJob.Options {
    guard has("shard") else { throw JobFailure("incomplete-recipe", "the recipe has no stage shard") }
    var options = RunJob.Options(shard: .none)
    try read("tokenize", Self.tokenize, into: &options.tokenize)
    try read("shard", Self.shard, into: &options.shard)
    if has("pack") {
      var pack = PackingOptions.none
      try read("pack", Self.pack, into: &pack)
      options.pack = pack
    }
    options.identity = identity
    return options
  }

  /// The options of a stage as words of a command line, in the order of the recipe.
  func arguments(of stage: String) -> [String] {
    let entries = options[stage] ?? []
    return switch stage {
    case "tokenize": Self.tokenize.words(of: entries)
    case "pack": Self.pack.words(of: entries)
    default: Self.shard.words(of: entries)
    }
  }

  /// What can be set when a recipe is run: its input, and the options of its stages.
  package static var settingNames: [String] {
    ["input"] + tokenize.options.map { "tokenize.\($0.name)" } + pack.options.map { "pack.\($0.name)" }
      + shard.options.map { "shard.\($0.name)" }
  }

  private static var tokenize: OptionTable<TokenizeJob.Options> {
    OptionTable(TokenizeJob.Options(), TokenizeJob.Options.definitions)
  }
  private static var pack: OptionTable<PackingOptions> { OptionTable(.none, PackingOptions.definitions) }
  private static var shard: OptionTable<ShardOptions> { OptionTable(.none, ShardOptions.definitions) }

  private func read<Options>(_ stage: String, _ table: OptionTable<Options>, into values: inout Options) throws(JobFailure) {
    let entries = options[stage] ?? []
    for (name, value) in entries where value != .boolean(false) {
      switch name {
      case "threads", "report", "quiet":
        throw JobFailure("option-of-the-run", "\(stage): threads, report and quiet are options of the run, not of a stage")
      case "json" where stage != "shard", "output" where stage != "shard":
        throw JobFailure(
          "option-of-a-command",
          "\(stage): output and json mean nothing in a recipe, whose stages hand their tokens on")
      default: break
      }
    }
    do throws(OptionFailure) { try table.read(entries, into: &values) } catch {
      let place = place(of: error.option, in: stage).map { "\($0): " } ?? ""
      throw JobFailure("invalid-option", "\(place)\(stage): \(error) (see prep \(stage) --help)")
    }
  }
}
