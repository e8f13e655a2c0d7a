import PrepBytes
import PrepTokens

/// A run that another one can go on with after it was interrupted.
package struct ResumableRun {
  /// What the run does, all of it that its bytes depend on; another run goes on only with the same job.
  package var job: String
  package var save: (inout StageState) throws -> Void
  package var restore: (StageState) throws -> Void

  package init(
    job: String, save: @escaping (inout StageState) throws -> Void, restore: @escaping (StageState) throws -> Void
  ) {
    self.job = job
    self.save = save
    self.restore = restore
  }
}

/// What a run leaves beside its shards while it is under way: the shards that are stored, and where the run stood
/// behind the last of them.
///
/// The file is replaced as a whole and carries a checksum. It is not written through to the disk: where it is lost or
/// damaged, a run begins again and keeps the shards that turn out the same.
struct ShardJournal {
  static let fileName = "prep.journal"
  /// What a journal begins with; the version is a byte behind it.
  private static let magic = Array("PREPJRN".utf8)
  /// The version of the form, and of the states in it. The first one was the digit 1.
  private static let version = UInt8(ascii: "0") + UInt8(StageState.version)

  /// The job of the run.
  let job: String
  /// The index of the set as it would be without a shard.
  let empty: ShardIndex
  let shards: [ShardEntry]
  let state: StageState

  init(job: String, empty: ShardIndex, shards: [ShardEntry], state: StageState) {
    self.job = job
    self.empty = empty
    self.shards = shards
    self.state = state
  }

  /// Replaces the journal of a directory.
  func write(to directory: String) throws {
    var bytes = Self.magic + [Self.version]
    for part in [Array(job.utf8), empty.json] {
      bytes.append(littleEndian: UInt64(part.count))
      bytes.append(contentsOf: part)
    }
    bytes.append(littleEndian: UInt64(shards.count))
    for shard in shards {
      let parts = shard.saysParts ? 1 : 0
      for number in [shard.samples, shard.tokens, shard.raw.bytes, Int(shard.rawChecksum), shard.stored.bytes, parts] {
        bytes.append(littleEndian: UInt64(number))
      }
      bytes.append(contentsOf: Array((shard.stored.sha256 ?? "").utf8))
    }
    state.append(to: &bytes, header: empty.header)
    bytes.append(littleEndian: CRC32C.of(bytes))
    let file = try AtomicFile(path: directory + "/" + Self.fileName)
    try file.write(bytes)
    try file.finish(isDurable: false)
  }

  /// The journal of a directory; nil when there is none that is whole and of the same job.
  ///
  /// - Parameter empty: The index of the set that is to be written, without a shard.
  /// - Throws: ``IOFailure`` with code `damaged` for a journal that another version of prep wrote.
  init?(directory: String, job: String, empty: ShardIndex) throws {
    let path = directory + "/" + Self.fileName
    guard let bytes = try? FileByteSource(path: path).readAll() else { return nil }
    if bytes.count > Self.magic.count, bytes.starts(with: Self.magic), bytes[Self.magic.count] != Self.version {
      throw IOFailure(
        .damaged,
        "was left by another version of prep, and this one cannot go on from it: finish the run with that version, "
          + "or remove this file to begin again and keep the shards that turn out the same", path: path)
    }
    guard let (shards, state) = bytes.withUnsafeBytes({ Self.parse($0, job, empty) }) else { return nil }
    self.init(job: job, empty: empty, shards: shards, state: state)
  }

  private static func parse(_ bytes: UnsafeRawBufferPointer, _ job: String, _ empty: ShardIndex) -> (
    [ShardEntry], StageState
  )? {
    guard bytes.count >= magic.count + 5, bytes.starts(with: magic + [version]) else { return nil }
    let end = bytes.count - 4
    // SAFETY: `end` is four bytes before the end.
    let sum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self))
    guard CRC32C.of(UnsafeRawBufferPointer(rebasing: bytes[..<end])) == sum else { return nil }
    var place = magic.count + 1
    func take(_ count: Int) -> UnsafeRawBufferPointer? {
      guard count >= 0, count <= end - place else { return nil }
      defer { place += count }
      return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }
    func number() -> Int? {
      // SAFETY: `take` gives eight bytes or none.
      take(8).flatMap { Int(exactly: UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))) }
    }
    for expected in [Array(job.utf8), empty.json] {
      guard let count = number(), let part = take(count), part.elementsEqual(expected) else { return nil }
    }
    guard let count = number(), count >= 0, count <= end - place else { return nil }
    var shards: [ShardEntry] = []
    for ordinal in 0..<count {
      guard let samples = number(), let tokens = number(), let raw = number(), let checksum = number(),
        let stored = number(), let parts = number(), let hash = take(64)
      else { return nil }
      shards.append(
        ShardEntry(
          ordinal: ordinal, samples: samples, tokens: tokens, rawBytes: raw,
          rawChecksum: UInt32(truncatingIfNeeded: checksum), storedBytes: stored,
          sha256: String(decoding: hash, as: UTF8.self),
          isCompressed: empty.level != nil, saysParts: parts != 0))
    }
    guard let state = StageState(UnsafeRawBufferPointer(rebasing: bytes[place..<end]), header: empty.header) else {
      return nil
    }
    return (shards, state)
  }
}
