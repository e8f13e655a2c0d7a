import PrepShards
import PrepSystem
import PrepTokens

/// Opening what holds tokens.
enum TokenSources {
  /// A shard set when the path is a directory, else a token stream.
  static func open(_ path: String) throws -> any TokenSequenceSource {
    try isDirectory(path) ? ShardSource(directory: path) : TokenStreamSource(paths: [path])
  }

  /// Whether a path leads to a directory.
  static func isDirectory(_ path: String) -> Bool { path != "-" && FileNames.isDirectory(path) }
}
