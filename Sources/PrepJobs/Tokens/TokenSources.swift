import PrepShards
import PrepSystem
import PrepTokens

/// Opening what holds tokens.
enum TokenSources {
  /// A shard set or the files of a data set when the input is a directory, else a token stream.
  static func open(_ input: JobInput) throws -> any TokenSequenceSource {
    if let files = try TokenInputs.folderFiles(input) { return try TokenStreamSource(files) }
    return input.isDirectory ? try ShardSource(directory: input.path) : try TokenStreamSource([input])
  }
}

extension JobInput {
  /// Whether it is a directory, such as a shard set.
  var isDirectory: Bool { isFile && FileNames.isDirectory(path) }
}
