import PrepBytes
import PrepCodecs
import PrepConcurrency
import PrepDigests
import PrepTokens
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a shard set: shards first, each whole or not at all, then the manifest, the index last.
///
/// Shards are compressed and hashed on several threads; the bytes never depend on how many.
public struct ShardWriter {
  /// How a set is written.
  public struct Options: Sendable, Equatable {
    /// The most bytes a shard has before compression, unless one row alone is larger.
    public var sizeLimit = 64 << 20
    /// zstd's level; nil stores the shards uncompressed.
    public var level: Int? = 2
    public var threads = 1
    /// The name of the column with the ids.
    public var tokensName = "input_ids"
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
  }

  private let directory: String
  private let options: Options

  /// - Precondition: The size limit is below 4 GiB, since offsets are 32-bit.
  public init(directory: String, options: Options = Options()) {
    precondition(options.sizeLimit >= 1 && options.sizeLimit < 1 << 32 - 1, "a shard is smaller than 4 GiB")
    self.directory = directory
    self.options = options
  }

  /// Writes all sequences that the closure gives, until it gives nil.
  ///
  /// - Throws: ``IOFailure``: `cannotCreate` when the directory holds something else; and what the closure throws. Nothing is
  ///   committed then.
  public func write(_ header: TokenStreamHeader, next: @escaping () throws -> TokenSequence?) throws -> Summary {
    var target = directory
    while target.count > 1, target.hasSuffix("/") { target.removeLast() }
    if let part = header.part {
      let digits = String(part.index)
      target += "/part-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
    try prepare(target)
    let compression = options.level.map { (1...22).contains($0) ? "zstd:\($0)" : "zstd" }
    let configuration = ShardColumns(header: header, tokensName: options.tokensName)
      .configuration(compression: compression, sizeLimit: options.sizeLimit)
    let builder = ShardBuilder(
      header: header, options: options, configuration: configuration, next: next)
    let level = options.level
    let resumes = options.resumes
    let path = target
    let pool = OrderedWorkerPool<ZstdCompressor, RawShard, (ShardEntry, Bool)>(
      threads: options.threads, ahead: max(2, options.threads), makeState: { ZstdCompressor() }, produce: { try builder.nextShard() },
      transform: { compressor, shard in
        try StoredShard(shard, level: level, compressor: compressor).store(in: path, resumes: resumes)
      })
    var summary = Summary(directory: target)
    var entries: [ShardEntry] = []
    while let (entry, kept) = try pool.next() {
      entries.append(entry)
      summary.shards += 1
      summary.samples += entry.samples
      summary.tokens += entry.tokens
      summary.storedBytes += entry.stored.bytes
      summary.rawBytes += entry.raw.bytes
      summary.keptShards += kept ? 1 : 0
    }
    summary.emptyRows = builder.emptyRows
    let manifest = ShardManifest(header: header, shards: entries, level: level ?? 0, sizeLimit: options.sizeLimit)
    summary.datasetID = manifest.datasetID
    let index = ShardIndex(
      header: header, shards: entries, datasetID: manifest.datasetID, tokensName: options.tokensName,
      sizeLimit: options.sizeLimit, compression: compression)
    for (name, bytes) in [(ShardManifest.fileName, manifest.file), (ShardIndex.fileName, index.json())] {
      let file = try AtomicFile(path: target + "/" + name)
      try file.write(bytes)
      try file.finish()
    }
    return summary
  }

  /// Makes the directory, or sees that it is empty or may be resumed.
  private func prepare(_ path: String) throws {
    for parent in [directory, path] where mkdir(parent, 0o777) != 0 && errno != EEXIST {
      throw IOFailure.cannotCreate(parent, Errno(rawValue: errno))
    }
    guard let stream = opendir(path) else { throw IOFailure.cannotCreate(path, Errno(rawValue: errno)) }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      if name.hasPrefix("."), name.hasSuffix(".part") {
        if options.resumes { unlink(path + "/" + name) }
        continue
      }
      if !options.resumes {
        throw IOFailure(.cannotCreate, "is not empty; --resume completes an interrupted run, else name another directory", path: path)
      }
    }
  }
}
