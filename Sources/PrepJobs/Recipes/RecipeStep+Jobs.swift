import PrepOptions

// The jobs that read one set of records and write one.

extension ConvertJob.Options: RecipeStep {
  static var name: String { "convert" }
  static var standard: ConvertJob.Options { ConvertJob.Options() }
  static var stepDefinitions: [OptionDefinition<ConvertJob.Options>] { definitions.without("part", "bom") }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    try work.changes(ConvertJob(self, inputs: work.inputs, output: work.output("")))
  }
}

extension FixJob.Options: RecipeStep {
  static var name: String { "fix" }
  static var standard: FixJob.Options { FixJob.Options() }
  static var stepDefinitions: [OptionDefinition<FixJob.Options>] {
    definitions.without("part", "diff", "like-prepare-data")
  }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    try work.changes(FixJob(self, inputs: work.inputs, output: work.output("")))
  }
}

extension FormatJob.Options: RecipeStep {
  static var name: String { "format" }
  static var standard: FormatJob.Options { FormatJob.Options() }
  static var stepDefinitions: [OptionDefinition<FormatJob.Options>] { definitions.without("part", "suggest", "plain") }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    try work.changes(FormatJob(self, inputs: work.inputs, output: work.output("")))
  }
}

extension FilterJob.Options: RecipeStep {
  static var name: String { "filter" }
  static var standard: FilterJob.Options { FilterJob.Options() }
  static var stepDefinitions: [OptionDefinition<FilterJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    try work.changes(FilterJob(self, inputs: work.inputs, output: work.output("")))
  }
}

extension DedupJob.Options: RecipeStep {
  static var name: String { "dedup" }
  static var standard: DedupJob.Options { DedupJob.Options() }
  static var comparesSources: Bool { true }
  static var stepDefinitions: [OptionDefinition<DedupJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    var job = DedupJob(self, inputs: work.inputs, output: work.output(""))
    job.sources = work.sourcedOutput
    return try work.changes(job)
  }
}

extension SampleJob.Options: RecipeStep {
  static var name: String { "sample" }
  static var standard: SampleJob.Options { SampleJob.Options() }
  static var stepDefinitions: [OptionDefinition<SampleJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    try work.changes(SampleJob(self, inputs: .records(work.inputs), output: .records(work.output(""))))
  }
}

extension ShuffleJob.Options: RecipeStep {
  static var name: String { "shuffle" }
  static var standard: ShuffleJob.Options { ShuffleJob.Options() }
  static var stepDefinitions: [OptionDefinition<ShuffleJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    try work.changes(ShuffleJob(self, inputs: .records(work.inputs), output: .records(work.output(""))))
  }
}

// Those that make one of several, or several of one.

extension MixJob.Options: RecipeStep {
  static var name: String { "mix" }
  static var standard: MixJob.Options { MixJob.Options() }
  static var stepDefinitions: [OptionDefinition<MixJob.Options>] { definitions.without("part", "plan-only") }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    let sources = work.sources.map { MixJob.Source(name: $0.name, inputs: .records($0.inputs), weight: $0.weight) }
    return try work.changes(MixJob(self, sources: sources, output: .records(work.output(""))))
  }
}

extension SplitJob.Options: RecipeStep {
  static var name: String { "split" }
  static var stepDefinitions: [OptionDefinition<SplitJob.Options>] { definitions.without("part") }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    try work.changes(SplitJob(self, inputs: work.inputs, output: work.output))
  }
}

extension RecipeStepWork {
  /// Runs a job, and says what became of the records.
  func changes<J: Job>(_ job: J) throws -> RecordChanges where J.Summary: RecordBalance {
    try job.execute(context).changes ?? RecordChanges(written: 0)
  }
}
