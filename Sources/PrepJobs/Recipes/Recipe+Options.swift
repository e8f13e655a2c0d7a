import PrepDiagnostics
import PrepOptions

extension Recipe {
  /// The options of the job that tokenizes, packs and shards as the recipe describes it.
  ///
  /// - Parameter names: What stands in the names of files in place of words in braces, such as `{part}`.
  /// - Throws: ``JobFailure`` for options that a stage does not have, or that make no sense.
  package func jobOptions(naming names: [String: String] = [:]) throws(JobFailure) -> RunJob.Options {
    guard has("shard") else { throw JobFailure("incomplete-recipe", "the recipe has no stage shard") }
    var options = RunJob.Options(shard: .none)
    options.tokenize = try tokenizeOptions(naming: names)
    options.shard = try read("shard", Self.shard, naming: names) { (options) throws(JobFailure) in try options.check() }
    options.pack = try packOptions(naming: names)
    options.identity = identity
    return options
  }

  /// The options of the stage `tokenize`; the usual ones where the recipe does not have it.
  func tokenizeOptions(naming names: [String: String]) throws(JobFailure) -> TokenizeJob.Options {
    try read("tokenize", Self.tokenize, naming: names) { (options) throws(JobFailure) in try options.check() }
  }

  /// The options of the stage `pack`; nil where the recipe does not have it.
  func packOptions(naming names: [String: String]) throws(JobFailure) -> PackingOptions? {
    guard has("pack") else { return nil }
    return try read("pack", Self.pack, naming: names) { (options) throws(JobFailure) in try options.check() }
  }

  /// The options of the stage `export`; nil where the recipe does not have it.
  func exportOptions(naming names: [String: String]) throws(JobFailure) -> ExportJob.Options? {
    guard has("export") else { return nil }
    return try read("export", Self.export, naming: names) { (options) throws(JobFailure) in try options.check() }
  }

  /// Where records are written; nil where the recipe does not say.
  func writeOptions(naming names: [String: String]) throws(JobFailure) -> RecordTarget? {
    guard has("write") else { return nil }
    return try read("write", Self.write, naming: names) { (target) throws(JobFailure) in try target.check() }
  }

  /// The options of a stage as words of a command line, in the order of the recipe.
  package func arguments(of stage: String) -> [String] { arguments(of: stage, naming: [:]) }

  /// The options of a stage as words of a command line, in the order of the recipe.
  func arguments(of stage: String, naming names: [String: String]) -> [String] {
    switch stage {
    case "tokenize": Self.tokenize.words(of: entries(of: stage, naming: names))
    case "pack": Self.pack.words(of: entries(of: stage, naming: names))
    case "export": Self.export.words(of: entries(of: stage, naming: names))
    case "write": Self.write.words(of: entries(of: stage, naming: names))
    default: Self.shard.words(of: entries(of: stage, naming: names))
    }
  }

  /// The options of a stage as a table reads them: `false` takes back an option that has a value, as it does a flag.
  private func entries(of stage: String, naming names: [String: String]) -> [(name: String, value: OptionInput)] {
    let descriptions = Self.descriptions(of: stage)
    return GivenStep.takingBack(given(stage).entries(descriptions, naming: names), descriptions)
  }

  /// A stage with the places of its options.
  private func given(_ stage: String) -> GivenStep {
    GivenStep(name: stage, entries: options[stage] ?? [], places: places[stage] ?? [:])
  }

  /// What can be set when a recipe is run: its input, and the options of its stages.
  package static var settingNames: [String] {
    inputKeys + stages.flatMap { stage in descriptions(of: stage).map { "\(stage).\($0.name)" } }
  }

  static var tokenize: OptionTable<TokenizeJob.Options> {
    OptionTable(TokenizeJob.Options(), TokenizeJob.Options.definitions)
  }
  static var pack: OptionTable<PackingOptions> { OptionTable(.none, PackingOptions.definitions) }
  static var shard: OptionTable<ShardOptions> { OptionTable(.none, ShardOptions.definitions) }
  static var export: OptionTable<ExportJob.Options> { OptionTable(.none, ExportJob.Options.definitions) }
  static var write: OptionTable<RecordTarget> { OptionTable(RecordTarget(), RecordTarget.definitions) }

  /// What the options of a stage are.
  static func descriptions(of stage: String) -> [OptionDescription] {
    switch stage {
    case "tokenize": tokenize.descriptions
    case "pack": pack.descriptions
    case "shard": shard.descriptions
    case "export": export.descriptions
    default: write.descriptions
    }
  }

  /// Reads the options of a stage, and says of failures where they are.
  private func read<Options>(
    _ stage: String, _ table: OptionTable<Options>, naming names: [String: String],
    check: (Options) throws(JobFailure) -> Void
  ) throws(JobFailure) -> Options {
    let hasOutput = ["shard", "export", "write"].contains(stage)
    for (name, value) in options[stage] ?? [] where value != .text("false") {
      switch name {
      case "threads", "report", "quiet":
        throw JobFailure(
          "option-of-the-run", "\(stage): threads, report and quiet are options of the run, not of a stage")
      case "json" where !hasOutput, "output" where !hasOutput:
        throw JobFailure(
          "option-of-a-command", "\(stage): output and json mean nothing in a recipe, whose stages hand their tokens on"
        )
      default: break
      }
    }
    var values = table.defaults
    let given = given(stage)
    do throws(OptionFailure) {
      try table.read(entries(of: stage, naming: names), into: &values, isComplete: has(stage))
    } catch {
      throw given.failure("invalid-option", "\(error)", option: error.option)
    }
    do throws(JobFailure) { try check(values) } catch { throw given.failure(error) }
    return values
  }
}
