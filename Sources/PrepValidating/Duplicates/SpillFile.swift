import PrepBytes
import PrepRecords

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Fingerprints on the disk, in partitions that fit in memory one at a time. The file has no name, so nothing of it stays behind.
final class SpillFile {
  struct Record: Sendable {
    var low: UInt64
    var high: UInt64
    var place: UInt64
    var offset: UInt64

    /// What orders records of one fingerprint: file and line.
    var order: UInt64 { place & ~(1 << 47) }
  }

  static let partitions = 64
  private static let blockSize = 512

  private let descriptor: CInt
  private var blocks: [[Record]]
  /// For each partition the offsets of its full blocks.
  private var offsets: [[Int]]
  private var end = 0

  init() throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/prep-validate-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    if descriptor < 0 { throw IOFailure(.cannotCreate, "cannot be created for the search for duplicates", path: folder) }
    unlink(template)
    blocks = Array(repeating: [], count: Self.partitions)
    offsets = Array(repeating: [], count: Self.partitions)
  }

  deinit { close(descriptor) }

  func add(_ record: Record) throws {
    let partition = Int(record.high >> 58)
    blocks[partition].append(record)
    if blocks[partition].count == Self.blockSize { try flush(partition) }
  }

  private func flush(_ partition: Int) throws {
    try blocks[partition].withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let step = pwrite(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(end + written))
        if step < 0, errno == EINTR { continue }
        if step <= 0 { throw IOFailure(.failed, "cannot be written", path: "the temporary file of the search for duplicates") }
        written += step
      }
    }
    offsets[partition].append(end)
    end += Self.blockSize * MemoryLayout<Record>.stride
    blocks[partition].removeAll(keepingCapacity: true)
  }

  /// All records of a partition.
  func records(of partition: Int) throws -> [Record] {
    let size = Self.blockSize * MemoryLayout<Record>.stride
    var records: [Record] = []
    records.reserveCapacity(offsets[partition].count * Self.blockSize + blocks[partition].count)
    for offset in offsets[partition] {
      let block = try [Record](unsafeUninitializedCapacity: Self.blockSize) { buffer, count in
        let bytes = UnsafeMutableRawBufferPointer(buffer)
        var read = 0
        while read < size {
          let step = pread(descriptor, bytes.baseAddress.map { $0 + read }, size - read, off_t(offset + read))
          if step < 0, errno == EINTR { continue }
          if step <= 0 { throw IOFailure(.failed, "cannot be read", path: "the temporary file of the search for duplicates") }
          read += step
        }
        count = Self.blockSize
      }
      records.append(contentsOf: block)
    }
    return records + blocks[partition]
  }
}
