import PrepDiagnostics
import PrepOptions

extension Recipe {
  /// The options of the job that the recipe describes.
  ///
  /// - Throws: ``JobFailure`` for options that a stage does not have, or that make no sense.
  package func jobOptions() throws(JobFailure) -> RunJob.Options {
    guard has("shard") else { throw JobFailure("incomplete-recipe", "the recipe has no stage shard") }
    var options = RunJob.Options(shard: .none)
    try read("tokenize", Self.tokenize, into: &options.tokenize) { (options) throws(JobFailure) in try options.check() }
    try read("shard", Self.shard, into: &options.shard) { (options) throws(JobFailure) in try options.check() }
    if has("pack") {
      var pack = PackingOptions.none
      try read("pack", Self.pack, into: &pack) { (options) throws(JobFailure) in try options.check() }
      options.pack = pack
    }
    options.identity = identity
    return options
  }

  /// The options of a stage as words of a command line, in the order of the recipe.
  package func arguments(of stage: String) -> [String] {
    switch stage {
    case "tokenize": Self.tokenize.words(of: entries(of: stage, Self.tokenize))
    case "pack": Self.pack.words(of: entries(of: stage, Self.pack))
    default: Self.shard.words(of: entries(of: stage, Self.shard))
    }
  }

  /// The options of a stage as a table reads them: `false` takes back an option that has a value, as it does a flag.
  private func entries<Options>(of stage: String, _ table: OptionTable<Options>) -> [(name: String, value: OptionInput)]
  {
    (options[stage] ?? []).map { name, value in
      let takesValue = table.options.first { $0.name == name }?.kind.takesValue ?? false
      return (name, takesValue && value == .text("false") ? .null : value)
    }
  }

  /// What can be set when a recipe is run: its input, and the options of its stages.
  package static var settingNames: [String] {
    inputKeys + tokenize.options.map { "tokenize.\($0.name)" } + pack.options.map { "pack.\($0.name)" }
      + shard.options.map { "shard.\($0.name)" }
  }

  static var tokenize: OptionTable<TokenizeJob.Options> {
    OptionTable(TokenizeJob.Options(), TokenizeJob.Options.definitions)
  }
  static var pack: OptionTable<PackingOptions> { OptionTable(.none, PackingOptions.definitions) }
  static var shard: OptionTable<ShardOptions> { OptionTable(.none, ShardOptions.definitions) }

  /// Reads the options of a stage, and says of failures where they are.
  private func read<Options>(
    _ stage: String, _ table: OptionTable<Options>, into values: inout Options,
    check: (Options) throws(JobFailure) -> Void
  ) throws(JobFailure) {
    for (name, value) in options[stage] ?? [] where value != .text("false") {
      switch name {
      case "threads", "report", "quiet":
        throw JobFailure(
          "option-of-the-run", "\(stage): threads, report and quiet are options of the run, not of a stage")
      case "json" where stage != "shard", "output" where stage != "shard":
        throw JobFailure(
          "option-of-a-command", "\(stage): output and json mean nothing in a recipe, whose stages hand their tokens on"
        )
      default: break
      }
    }
    do throws(OptionFailure) { try table.read(entries(of: stage, table), into: &values) } catch {
      throw failure("invalid-option", "\(error)", stage, place: place(of: error.option, in: stage))
    }
    do throws(JobFailure) { try check(values) } catch {
      // The first option that is named is the one that is wrong.
      let words = error.message.split { !($0.isLetter || $0.isNumber || $0 == "-") }
      let option = words.first { $0.hasPrefix("--") }?.dropFirst(2)
      throw failure(error.code, error.message, stage, place: option.flatMap { place(of: String($0), in: stage) })
    }
  }

  private func failure(_ code: JobFailure.Code, _ message: String, _ stage: String, place: SourceLocation?)
    -> JobFailure
  {
    JobFailure(code, "\(place.map { "\($0): " } ?? "")\(stage): \(message) (see prep \(stage) --help)")
  }
}
