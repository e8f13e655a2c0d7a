import PrepOptions

// The jobs that read one set of records and write one.

extension ConvertJob.Options: RecipeStep {
  static var name: String { "convert" }
  static var standard: ConvertJob.Options { ConvertJob.Options() }
  static var stepDefinitions: [OptionDefinition<ConvertJob.Options>] { definitions.without("part", "bom") }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    let done = try ConvertJob(self, inputs: work.inputs, output: work.output("")).execute(work.context)
    return RecipeStepChanges(
      read: done.records, invalid: done.invalid, written: done.examples, gone: "without_example", made: "examples")
  }
}

extension FixJob.Options: RecipeStep {
  static var name: String { "fix" }
  static var standard: FixJob.Options { FixJob.Options() }
  static var stepDefinitions: [OptionDefinition<FixJob.Options>] {
    definitions.without("part", "diff", "like-prepare-data")
  }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    let done = try FixJob(self, inputs: work.inputs, output: work.output("")).execute(work.context)
    guard case .repaired(let done) = done else { return RecipeStepChanges(written: 0) }
    return RecipeStepChanges(
      read: done.records, invalid: done.invalid, written: done.written, gone: "repairs", made: "values")
  }
}

extension FormatJob.Options: RecipeStep {
  static var name: String { "format" }
  static var standard: FormatJob.Options { FormatJob.Options() }
  static var stepDefinitions: [OptionDefinition<FormatJob.Options>] { definitions.without("part", "suggest", "plain") }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    switch try FormatJob(self, inputs: work.inputs, output: work.output("")).execute(work.context) {
    case .formatted(let done): RecipeStepChanges(written: done.written)
    case .shown(let done): RecipeStepChanges(written: done.written)
    }
  }
}

extension FilterJob.Options: RecipeStep {
  static var name: String { "filter" }
  static var standard: FilterJob.Options { FilterJob.Options() }
  static var stepDefinitions: [OptionDefinition<FilterJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    let done = try FilterJob(self, inputs: work.inputs, output: work.output("")).execute(work.context)
    // Where all rules are counted, a record counts for several.
    let rules = countsAll ? [] : done.rules.map { (reason: $0.name, count: $0.count) }
    return RecipeStepChanges(written: done.written, dropped: rules.isEmpty ? [("removed", done.removed)] : rules)
  }
}

extension DedupJob.Options: RecipeStep {
  static var name: String { "dedup" }
  static var standard: DedupJob.Options { DedupJob.Options() }
  static var comparesSources: Bool { true }
  static var stepDefinitions: [OptionDefinition<DedupJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    var job = DedupJob(self, inputs: work.inputs, output: work.output(""))
    job.sources = work.sourcedOutput
    let done = try job.execute(work.context)
    return RecipeStepChanges(written: done.written, dropped: [("duplicates", done.duplicates)])
  }
}

extension SampleJob.Options: RecipeStep {
  static var name: String { "sample" }
  static var standard: SampleJob.Options { SampleJob.Options() }
  static var stepDefinitions: [OptionDefinition<SampleJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    let done = try SampleJob(self, inputs: .records(work.inputs), output: .records(work.output(""))).execute(
      work.context)
    return RecipeStepChanges(
      read: done.seen.records, invalid: 0, written: done.taken.records, gone: "not_taken", made: "drawn_again")
  }
}

extension ShuffleJob.Options: RecipeStep {
  static var name: String { "shuffle" }
  static var standard: ShuffleJob.Options { ShuffleJob.Options() }
  static var stepDefinitions: [OptionDefinition<ShuffleJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    let done = try ShuffleJob(self, inputs: .records(work.inputs), output: .records(work.output(""))).execute(
      work.context)
    return RecipeStepChanges(
      written: done.written, added: [("repeated", done.written - done.written / epochs)])
  }
}

// Those that make one of several, or several of one.

extension MixJob.Options: RecipeStep {
  static var name: String { "mix" }
  static var standard: MixJob.Options { MixJob.Options() }
  static var stepDefinitions: [OptionDefinition<MixJob.Options>] { definitions.without("part", "plan-only") }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    let sources = work.sources.map { MixJob.Source(name: $0.name, inputs: .records($0.inputs), weight: $0.weight) }
    let done = try MixJob(self, sources: sources, output: .records(work.output(""))).execute(work.context)
    return RecipeStepChanges(
      written: done.written,
      dropped: done.sources.map { ("not_wanted_of_\($0.name)", $0.records - $0.givenRecords) },
      added: done.sources.map { ("repeated_of_\($0.name)", $0.givenRecords - $0.records) })
  }
}

extension SplitJob.Options: RecipeStep {
  static var name: String { "split" }
  static var stepDefinitions: [OptionDefinition<SplitJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecipeStepChanges {
    let done = try SplitJob(self, inputs: work.inputs, output: work.output).execute(work.context)
    return RecipeStepChanges(written: done.parts.reduce(0) { $0 + $1.records })
  }
}
