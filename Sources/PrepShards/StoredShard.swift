import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepDigests
import PrepSystem

/// A shard as it lies on the disk. It is valid as long as the workspace of its shard is not used anew; where it is
/// compressed, the memory of the samples is no longer needed.
struct StoredShard {
  /// After how many bytes the disk is told to begin with them.
  private static let step = 1 << 20

  private let shard: RawShard
  private let rawChecksum: UInt32
  private let isCompressed: Bool
  /// The bytes of the file: before, in and behind the workspace.
  private let start: [UInt8]
  private let middle: UnsafeRawBufferPointer
  private let end: [UInt8]

  /// - Parameter bodyChecksum: That of the samples.
  /// - Precondition: A shard in one frame has been compressed up to its end.
  init(_ shard: RawShard, bodyChecksum: CRC32C, level: Int?, frameSize: Int?) throws {
    let rawCount = shard.head.count + shard.count
    // Offsets are 32-bit: a shard of one row alone can be larger than every limit.
    guard rawCount < 1 << 32 else {
      throw IOFailure(
        .failed, "a row of \(Counted(rawCount, "byte")) is more than a shard can hold", path: Self.stem(shard.ordinal))
    }
    var checksum = CRC32C()
    shard.head.withUnsafeBytes { checksum.update($0) }
    checksum.append(bodyChecksum, count: shard.count)
    self.shard = shard
    rawChecksum = checksum.value
    isCompressed = level != nil
    switch (level, frameSize) {
    case (nil, _): (start, middle, end) = (shard.head, shard.body, [])
    case (_?, nil): (start, middle, end) = try shard.workspace.frame.finish(head: shard.head, body: shard.body)
    case (let level?, let frameSize?):
      let frames = try (shard.head + shard.body).withUnsafeBytes {
        try SeekableFrames.compress(
          $0, frameSize: frameSize, level: Int32(level), compressor: shard.workspace.compressor)
      }
      (start, middle, end) = (frames, UnsafeRawBufferPointer(start: nil, count: 0), [])
    }
  }

  /// What the index says about it, with its hash.
  private func entry() -> ShardEntry {
    var digest = SHA256Digest()
    digest.update(start)
    digest.update(middle)
    digest.update(end)
    return ShardEntry(
      ordinal: shard.ordinal, samples: shard.samples, tokens: shard.tokens, rawBytes: shard.head.count + shard.count,
      rawChecksum: rawChecksum, storedBytes: start.count + middle.count + end.count, sha256: digest.finalizeHex(),
      isCompressed: isCompressed, saysParts: shard.saysParts)
  }

  /// The beginning of the name of the shard with a number.
  static func stem(_ ordinal: Int) -> String {
    let digits = String(ordinal)
    return "shard." + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Writes the file, unless an interrupted run has written it already; says whether it had.
  ///
  /// - Parameter check: Called with what the index says about the shard before a run that resumes writes anything.
  func store(in directory: String, resumes: Bool, check: (ShardEntry) throws -> Void) throws -> (
    entry: ShardEntry, wasThere: Bool
  ) {
    var known: ShardEntry?
    if resumes {
      let entry = entry()
      try check(entry)
      if (try? Self.isWhole(entry, in: directory)) == true { return (entry, true) }
      known = entry
    }
    // The name is in the hash, which is taken while the disk is at work.
    let file = try AtomicFile(path: directory + "/" + Self.stem(shard.ordinal))
    try file.write(start)
    for place in stride(from: 0, to: middle.count, by: Self.step) {
      try file.write(UnsafeRawBufferPointer(rebasing: middle[place..<min(place + Self.step, middle.count)]))
      try file.beginWritingThrough()
    }
    try file.write(end)
    try file.beginWritingThrough()
    let entry = known ?? entry()
    file.name = directory + "/" + entry.stored.name
    try file.finish()
    return (entry, false)
  }

  /// Whether the file of a shard is there with the bytes that the entry says.
  ///
  /// - Throws: ``IOFailure`` when it cannot be read.
  static func isWhole(_ entry: ShardEntry, in directory: String) throws -> Bool {
    let there = try FileByteSource(path: directory + "/" + entry.stored.name).readAll(limit: entry.stored.bytes)
    return there.count == entry.stored.bytes && SHA256Digest.hex(of: there) == entry.stored.sha256
  }

  /// Sees that a shard of another directory has the bytes that its entry says, and gives it a name in a directory, by a
  /// link where the file system knows them, else as a copy; says whether that was so.
  ///
  /// - Throws: ``IOFailure`` when it cannot be read or copied.
  static func take(_ entry: ShardEntry, from source: String, to directory: String) throws -> Bool {
    if source == directory { return try isWhole(entry, in: directory) }
    let (old, new) = (source + "/" + entry.stored.name, directory + "/" + entry.stored.name)
    let bytes = try FileByteSource(path: old).readAll(limit: entry.stored.bytes)
    guard bytes.count == entry.stored.bytes, SHA256Digest.hex(of: bytes) == entry.stored.sha256 else { return false }
    do { try FileNames.link(old, to: new) } catch {
      let copy = try AtomicFile(path: new)
      try copy.write(bytes)
      try copy.finish()
    }
    return true
  }
}
