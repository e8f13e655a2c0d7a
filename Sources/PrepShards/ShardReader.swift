import PrepBytes
import PrepCodecs
import PrepDigests
import PrepTokens

/// Reads a shard set, in order or at random. What is read is checked first: a shard as a whole against the index, or,
/// when the set is seekable, the frames that a row needs by their checksums.
public final class ShardReader {
  /// The index of the set.
  public let index: ShardIndex
  private let directory: String
  /// Of shards that do not say where segments stand in their documents, and of those that do.
  private let decoders: (whole: SampleDecoder, parts: SampleDecoder)
  /// The first row of each shard, and the number of rows at the end.
  private let firstRows: [Int]
  private var loaded: (shard: Int, contents: any ShardContents)?

  /// - Throws: ``IOFailure``: `cannotRead` when there is no index, `damaged` when it is damaged.
  public init(directory: String) throws {
    self.directory = directory
    index = try ShardIndex(directory: directory)
    decoders = (
      SampleDecoder(header: index.header, layout: index.layout),
      SampleDecoder(header: index.header, layout: index.layout, saysParts: true)
    )
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
    precondition(number >= 0 && number < count, "the MDS dataset has no such row")
    var low = 0
    var high = index.shards.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstRows[middle] <= number { low = middle } else { high = middle }
    }
    // Shards without a row share their first row with the next.
    while firstRows[low + 1] <= number { low += 1 }
    return try sequence(number - firstRows[low], in: contents(low), shard: low)
  }

  func sequence(_ sample: Int, in contents: any ShardContents, shard: Int) throws -> TokenSequence {
    let entry = index.shards[shard]
    let row = firstRows[shard] + sample
    let head = 4 + 4 * (entry.samples + 1)
    let decoder = entry.saysParts ? decoders.parts : decoders.whole
    func damaged() -> IOFailure {
      IOFailure(.damaged, "row \(sample) contradicts itself", path: directory + "/" + entry.stored.name)
    }
    guard entry.raw.bytes >= head else { throw damaged() }
    // SAFETY: `withBytes` gives as many bytes as were asked for, or throws.
    let count = try contents.withBytes(0..<4) { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) }
    let ends = try contents.withBytes(4 + 4 * sample..<12 + 4 * sample) {
      (
        Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))),
        Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
      )
    }
    guard Int(count) == entry.samples, ends.0 >= head, ends.0 <= ends.1, ends.1 <= entry.raw.bytes,
      let sequence = try contents.withBytes(ends.0..<ends.1, { decoder.sequence($0, row: row) })
    else { throw damaged() }
    return sequence
  }

  private func contents(_ shard: Int) throws -> any ShardContents {
    if let loaded, loaded.shard == shard { return loaded.contents }
    loaded = nil
    let contents = try Self.open(index.shards[shard], frameSize: index.frameSize, in: directory)
    loaded = (shard, contents)
    return contents
  }

  private static func open(_ entry: ShardEntry, frameSize: Int?, in directory: String) throws -> any ShardContents {
    if let frameSize, entry.compressed != nil {
      return try SeekableShard(entry, frameSize: frameSize, directory: directory)
    }
    return try WholeShard(entry, directory: directory)
  }
}

/// The bytes of a shard, uncompressed and checked.
protocol ShardContents: AnyObject {
  /// Calls a closure with a range of the bytes, which lies within the size the index says.
  func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R
}

/// A shard that is read and checked as a whole.
final class WholeShard: ShardContents {
  fileprivate let bytes: [UInt8]

  init(_ entry: ShardEntry, directory: String) throws {
    let path = directory + "/" + entry.stored.name
    let stored = try FileByteSource(path: path).readAll()
    guard stored.count == entry.stored.bytes, SHA256Digest.hex(of: stored) == entry.stored.sha256 else {
      throw IOFailure(.damaged, "is not the file the index names: its size or checksum differs", path: path)
    }
    bytes =
      entry.compressed == nil
      ? stored
      : try stored.withUnsafeBytes { try ZstdDecompressor().decompress($0, limit: entry.raw.bytes, name: path) }
    guard bytes.count == entry.raw.bytes, CRC32C.of(bytes) == entry.rawChecksum else {
      throw IOFailure(.damaged, "its contents are not those the index names", path: path)
    }
  }

  func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
    try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}

extension ShardIndex {
  /// The bytes of a shard as trainers read them, without compression; size and checksums are those of the index.
  ///
  /// - Parameter directory: The folder that the index was read from.
  /// - Precondition: The set has such a shard.
  /// - Throws: ``IOFailure`` with code `damaged` or `cannotRead`.
  package func contents(ofShard ordinal: Int, in directory: String) throws -> [UInt8] {
    try WholeShard(shards[ordinal], directory: directory).bytes
  }
}
