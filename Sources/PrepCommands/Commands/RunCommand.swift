import ArgumentParser

/// `prep run`: the whole job in one process.
struct RunCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Does the whole job in one process, as a recipe describes it.")

  @Argument(help: ArgumentHelp("The recipe, in YAML; '-' is standard input.", valueName: "RECIPE"))
  var recipe: String

  @Option(
    help: ArgumentHelp(
      "Replace what the recipe says: input=FILE, or STAGE.OPTION=VALUE, such as pack.length=4096.", valueName: "NAME=VALUE"))
  var set: [String] = []

  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let recipe = try Recipe(path: recipe, settings: set)
    guard let shardArguments = recipe.arguments["shard"] else { throw UsageError("the recipe has no stage shard") }
    let tokenize = try parse(TokenizeCommand.self, (recipe.arguments["tokenize"] ?? []) + ["--"] + recipe.input, "tokenize")
    let shard = try parse(ShardCommand.self, shardArguments, "shard")
    let pack = try recipe.arguments["pack"].map { try parse(PackCommand.self, $0, "pack") }
    for (stage, options) in [("tokenize", tokenize.runOptions), ("pack", pack?.runOptions), ("shard", shard.runOptions)] {
      if options?.threads != nil || options?.report != nil || options?.quiet == true {
        throw UsageError("\(stage): threads, report and quiet are options of the run, not of a stage")
      }
    }
    let invalid = try InvalidRecords(options: tokenize.invalidOptions, session: session)
    let tokens = try tokenize.makeRun(session, invalid)
    let rows = try pack.map { try PackingRun(source: tokens, options: $0.packing, session: session) }
    try shard.shards.write(rows ?? tokens, session) {
      try invalid.finish()
      tokens.summarize()
      rows?.summarize()
    }
  }

  private func parse<Command: StageCommand>(_ type: Command.Type, _ arguments: [String], _ stage: String) throws -> Command {
    do { return try Command.parse(arguments) } catch {
      let message = UsageMessage(Command.fullMessage(for: error)).text
      throw UsageError("\(stage): \(message.replacing("see \(stage) --help", with: "see prep \(stage) --help"))")
    }
  }
}
