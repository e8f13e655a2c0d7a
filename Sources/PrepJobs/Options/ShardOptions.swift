import PrepShards

/// Where and how a shard set is written.
public struct ShardOptions: Sendable {
  /// The directory of the set, which is made; it has to be empty.
  public var directory: String
  /// The most bytes a shard has before compression.
  public var size = 64 << 20
  /// The level of zstd; nil stores the shards as they are.
  public var level: Int? = 2
  /// The name of the column with the ids.
  public var tokensName = "input_ids"
  /// The type of the ids; nil is `uint16` when the vocabulary fits, else `uint32`.
  public var idType: ShardLayout.IDType?
  /// What a row is.
  public var rows: ShardLayout.Rows = .pack
  /// Whether labels are stored instead of a mask.
  public var usesLabels = false
  /// Whether a row can be read without the rest of its shard.
  public var isSeekable = false
  /// Rows of so many tokens are stored as one matrix; nil is rows of any length.
  public var fixedLength: Int?
  /// Whether the last row is left out where it is shorter than ``fixedLength``.
  public var dropsLast = false
  /// Whether a set that an interrupted run began is completed.
  public var resumes = false

  /// The defaults, for a directory.
  public init(directory: String) { self.directory = directory }

  /// - Throws: ``JobFailure`` for what makes no sense together.
  public func check() throws(JobFailure) {
    if !(1..<Int(UInt32.max)).contains(size) {
      throw JobFailure("out-of-range", "--size takes from 1 byte to just below 4 GiB")
    }
    if let fixedLength, !(1..<1 << 28).contains(fixedLength) {
      throw JobFailure("out-of-range", "--matrix takes a number of tokens")
    }
    if fixedLength != nil, rows == .doc {
      throw JobFailure("options-exclude-each-other", "--matrix and --rows doc exclude each other")
    }
    if dropsLast, fixedLength == nil {
      throw JobFailure("option-needs-another", "--drop-last needs --matrix: other rows have any length")
    }
    if isSeekable, level == nil {
      throw JobFailure("option-needs-another", "--seekable needs compression: --level 1 to 22")
    }
    if tokensName.isEmpty { throw JobFailure("out-of-range", "--tokens-name takes a name") }
  }

  /// The options as the writer takes them.
  func writerOptions(threads: Int) -> ShardWriter.Options {
    var options = ShardWriter.Options()
    options.sizeLimit = size
    options.level = level
    options.threads = threads
    options.frameSize = isSeekable ? 512 << 10 : nil
    options.layout.tokensName = tokensName
    options.layout.idType = idType
    options.layout.rows = rows
    options.layout.usesLabels = usesLabels
    options.layout.fixedLength = fixedLength
    options.resumes = resumes
    return options
  }
}
