import PrepBytes
import PrepTokens

/// Writes a shard set: shards first, each whole or not at all, then the manifest, the index last. A part of a job is
/// written in a directory beside its own, and renamed when it is complete.
///
/// Shards are compressed and hashed on several threads; the bytes never depend on how many.
public struct ShardWriter {
  /// How a set is written.
  public struct Options: Sendable, Equatable {
    /// The most bytes a shard has before compression, unless one row alone is larger.
    public var sizeLimit = 64 << 20
    /// zstd's level; nil stores the shards uncompressed.
    public var level: Int? = 2
    /// How many bytes a frame of a shard holds, so that rows can be read without the rest; nil makes a shard one frame.
    public var frameSize: Int?
    public var threads = 1
    /// How sequences become columns.
    public var layout = ShardLayout()
    /// The name of the column with the ids.
    public var tokensName: String {
      get { layout.tokensName }
      set { layout.tokensName = newValue }
    }
    /// Whether shards that are there already, written by a run that was interrupted, are verified and kept.
    public var resumes = false

    public init() {}
  }

  /// What was written.
  public struct Summary: Sendable, Equatable {
    public var directory: String
    public var shards = 0
    public var samples = 0
    public var tokens = 0
    public var storedBytes = 0
    public var rawBytes = 0
    /// Shards that an interrupted run had written already.
    public var keptShards = 0
    /// Rows without a token, which a shard cannot hold.
    public var emptyRows = 0
    public var datasetID = ""
    /// Whether another attempt at the part was complete first, and this one ended early: what is counted is the part.
    public var wasFinishedByAnother = false
  }

  private let directory: String
  private let options: Options

  /// - Precondition: The size limit is below 4 GiB, since offsets are 32-bit.
  public init(directory: String, options: Options = Options()) {
    precondition(options.sizeLimit >= 1 && options.sizeLimit < 1 << 32 - 1, "a shard is smaller than 4 GiB")
    precondition(options.frameSize.map { $0 >= 1 } ?? true, "a frame holds something")
    self.directory = directory
    self.options = options
  }

  /// Where a stream's shards go: into the directory, those of a part into one of its own below it.
  public static func target(of directory: String, part: TokenStreamHeader.Part?) -> String {
    var target = directory
    while target.count > 1, target.hasSuffix("/") { target.removeLast() }
    guard let part else { return target }
    let digits = String(part.index)
    return target + "/part-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Writes all sequences that the closure gives, until it gives nil.
  ///
  /// - Throws: ``IOFailure``: `cannotCreate` when the directory holds something else, `interrupted` when another run is
  ///   writing there; a `Diagnostic` when the layout cannot hold the stream; and what the closure throws. Nothing is
  ///   committed then.
  public func write(_ header: TokenStreamHeader, next: @escaping () throws -> TokenSequence?) throws -> Summary {
    try write(header, run: nil, next: next)
  }

  /// Writes all sequences that the closure gives, until it gives nil.
  ///
  /// - Parameter run: Saves and restores the state of the upstream stages, so that a resumed run continues after the last
  ///   complete shard.
  package func write(_ header: TokenStreamHeader, run: ResumableRun?, next: @escaping () throws -> TokenSequence?)
    throws -> Summary
  {
    let writing = try ShardWriting(header, directory: directory, options: options, run: run)
    return try writing.write(next)
  }
}
