import ArgumentParser
import PrepBytes
import PrepJobs

/// `prep run`: the whole job in one process.
struct RunCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Does the whole job in one process, as a recipe describes it.")

  @Argument(help: ArgumentHelp("The recipe, in YAML; '-' is standard input.", valueName: "RECIPE"))
  var recipe: String

  @Option(
    help: ArgumentHelp(
      "Give the value that ${NAME} stands for in the recipe; or replace what the recipe says: input=FILE, or STAGE.OPTION=VALUE, such as pack.length=4096.",
      valueName: "NAME=VALUE"))
  var set: [String] = []

  @Flag(help: "Go on with a run that was interrupted, behind the last shard that it stored.")
  var resume = false

  @Flag(help: "Print the pipeline of commands that does the same, and do nothing.")
  var print = false

  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let recipe = try Recipe(JobInput(path: recipe), settings: set)
    guard let shardArguments = recipe.arguments["shard"] else { throw UsageError("the recipe has no stage shard") }
    let early = print || session.threads == 1 ? nil : EarlyTokenizer(recipe)
    let tokenize = try parse(TokenizeCommand.self, (recipe.arguments["tokenize"] ?? []) + ["--"] + recipe.input, "tokenize", recipe)
    let shard = try parse(ShardCommand.self, shardArguments + (resume ? ["--resume"] : []), "shard", recipe)
    let pack = try recipe.arguments["pack"].map { try parse(PackCommand.self, $0, "pack", recipe) }
    for (stage, options) in [("tokenize", tokenize.runOptions), ("pack", pack?.runOptions), ("shard", shard.runOptions)] {
      if options?.threads != nil || options?.report != nil || options?.quiet == true {
        throw UsageError("\(stage): threads, report and quiet are options of the run, not of a stage")
      }
    }
    for (stage, output) in [("tokenize", tokenize.output), ("pack", pack?.output)] {
      guard let output, output.json || output.output.output != nil else { continue }
      throw UsageError("\(stage): output and json mean nothing in a recipe, whose stages hand their tokens on")
    }
    if print {
      let sink = try OutputFile.open("-")
      try sink.write(recipe.pipeline(resumes: resume) + "\n")
      return try sink.finish()
    }
    var options = RunJob.Options(shard: shard.shards.values)
    options.tokenize = tokenize.options
    options.pack = pack?.packing.values
    options.identity = recipe.identity
    session.say(try session.run(RunJob(options, inputs: tokenize.input.inputs, tokenizer: early)))
  }

  private func parse<Command: StageCommand>(_ type: Command.Type, _ arguments: [String], _ stage: String, _ recipe: Recipe) throws -> Command {
    do { return try Command.parse(arguments) } catch {
      let message = UsageMessage(Command.fullMessage(for: error)).text
      let place = recipe.place(ofOptionIn: message, stage: stage).map { "\($0): " } ?? ""
      throw UsageError("\(place)\(stage): \(message.replacing("see \(stage) --help", with: "see prep \(stage) --help"))")
    }
  }
}
