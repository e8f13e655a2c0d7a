import ArgumentParser
import PrepExamples
import PrepPacking
import PrepRecords
import PrepShards
import PrepTokenizers
import PrepTokenizing

/// Takes texts from JSON Lines to a shard set through the library alone.
struct PipelineBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline", abstract: "JSON Lines to packed shards, in one process.",
    discussion: """
      Prints `load SECONDS`, `pipeline SECONDS` and a last line `shards SHARDS ROWS TOKENS`. The directory must be empty or not there. What \
      `prep run` does with the same options takes the same way.
      """)

  @Option(help: "A tokenizer file or name.")
  var tokenizer: String

  @Option(help: "A file of JSON Lines with a field `text`.")
  var input: String

  @Option(help: "Where the shard set goes.")
  var output: String

  @Option(help: "The length of a row.")
  var length = 2048

  @Option(help: "best-fit, window, next-fit, wrap or none.")
  var strategy = "best-fit"

  @Option(help: "Threads that tokenize and compress.")
  var threads = 2

  func run() throws {
    guard let strategy = PackingStrategy(rawValue: strategy) else {
      throw ValidationError("there is no strategy \(strategy)")
    }
    let clock = ContinuousClock()
    var vocabulary: Tokenizer?
    let load = try clock.measure { vocabulary = try Tokenizer.resolve(tokenizer) }
    guard let vocabulary else { return }
    var options = ShardWriter.Options()
    options.threads = threads
    var summary: ShardWriter.Summary?
    let time = try clock.measure {
      summary = try JSONLinesReader(paths: [input])
        .examples(as: .text)
        .tokenized(by: vocabulary, threads: threads)
        .packed(length: length, strategy: strategy)
        .write(to: ShardWriter(directory: output, options: options))
    }
    print("load \(seconds(load))")
    print("pipeline \(seconds(time))")
    if let summary { print("shards \(summary.shards) \(summary.samples) \(summary.tokens)") }
  }
}
