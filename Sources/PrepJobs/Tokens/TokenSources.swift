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
  /// A shard set when the input is a directory, else a token stream.
  static func open(_ input: JobInput) throws -> any TokenSequenceSource {
    input.isDirectory ? try ShardSource(directory: input.path) : try TokenStreamSource([input])
  }
}

extension JobInput {
  /// Whether it is a directory, such as a shard set.
  var isDirectory: Bool {
    if !isFile { return false }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
