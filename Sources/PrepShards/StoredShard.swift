import PrepBytes
import PrepCodecs
import PrepDigests

/// A shard as it lies on the disk: compressed, hashed and named.
struct StoredShard {
  let entry: ShardEntry
  private let bytes: [UInt8]

  init(_ shard: RawShard, level: Int?, frameSize: Int?, compressor: ZstdCompressor) throws {
    let ordinal = shard.ordinal
    let samples = shard.samples
    let tokens = shard.tokens
    let raw = shard.takeBytes()
    // Offsets are 32-bit: a shard of one row alone can be larger than every limit.
    guard raw.count < 1 << 32 else {
      throw IOFailure(.failed, "a row of \(raw.count) bytes is more than a shard can hold", path: Self.stem(ordinal))
    }
    let checksum = CRC32C.of(raw)
    let rawCount = raw.count
    if let level {
      bytes = try raw.withUnsafeBytes {
        if let frameSize { return try SeekableFrames.compress($0, frameSize: frameSize, level: Int32(level), compressor: compressor) }
        return try compressor.compress($0, level: Int32(level))
      }
      let hash = SHA256Digest.hex(of: bytes)
      let name = "\(Self.stem(ordinal)).\(hash.prefix(8)).mds"
      entry = ShardEntry(
        samples: samples, tokens: tokens, raw: ShardEntry.File(name: name, bytes: rawCount, sha256: nil), rawChecksum: checksum,
        compressed: ShardEntry.File(name: name + ".zstd", bytes: bytes.count, sha256: hash))
    } else {
      let hash = SHA256Digest.hex(of: raw)
      bytes = raw
      let name = "\(Self.stem(ordinal)).\(hash.prefix(8)).mds"
      entry = ShardEntry(
        samples: samples, tokens: tokens, raw: ShardEntry.File(name: name, bytes: rawCount, sha256: hash), rawChecksum: checksum,
        compressed: nil)
    }
  }

  /// The beginning of the name of the shard with a number.
  static func stem(_ ordinal: Int) -> String {
    let digits = String(ordinal)
    return "shard." + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Writes the file, unless an interrupted run has written it already.
  func store(in directory: String, resumes: Bool) throws -> (ShardEntry, Bool) {
    let path = directory + "/" + entry.stored.name
    if resumes, let there = try? FileByteSource(path: path).readAll(limit: entry.stored.bytes), there == bytes {
      return (entry, true)
    }
    let file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.finish()
    return (entry, false)
  }
}
