import PrepDiagnostics
import PrepOptions
import PrepSplitting

extension RecipePlan {
  /// The plan of a recipe.
  ///
  /// - Throws: ``JobFailure`` for steps that do not go together, and for options that make no sense; what looking at the
  ///   inputs throws.
  package init(_ recipe: Recipe) throws {
    var building = Building(recipe)
    try building.addSources()
    for step in recipe.steps { try building.add(step) }
    let ends = ["shard", "export", "write"].compactMap { recipe.text(of: "output", in: $0) }
    self.init(
      steps: building.steps, outputs: try building.outputs(),
      folder: recipe.workFolder ?? Self.folder(beside: ends.first ?? "recipe"))
  }
}

/// Puts the steps of a recipe one behind the other.
private struct Building {
  let recipe: Recipe
  var steps: [RecipePlan.Step] = []
  /// The records that there are so far.
  private var sources: [RecipePlan.Source] = []
  /// What they are.
  private var kind = Kind.sources
  /// Whether sources stay apart, because a mixture is made of them.
  private let mixes: Bool

  private enum Kind { case sources, whole, parts }

  init(_ recipe: Recipe) {
    self.recipe = recipe
    mixes = recipe.steps.contains { $0.name == "mix" }
  }

  mutating func addSources() throws {
    if recipe.sources.isEmpty {
      kind = .whole
      sources = [.init(name: "", place: .files(try files(recipe.files)))]
      return
    }
    if !mixes, let source = recipe.sources.first(where: { $0.weight != nil }) {
      throw JobFailure(
        "weight-without-mix",
        "\(source.location.map { "\($0): " } ?? "")the source '\(source.name)' has a weight, which is for the step mix, and "
          + "there is none")
    }
    let firstIsMix = recipe.steps.first?.name == "mix"
    for source in recipe.sources {
      var place = RecipePlan.Place.files(try files(source.files))
      for step in try source.allSteps(isNamed: firstIsMix) {
        place = try append(step, of: source.name, [.init(name: source.name, place: place)])
      }
      sources.append(.init(name: source.name, weight: source.weight ?? 1, place: place))
    }
    if sources.count == 1, !mixes { kind = .whole }
  }

  /// The files of an input, names with `*` among them.
  private func files(_ named: InputFiles) throws -> [JobInput] {
    var files = named
    files.paths = try named.paths.flatMap { $0 == "-" ? [$0] : try PathPattern.expand($0) }
    return try files.inputs()
  }

  mutating func add(_ step: GivenStep) throws {
    switch step.name {
    case "mix":
      guard kind == .sources else {
        throw step.failure("no-sources", "a mixture is made of several sources, once and before anything joins them")
      }
      sources = [.init(name: "", place: try append(step, of: "", sources))]
      kind = .whole
    case "split":
      guard kind != .parts else { throw step.failure("split-twice", "the records are split already") }
      guard kind == .whole || !mixes else {
        throw step.failure("split-before-mix", "split comes after mix: the sources are mixed first")
      }
      sources = try split(step)
      kind = .parts
    case _ where kind == .sources && !mixes:
      sources = [.init(name: "", place: try append(step, of: "", sources))]
      kind = .whole
    case _ where kind == .sources && sources.count > 1 && (RecipeSteps.named(step.name)?.comparesSources ?? false):
      let number = steps.count
      _ = try append(step, of: "", sources)
      steps[number].parts = sources.map(\.name)
      steps[number].staysApart = true
      for index in sources.indices { sources[index].place = .made(step: number, part: sources[index].name) }
    default:
      for index in sources.indices {
        sources[index].place = try append(step, of: sources[index].name, [sources[index]])
      }
    }
  }

  private mutating func split(_ step: GivenStep) throws -> [RecipePlan.Source] {
    let number = steps.count
    _ = try append(step, of: "", sources)
    guard let split = steps[number].step as? SplitJob.Options else { return [] }
    steps[number].parts = split.plan.parts.map(\.name)
    return steps[number].parts.map { .init(name: $0, place: .made(step: number, part: $0)) }
  }

  /// A step that reads records and writes others.
  private mutating func append(
    _ given: GivenStep, of name: String, _ sources: [RecipePlan.Source]
  ) throws(JobFailure) -> RecipePlan.Place {
    guard let type = RecipeSteps.named(given.name) else {
      throw JobFailure("unknown-step", "there is no step '\(given.name)'")
    }
    let descriptions = type.descriptions
    let names = ["part": kind == .parts ? name : "", "source": kind == .sources ? name : ""]
    let entries = GivenStep.takingBack(
      given.entries(descriptions, naming: names.filter { !$0.value.isEmpty }), descriptions)
    if let entry = entries.first(where: { ["threads", "report", "quiet", "output", "part"].contains($0.name) }) {
      throw given.failure(
        "option-of-the-run", "\(entry.name) is an option of the run, and not of one of its steps", option: entry.name)
    }
    let step: any RecipeStep
    do throws(OptionFailure) { step = try type.make(entries) } catch {
      throw given.failure("invalid-option", "\(error)", option: error.option)
    }
    do throws(JobFailure) { try step.check() } catch { throw given.failure(error) }
    let number = steps.count + 1
    let id = "\(number < 10 ? "0" : "")\(number)-\(given.name)" + (name.isEmpty ? "" : "-\(name)")
    steps.append(
      RecipePlan.Step(id: id, name: given.name, words: type.words(of: entries), step: step, sources: sources))
    return .made(step: number - 1, part: "")
  }

  // MARK: What is made of the records

  func outputs() throws(JobFailure) -> [RecipePlan.Output] {
    let makesTokens = recipe.has("shard") || recipe.has("export")
    guard makesTokens || recipe.has("write") else {
      throw JobFailure(
        "incomplete-recipe",
        recipe.steps.isEmpty && recipe.sources.isEmpty
          ? "the recipe has no stage shard"
          : "the recipe ends in nothing: write takes the records; shard and export take tokens")
    }
    if recipe.has("shard"), recipe.has("export") {
      throw JobFailure("two-ends", "a recipe shards its tokens or exports them, and does not do both")
    }
    if !makesTokens, let stage = ["tokenize", "pack"].first(where: { recipe.has($0) }) {
      throw JobFailure("incomplete-recipe", "nothing takes the tokens of \(stage): shard or export does")
    }
    try checkNames()
    if kind != .parts { return [try output("", sources.map(\.place))] }
    var outputs: [RecipePlan.Output] = []
    for source in sources { outputs.append(try output(source.name, [source.place])) }
    return outputs
  }

  private func output(_ part: String, _ places: [RecipePlan.Place]) throws(JobFailure) -> RecipePlan.Output {
    let names = part.isEmpty ? [:] : ["part": part]
    var output = RecipePlan.Output(part: part, places: places)
    output.records = try recipe.writeOptions(naming: names)
    if recipe.has("shard") { output.shards = try recipe.jobOptions(naming: names) }
    if let export = try recipe.exportOptions(naming: names) {
      output.export = RecipePlan.Export(
        tokenize: try recipe.tokenizeOptions(naming: names), pack: try recipe.packOptions(naming: names), export: export
      )
    }
    return output
  }

  /// - Throws: ``JobFailure`` where parts would be written to one place, or a place asks for a part that is not there.
  private func checkNames() throws(JobFailure) {
    for stage in ["shard", "export", "write"] where recipe.has(stage) {
      guard let output = recipe.text(of: "output", in: stage), output.contains("{part}") != (kind == .parts) else {
        continue
      }
      let given = GivenStep(name: stage, places: recipe.places[stage] ?? [:])
      throw given.failure(
        "parts-of-output",
        kind == .parts
          ? "output needs {part} in its name after a split"
          : "output has {part} in it, and no step split makes parts",
        option: "output")
    }
  }
}
