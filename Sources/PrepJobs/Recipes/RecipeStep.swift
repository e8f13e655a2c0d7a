import PrepOptions

/// A step of a recipe between reading and tokenizing: the job of the command of the same name, with its options.
protocol RecipeStep: Sendable {
  /// The command that does the same.
  static var name: String { get }
  /// The options before any is given.
  static var standard: Self { get }
  /// The options that it has in a recipe, by their names on the command line.
  static var stepDefinitions: [OptionDefinition<Self>] { get }

  /// The options as words of a command line, which say what holds without them too where the command does otherwise.
  static func words(of entries: [(name: String, value: OptionInput)]) -> [String]

  /// Whether it looks at the records of all sources together, which stay apart.
  static var comparesSources: Bool { get }

  /// - Throws: ``JobFailure`` for options that make no sense together.
  func check() throws(JobFailure)

  /// Runs the job once.
  ///
  /// - Returns: Why records that were read are not written, and others are.
  func run(_ work: RecipeStepWork) throws -> RecordChanges
}

extension RecipeStep {
  static var comparesSources: Bool { false }

  static var table: OptionTable<Self> { OptionTable(standard, stepDefinitions) }

  static var descriptions: [OptionDescription] { table.descriptions }

  static func words(of entries: [(name: String, value: OptionInput)]) -> [String] { table.words(of: entries) }

  /// A step with the options that it is given.
  static func make(_ entries: [(name: String, value: OptionInput)]) throws(OptionFailure) -> any RecipeStep {
    var step = standard
    try table.read(entries, into: &step)
    return step
  }
}

/// The steps that there are.
enum RecipeSteps {
  /// In the order in which they are usually taken.
  static let all: [any RecipeStep.Type] = [
    ConvertJob.Options.self, FixJob.Options.self, ValidateStep.self, FormatJob.Options.self, FilterJob.Options.self,
    DedupJob.Options.self, DecontaminateStep.self, SampleJob.Options.self, MixJob.Options.self,
    ShuffleJob.Options.self, SplitJob.Options.self,
  ]

  static var names: [String] { all.map { $0.name } }

  static func named(_ name: String) -> (any RecipeStep.Type)? { all.first { $0.name == name } }
}

/// What one run of a step reads and writes.
struct RecipeStepWork {
  /// Records that go by a name.
  struct Source {
    var name: String
    /// Its weight in a mixture.
    var weight: Double
    var inputs: [JobInput]
  }

  /// What is read, in order.
  var sources: [Source]
  /// Where records go, by the name of the part; a step that makes no parts has the one without a name.
  var output: (String) -> JobOutput
  /// Whether the records of each source are written by themselves.
  var staysApart = false
  /// Where the findings of a gate go.
  var findings: JobOutput
  var context: JobContext

  var inputs: [JobInput] { sources.flatMap(\.inputs) }

  /// Where the records of each source go, where several are read and stay apart.
  var sourcedOutput: SourcedOutput? {
    staysApart ? SourcedOutput(sources.map { ($0.inputs.count, output($0.name)) }) : nil
  }
}

extension Array {
  /// The options without some, which mean nothing in a recipe.
  func without<Options>(_ names: String...) -> [OptionDefinition<Options>] where Element == OptionDefinition<Options> {
    filter { !names.contains($0.name) }
  }
}
