import PrepBytes
import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep run`: the whole job in one process.
struct RunCommand: StageCommand {
  static let name = "run"
  static let abstract = "Run a whole job in one process, from a YAML recipe"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep run recipe.yaml --set pack.length=4096 --set shard.output=shards-4096",
        "Override the row length and the output directory"),
      CommandExample("prep run recipe.yaml --resume", "Continue after an interruption"),
    ]
  }

  var recipe = ""
  var settings: [String] = []
  var part: InputPart?
  var resumes = false
  var prints = false
  var keepsWork = false
  var runOptions = RunOptions()

  static var table: OptionTable<RunCommand> {
    OptionTable(
      RunCommand(), operand: .one("RECIPE", \.recipe, "The recipe, in YAML; '-' is standard input"),
      [
        .pairs(
          "set", "NAME=VALUE", \.settings, read: { (pair) throws(ValueProblem) in "\(pair.name)=\(pair.value)" },
          write: { OptionPair($0) ?? OptionPair($0, "") }, completion: .words(Recipe.settingNames.map { "\($0)=" }),
          "Set the variable ${NAME} of the recipe, or override an option: input=FILE, STAGE.OPTION=VALUE "
            + "(pack.length=4096), or the same for a step that occurs once (dedup.by=prompt)"),
        .value(
          "part", "i/N", \.part, .part,
          "Process part i (from 0) of N; inputs must be files; prep merge combines MDS datasets"),
        .flag(
          "resume", \.resumes,
          "Continue an interrupted run after its last complete step and shard"),
        .flag("keep-work", \.keepsWork, "Keep the intermediate files, which are removed at the end otherwise"),
        .flag("print", \.prints, "Print the equivalent pipeline of commands and exit"),
      ],
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let path = recipe
    let settings = self.settings + (part.map { ["tokenize.part=\($0.index)/\($0.count)"] } ?? [])
    let recipe = try Recipe(JobInput(path: path), settings: settings)
    if !recipe.examples.isEmpty {
      let examples = recipe.examples.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
      session.summarize("the recipe takes its own examples; --set NAME=VALUE takes yours: \(examples)")
    }
    if part != nil, !recipe.isPlain {
      throw JobFailure(
        "part-needs-one-stage",
        "--part works on recipes of tokenize, pack and shard only, and this one has "
          + "\(recipe.otherKeys.map { "'\($0)'" }.joined(separator: ", ")): write the records with one recipe, and tokenize them by parts with "
          + "another"
      )
    }
    guard recipe.isPlain else { return try execute(recipe, RecipePlan(recipe), session) }
    let early = prints || session.threads == 1 ? nil : EarlyTokenizer(recipe)
    var options = try recipe.jobOptions()
    if resumes { options.shard.resumes = true }
    if prints { return try show(recipe.pipeline(resumes: resumes)) }
    session.say(
      try session.run(
        RunJob(
          options, inputs: try recipe.files.inputs(options.tokenize.examples.isText ? .texts : .records),
          tokenizer: early), reading: path))
  }

  /// Runs a recipe with steps.
  private func execute(_ recipe: Recipe, _ plan: RecipePlan, _ session: Session) throws {
    if prints { return try show(plan.script(recipe, resumes: resumes)) }
    var job = RecipeJob(plan, findings: JobOutput { StandardErrorSink() })
    job.resumes = resumes
    job.keepsWork = keepsWork
    for (_, made) in try session.run(job, reading: self.recipe) {
      switch made {
      case .shards(let summary): session.say(summary)
      case .export(let summary, let options): session.say(summary, options)
      case .records(let count, let path): session.summarize("\(path): \(Counted(count, "record"))")
      }
    }
  }

  private func show(_ text: String) throws {
    let sink = try JobOutput(path: nil).shown.open()
    try sink.write(text + "\n")
    try sink.finish()
  }
}
