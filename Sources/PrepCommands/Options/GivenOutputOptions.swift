import PrepJobs
import PrepOptions

/// Where and how a command writes that takes records and tokens alike, and gives what it took.
struct GivenOutputOptions {
  var records = RecordOutputOptions()
  /// Of tokens: whether the twin in JSON Lines is written.
  var json = false
  /// Of shard sets: whether one that an interrupted run began is completed.
  var resumes = false

  /// The options of a command.
  static var definitions: [OptionDefinition<GivenOutputOptions>] {
    RecordOutputOptions.definitions.at(\.records) + [
      .flag("json", \.json, "For tokens: write JSON Lines instead of a binary token stream"),
      TokenSetOutputOptions.resumeDefinition(\.resumes),
    ]
  }

  /// Where what was taken of inputs goes.
  ///
  /// - Parameter splits: The splits of a folder that were read.
  /// - Throws: ``UsageError`` for options that are for the other of the two.
  func output(for inputs: GivenInputs, of splits: [String]) throws -> GivenOutput {
    inputs.areTokens ? .tokens(try target(like: inputs.all)) : .records(try records(of: splits))
  }

  /// Where records go.
  ///
  /// - Throws: ``UsageError`` for what is for tokens.
  func records(of splits: [String]) throws -> JobOutput {
    if json { throw UsageError("--json is for tokens, and these are records, which are JSON Lines anyway") }
    if resumes { throw UsageError("--resume is for MDS datasets, and these are records") }
    return try records.records(of: splits)
  }

  /// Where tokens go: a shard set where all inputs are shard sets and a directory is named, else a stream.
  ///
  /// - Throws: ``UsageError`` for what is for records.
  func target(like inputs: [JobInput]) throws -> TokenTarget {
    if records.format != nil { throw UsageError("--output-format is for records, and these are tokens") }
    var output = TokenSetOutputOptions()
    output.stream = TokenOutputOptions(json: json, output: records.file)
    output.resumes = resumes
    return try output.target(like: inputs)
  }
}
