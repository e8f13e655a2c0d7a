import PrepBytes
import PrepRecords
import PrepSystem

/// Fingerprints on the disk, in partitions that fit in memory one at a time. The file has no name, so nothing of it
/// stays behind.
final class SpillFile {
  struct Record: Sendable {
    var low: UInt64
    var high: UInt64
    var place: UInt64
    var offset: UInt64
    var answer: UInt64

    /// What orders records of one fingerprint: file and line.
    var order: UInt64 { place & ~(1 << 47) }
  }

  static let partitions = 64
  private static let blockSize = 512

  private let store: TemporaryStore
  private var blocks: [[Record]]
  /// For each partition the offsets of its full blocks.
  private var offsets: [[Int]]

  init() throws {
    store = try TemporaryStore()
    blocks = Array(repeating: [], count: Self.partitions)
    offsets = Array(repeating: [], count: Self.partitions)
  }

  func add(_ record: Record) throws {
    let partition = Int(record.high >> 58)
    blocks[partition].append(record)
    if blocks[partition].count == Self.blockSize { try flush(partition) }
  }

  private func flush(_ partition: Int) throws {
    offsets[partition].append(store.count)
    try blocks[partition].withUnsafeBytes { try store.write($0) }
    blocks[partition].removeAll(keepingCapacity: true)
  }

  /// All records of a partition.
  func records(of partition: Int) throws -> [Record] {
    let size = Self.blockSize * MemoryLayout<Record>.stride
    var records: [Record] = []
    records.reserveCapacity(offsets[partition].count * Self.blockSize + blocks[partition].count)
    for offset in offsets[partition] {
      let block = try [Record](unsafeUninitializedCapacity: Self.blockSize) { buffer, count in
        let read = try store.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        guard read == size else { throw IOFailure(.failed, "a temporary file is cut short", path: store.name) }
        count = Self.blockSize
      }
      records.append(contentsOf: block)
    }
    return records + blocks[partition]
  }
}
