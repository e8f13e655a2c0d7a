import PrepDiagnostics
import PrepOptions

/// Records that go by a name in a recipe: the files, how they are read, and what is done to them alone.
struct RecipeSource: Sendable {
  /// What it is called; empty for the input of a recipe without sources.
  var name = ""
  var location: SourceLocation?
  /// What is read.
  var files = InputFiles()
  /// Its weight in a mixture, where the recipe says one.
  var weight: Double?
  /// How its records are read, as `convert` is told.
  var reading = GivenStep(name: "convert")
  /// What is done to its records before they meet those of others.
  var steps: [GivenStep] = []

  /// The steps, the first of which reads as the source says.
  ///
  /// - Parameter isNamed: Whether whatever comes next takes names of files and nothing else.
  /// - Throws: ``JobFailure`` for an option that the source and its first step give.
  func allSteps(isNamed: Bool) throws(JobFailure) -> [GivenStep] {
    if let first = steps.first, first.name == "convert" {
      var merged = first
      if let twice = reading.entries.first(where: { entry in first.entries.contains { $0.name == entry.name } }) {
        throw reading.failure("invalid-option", "\(twice.name): the option appears twice", option: twice.name)
      }
      merged.entries = reading.entries + first.entries
      merged.places.merge(reading.places) { own, _ in own }
      return [merged] + steps.dropFirst()
    }
    let choosesFiles = !files.splits.isEmpty || files.configuration != nil || files.paths.count > 1
    if reading.entries.isEmpty { if !(steps.isEmpty && isNamed && choosesFiles) { return steps } }
    var convert = reading
    let aboutRows = Set(
      InputOptions.definitions.map(\.name) + ImportOptions.definitions.map(\.name)
        + InvalidOptions.definitions.map(\.name))
    // Who says nothing of fields wants the rows as they are.
    if convert.entries.allSatisfy({ aboutRows.contains($0.name) }) { convert.entries.append(("to", .text("records"))) }
    return [convert] + steps
  }
}
