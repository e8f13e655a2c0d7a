import PrepBytes
import PrepCodecs
import PrepDigests

/// A shard as it lies on the disk. It is valid as long as the workspace of its shard is not used anew; where it is compressed, the memory of
/// the samples is no longer needed.
struct StoredShard {
  private let shard: RawShard
  private let rawChecksum: UInt32
  private let isCompressed: Bool
  /// The bytes of the file: before, in and behind the workspace.
  private let start: [UInt8]
  private let middle: UnsafeRawBufferPointer
  private let end: [UInt8]

  /// - Precondition: A shard in one frame has been compressed up to its end.
  init(_ shard: RawShard, level: Int?, frameSize: Int?) throws {
    let rawCount = shard.head.count + shard.count
    // Offsets are 32-bit: a shard of one row alone can be larger than every limit.
    guard rawCount < 1 << 32 else {
      throw IOFailure(.failed, "a row of \(rawCount) bytes is more than a shard can hold", path: Self.stem(shard.ordinal))
    }
    var checksum = CRC32C()
    shard.head.withUnsafeBytes { checksum.update($0) }
    checksum.update(shard.body)
    self.shard = shard
    rawChecksum = checksum.value
    isCompressed = level != nil
    switch (level, frameSize) {
    case (nil, _): (start, middle, end) = (shard.head, shard.body, [])
    case (_?, nil): (start, middle, end) = try shard.workspace.frame.finish(head: shard.head, body: shard.body)
    case (let level?, let frameSize?):
      let frames = try (shard.head + shard.body).withUnsafeBytes {
        try SeekableFrames.compress($0, frameSize: frameSize, level: Int32(level), compressor: shard.workspace.compressor)
      }
      (start, middle, end) = (frames, UnsafeRawBufferPointer(start: nil, count: 0), [])
    }
  }

  /// What the index says about it, with its hash.
  func entry() -> ShardEntry {
    var digest = SHA256Digest()
    digest.update(start)
    digest.update(middle)
    digest.update(end)
    return ShardEntry(
      ordinal: shard.ordinal, samples: shard.samples, tokens: shard.tokens, rawBytes: shard.head.count + shard.count,
      rawChecksum: rawChecksum, storedBytes: start.count + middle.count + end.count, sha256: digest.finalizeHex(),
      isCompressed: isCompressed)
  }

  /// The beginning of the name of the shard with a number.
  static func stem(_ ordinal: Int) -> String {
    let digits = String(ordinal)
    return "shard." + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Writes the file, unless an interrupted run has written it already; says whether it had.
  func store(_ entry: ShardEntry, in directory: String, resumes: Bool) throws -> Bool {
    if resumes, (try? Self.isWhole(entry, in: directory)) == true { return true }
    let file = try AtomicFile(path: directory + "/" + entry.stored.name)
    try file.write(start)
    try file.write(middle)
    try file.write(end)
    try file.finish()
    return false
  }

  /// Whether the file of a shard is there with the bytes that the entry says.
  ///
  /// - Throws: ``IOFailure`` when it cannot be read.
  static func isWhole(_ entry: ShardEntry, in directory: String) throws -> Bool {
    let there = try FileByteSource(path: directory + "/" + entry.stored.name).readAll(limit: entry.stored.bytes)
    return there.count == entry.stored.bytes && SHA256Digest.hex(of: there) == entry.stored.sha256
  }
}
