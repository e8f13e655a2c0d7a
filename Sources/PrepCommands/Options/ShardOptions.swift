import ArgumentParser
import PrepJobs
import PrepShards

/// Where and how a shard set is written.
struct ShardOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("The directory of the shard set, which is made; it has to be empty.", valueName: "DIRECTORY"))
  var output: String

  @Option(help: ArgumentHelp("The most bytes a shard has before compression.", valueName: "SIZE"))
  var size: Quantity = Quantity(64 << 20)

  @Option(help: ArgumentHelp("The level of zstd, 1 to 22, or 'none' for shards that are not compressed.", valueName: "N|none"))
  var level: CompressionLevel = CompressionLevel(value: 2)

  @Option(help: ArgumentHelp("The name of the column with the ids.", valueName: "NAME"))
  var tokensName = "input_ids"

  @Option(name: .customLong("dtype"), help: "The type of the ids (default: uint16 when the vocabulary fits, else uint32).")
  var idType: ShardLayout.IDType?

  @Option(help: "What a row is: a sequence as it comes, or a document, for which packed sequences are taken apart.")
  var rows: ShardLayout.Rows = .pack

  @Flag(help: "Store labels instead of a mask: the ids, and -100 where nothing is learnt.")
  var labels = false

  @Flag(help: "Compress in several frames with a table of them, so that a row can be read without the rest of its shard.")
  var seekable = false

  @Option(help: ArgumentHelp("Store rows of N tokens as one matrix: only ids and what is learnt, to be mapped into memory.", valueName: "N"))
  var matrix: Quantity?

  @Flag(help: "Complete a set that an interrupted run began: its whole shards are verified and kept.")
  var resume = false

  init() {}

  func validate() throws { try checked { () throws(JobFailure) in try values.check() } }

  /// The options as jobs take them.
  var values: PrepJobs.ShardOptions {
    var values = PrepJobs.ShardOptions(directory: output)
    values.size = size.value
    values.level = level.value
    values.tokensName = tokensName
    values.idType = idType
    values.rows = rows
    values.usesLabels = labels
    values.isSeekable = seekable
    values.fixedLength = matrix?.value
    values.resumes = resume
    return values
  }
}

/// `--level`: a level of zstd, or none.
struct CompressionLevel: ExpressibleByArgument, Sendable, Hashable {
  /// nil stores what is written as it is.
  var value: Int?

  init(value: Int?) { self.value = value }

  init?(argument: String) {
    if argument == "none" {
      value = nil
    } else {
      guard let level = Int(argument), (1...22).contains(level) else { return nil }
      value = level
    }
  }

  var defaultValueDescription: String { value.map { "\($0)" } ?? "none" }
}

extension ShardLayout.IDType: ExpressibleByArgument {}
extension ShardLayout.Rows: ExpressibleByArgument {}
