import PrepShards
import PrepTokens

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opening what holds tokens.
enum TokenSources {
  /// A shard set when the path is a directory, else a token stream.
  static func open(_ path: String) throws -> any TokenSequenceSource {
    try isDirectory(path) ? ShardSource(directory: path) : TokenStreamSource(paths: [path])
  }

  /// Whether a path leads to a directory.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
