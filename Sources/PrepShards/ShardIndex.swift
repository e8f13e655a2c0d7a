import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepSystem
import PrepTokens

/// One shard of a set, as the index names it.
public struct ShardEntry: Sendable, Equatable {
  /// A file with its size and the SHA-256 of its bytes.
  public struct File: Sendable, Equatable {
    public var name: String
    public var bytes: Int
    /// Nil for the uncompressed form of a shard that is stored compressed.
    public var sha256: String?
  }

  /// How many rows the shard has.
  public var samples: Int
  /// How many tokens, padding included.
  public var tokens: Int
  /// The shard uncompressed; when it is stored compressed, no such file need exist.
  public var raw: File
  /// The CRC-32C of the shard uncompressed.
  public var rawChecksum: UInt32
  /// The shard as stored, when it is compressed.
  public var compressed: File?
  /// Whether its rows say where the segments stand in their documents: one of these was cut, in this shard or before.
  public var saysParts: Bool

  /// The file that lies in the directory.
  public var stored: File { compressed ?? raw }

  /// A shard in the directory itself, named by its number and checksum.
  init(
    ordinal: Int, samples: Int, tokens: Int, rawBytes: Int, rawChecksum: UInt32, storedBytes: Int, sha256: String,
    isCompressed: Bool, saysParts: Bool
  ) {
    let name = "\(StoredShard.stem(ordinal)).\(sha256.prefix(8)).mds"
    self.init(
      samples: samples, tokens: tokens, raw: File(name: name, bytes: rawBytes, sha256: isCompressed ? nil : sha256),
      rawChecksum: rawChecksum,
      compressed: isCompressed ? File(name: name + ".zstd", bytes: storedBytes, sha256: sha256) : nil,
      saysParts: saysParts)
  }

  init(samples: Int, tokens: Int, raw: File, rawChecksum: UInt32, compressed: File?, saysParts: Bool) {
    self.samples = samples
    self.tokens = tokens
    self.raw = raw
    self.rawChecksum = rawChecksum
    self.compressed = compressed
    self.saysParts = saysParts
  }

  /// Whether the names are those that number and checksum give, in the directory itself or in one a part has.
  func isNamed(ordinal: Int) -> Bool {
    let base = stored.name.split(separator: "/", omittingEmptySubsequences: false)
    guard base.count == 1 || base.count == 2 && base[0].hasPrefix("part-"), let last = base.last,
      let hash = stored.sha256
    else {
      return false
    }
    let suffix = ".\(hash.prefix(8)).mds" + (compressed == nil ? "" : ".zstd")
    guard last.hasPrefix("shard."), last.hasSuffix(suffix), hash.utf8.count == 64 else { return false }
    if base.count == 1, last != StoredShard.stem(ordinal) + suffix { return false }
    return compressed == nil || raw.name + ".zstd" == stored.name && raw.sha256 == nil
  }
}

/// The index of a shard set: what a reader opens first, and what is written last.
public struct ShardIndex: Sendable {
  static let fileName = "index.json"

  /// What the tokens are, as their stream said.
  public var header: TokenStreamHeader
  /// How sequences became columns.
  public var layout: ShardLayout
  /// The shards in order.
  public var shards: [ShardEntry]
  /// The id of the set: a hash over everything the manifest says.
  public var datasetID = ""
  /// The size from which on a shard was closed.
  public var sizeLimit: Int
  /// zstd's level, or nil when the shards are stored as they are.
  public var level: Int?
  /// How many bytes each frame of a shard holds uncompressed; nil when a shard is one frame.
  public var frameSize: Int?

  init(
    header: TokenStreamHeader, layout: ShardLayout, shards: [ShardEntry], sizeLimit: Int, level: Int?, frameSize: Int?
  ) {
    self.header = header
    self.layout = layout
    self.shards = shards
    self.sizeLimit = sizeLimit
    self.level = level
    self.frameSize = frameSize
    datasetID = ShardManifest(self).datasetID
  }

  /// The name of the compression, as MosaicML's reader takes it.
  static func compression(level: Int?) -> String? { level.map { (1...22).contains($0) ? "zstd:\($0)" : "zstd" } }

  /// Reads the index of a directory.
  ///
  /// - Throws: ``IOFailure``: `cannotRead` when there is none, `damaged` when it is not one of ours or was changed.
  public init(directory: String) throws {
    let path = directory + "/" + Self.fileName
    if !FileNames.exists(path), FileNames.exists(directory) { throw Self.missing(directory) }
    let bytes = try FileByteSource(path: path).readAll()
    guard let root = try? JSONDocument(bytes).root, root["prep"] != nil else {
      throw IOFailure(.damaged, "not the index of an MDS dataset written by prep", path: path)
    }
    guard let index = ShardIndex(root), index.datasetID == root["prep"]?["dataset_id"]?.text, index.json == bytes,
      index.shards.enumerated().allSatisfy({ $1.isNamed(ordinal: $0) })
    else { throw IOFailure(.damaged, "the index has been changed since it was written", path: path) }
    self = index
  }

  /// What is wrong with a directory that has no index: parts that nobody has merged, shards without one, or something else.
  private static func missing(_ directory: String) -> IOFailure {
    let names = (try? ShardDirectory.names(in: directory)) ?? []
    let parts = names.count { $0.hasPrefix("part-") }
    if parts > 0 {
      return IOFailure(
        .cannotRead,
        "holds \(Counted(parts, "part")) of a job, not merged yet: run prep merge \(directory), or name a part such as "
          + "\(directory)/\(names.filter { $0.hasPrefix("part-") }.min() ?? "part-00000")", path: directory)
    }
    if names.contains(where: { $0.hasPrefix("shard.") }) {
      return IOFailure(
        .cannotRead,
        "has shards but no index.json: complete the run with --resume, or restore the index with prep verify --repair",
        path: directory)
    }
    return IOFailure(.cannotRead, "not an MDS dataset: there is no index.json", path: directory)
  }
}
