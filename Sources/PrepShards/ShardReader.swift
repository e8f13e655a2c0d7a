import PrepBytes
import PrepCodecs
import PrepDigests
import PrepTokens

/// Reads a shard set, in order or at random. Every shard is checked against the index when it is loaded.
public final class ShardReader {
  /// The index of the set.
  public let index: ShardIndex
  private let directory: String
  private let coding: SampleCoding
  /// The first row of each shard, and the number of rows at the end.
  private let firstRows: [Int]
  private var loaded: (shard: Int, bytes: [UInt8])?

  /// - Throws: ``IOFailure``: `cannotRead` when there is no index, `damaged` when it is damaged.
  public init(directory: String) throws {
    self.directory = directory
    index = try ShardIndex(directory: directory)
    coding = SampleCoding(header: index.header, tokensName: index.tokensName)
    var rows = [0]
    for shard in index.shards { rows.append((rows.last ?? 0) + shard.samples) }
    firstRows = rows
  }

  /// How many rows the set has.
  public var count: Int { firstRows.last ?? 0 }

  /// The row with a number from 0.
  ///
  /// - Precondition: The set has such a row.
  /// - Throws: ``IOFailure`` with code `damaged` or `cannotRead` when its shard is damaged or missing.
  public func row(_ number: Int) throws -> TokenSequence {
    precondition(number >= 0 && number < count, "the shard set has no such row")
    var low = 0
    var high = index.shards.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstRows[middle] <= number { low = middle } else { high = middle }
    }
    // Shards without a row share their first row with the next.
    while firstRows[low + 1] <= number { low += 1 }
    let bytes = try load(low)
    return try sequence(number - firstRows[low], in: bytes, shard: low)
  }

  private func sequence(_ sample: Int, in bytes: [UInt8], shard: Int) throws -> TokenSequence {
    let found: TokenSequence? = bytes.withUnsafeBytes { raw in
      func offset(_ index: Int) -> Int {
        Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 + 4 * index, as: UInt32.self)))
      }
      let samples = index.shards[shard].samples
      guard raw.count >= 8 + 4 * samples,
        Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))) == samples
      else { return nil }
      let start = offset(sample)
      let end = offset(sample + 1)
      guard start <= end, end <= raw.count else { return nil }
      return coding.sequence(UnsafeRawBufferPointer(rebasing: raw[start..<end]))
    }
    guard let found else {
      throw IOFailure(.damaged, "row \(sample) contradicts itself", path: directory + "/" + index.shards[shard].stored.name)
    }
    return found
  }

  /// The bytes of a shard, uncompressed and checked.
  private func load(_ shard: Int) throws -> [UInt8] {
    if let loaded, loaded.shard == shard { return loaded.bytes }
    let bytes = try Self.load(index.shards[shard], in: directory)
    loaded = (shard, bytes)
    return bytes
  }

  static func load(_ entry: ShardEntry, in directory: String) throws -> [UInt8] {
    let path = directory + "/" + entry.stored.name
    let stored = try FileByteSource(path: path).readAll()
    guard stored.count == entry.stored.bytes, SHA256Digest.hex(of: stored) == entry.stored.sha256 else {
      throw IOFailure(.damaged, "is not the file the index names: its size or checksum differs", path: path)
    }
    guard entry.compressed != nil else { return stored }
    let raw = try stored.withUnsafeBytes { try ZstdDecompressor().decompress($0, limit: entry.raw.bytes, name: path) }
    guard raw.count == entry.raw.bytes, SHA256Digest.hex(of: raw) == entry.raw.sha256 else {
      throw IOFailure(.damaged, "its contents are not those the index names", path: path)
    }
    return raw
  }
}
