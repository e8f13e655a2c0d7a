public import PrepTokens

/// The rows of a shard set, one after the other.
public final class ShardSource: TokenSequenceSource {
  public let header: TokenStreamHeader
  private let reader: ShardReader
  private var row = 0

  /// - Throws: ``IOFailure``: `cannotRead` when there is no index, `damaged` when it is damaged.
  public init(directory: String) throws {
    reader = try ShardReader(directory: directory)
    header = reader.index.header
  }

  public func next() throws -> TokenSequence? {
    guard row < reader.count else { return nil }
    defer { row += 1 }
    return try reader.row(row)
  }
}

extension TokenSequenceSource {
  /// Writes all sequences as a shard set.
  ///
  /// - Throws: ``IOFailure``, and what the source throws; then nothing is committed.
  @discardableResult public func write(to writer: ShardWriter) throws -> ShardWriter.Summary {
    try writer.write(header) { try self.next() }
  }
}
