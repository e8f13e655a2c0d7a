import PrepJobs
import PrepOptions

/// Where a stage writes tokens that it reads: a stream, its twin, or a shard set like those that it reads.
struct TokenSetOutputOptions {
  var stream = TokenOutputOptions()
  /// Whether a shard set that an interrupted run began is completed.
  var resumes = false

  /// The options of a command.
  static var definitions: [OptionDefinition<TokenSetOutputOptions>] {
    TokenOutputOptions.definitions.at(\.stream) + [resumeDefinition(\.resumes)]
  }

  /// `--resume`.
  static func resumeDefinition<Options>(_ path: WritableKeyPath<Options, Bool>) -> OptionDefinition<Options> {
    .flag(
      "resume", path, "Finish the dataset of an interrupted run: complete shards are verified and kept")
  }

  /// Where sequences go: a shard set where all inputs are shard sets and a directory is named, else a stream.
  func target(like inputs: [JobInput]) throws -> TokenTarget {
    let target = try TokenTarget.like(
      inputs, path: stream.output.output, stream: stream.target, isText: stream.json)
    guard case .set(var options) = target else {
      if resumes {
        throw UsageError("--resume is for MDS datasets: name a directory with -o, and MDS datasets to read")
      }
      return target
    }
    options.resumes = resumes
    return .set(options)
  }
}
