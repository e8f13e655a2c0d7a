import PrepBytes
import PrepCodecs
import PrepDigests

/// A shard as it lies on the disk: compressed, hashed and named.
struct StoredShard {
  let entry: ShardEntry
  private let bytes: [UInt8]

  init(_ shard: RawShard, level: Int?, compressor: ZstdCompressor) throws {
    let rawHash = SHA256Digest.hex(of: shard.bytes)
    let digits = String(shard.ordinal)
    let stem = "shard." + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    if let level {
      bytes = try shard.bytes.withUnsafeBytes { try compressor.compress($0, level: Int32(level)) }
      let hash = SHA256Digest.hex(of: bytes)
      let name = "\(stem).\(hash.prefix(8)).mds"
      entry = ShardEntry(
        samples: shard.samples, tokens: shard.tokens,
        raw: ShardEntry.File(name: name, bytes: shard.bytes.count, sha256: rawHash),
        compressed: ShardEntry.File(name: name + ".zstd", bytes: bytes.count, sha256: hash))
    } else {
      bytes = shard.bytes
      let name = "\(stem).\(rawHash.prefix(8)).mds"
      entry = ShardEntry(
        samples: shard.samples, tokens: shard.tokens,
        raw: ShardEntry.File(name: name, bytes: bytes.count, sha256: rawHash), compressed: nil)
    }
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
