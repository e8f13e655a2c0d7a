import PrepShards
import PrepSystem
import PrepTokens

/// Opening what holds tokens.
enum TokenSources {
  /// A shard set when the input is a directory, else a token stream.
  static func open(_ input: JobInput) throws -> any TokenSequenceSource {
    input.isDirectory ? try ShardSource(directory: input.path) : try TokenStreamSource([input])
  }
}

extension JobInput {
  /// Whether it is a directory, such as a shard set.
  var isDirectory: Bool { isFile && FileNames.isDirectory(path) }
}
