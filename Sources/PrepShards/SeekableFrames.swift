import PrepBytes
import PrepCodecs

/// A shard in several zstd frames with a table of them at its end (zstd's seekable format): any range of it can be read
/// without the rest, and every zstd decoder that takes more than one frame reads the whole.
enum SeekableFrames {
  private static let tableMagic: UInt32 = 0x184D_2A5E
  private static let footerMagic: UInt32 = 0x8F92_EAB1
  private static let footerSize = 9
  /// The flag of the footer that says that each entry has a checksum.
  private static let checksumFlag: UInt8 = 0x80

  /// One frame: its bytes as stored and uncompressed, from the start of the file and of the shard.
  struct Frame: Equatable {
    var stored: Range<Int>
    var raw: Range<Int>
  }

  static func compress(
    _ bytes: UnsafeRawBufferPointer, frameSize: Int, level: Int32, compressor: ZstdCompressor
  ) throws -> [UInt8] {
    var result: [UInt8] = []
    var table: [UInt8] = []
    var count: UInt32 = 0
    for start in stride(from: 0, to: bytes.count, by: frameSize) {
      let raw = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + frameSize, bytes.count)])
      let frame = try compressor.compress(raw, level: level)
      append(UInt32(frame.count), to: &table)
      append(UInt32(raw.count), to: &table)
      // A frame ends with the low 32 bits of the XXH64 of its contents, which is what the table wants too.
      table.append(contentsOf: frame.suffix(4))
      result.append(contentsOf: frame)
      count += 1
    }
    append(tableMagic, to: &result)
    append(UInt32(table.count + footerSize), to: &result)
    result.append(contentsOf: table)
    append(count, to: &result)
    result.append(checksumFlag)
    append(footerMagic, to: &result)
    return result
  }

  /// The size of the table of so many frames, its own frame's header included.
  static func tableSize(frames: Int) -> Int { 8 + frames * 12 + footerSize }

  /// The frames that the bytes at the end of a file describe; nil when the table contradicts itself or the sizes.
  static func frames(table: [UInt8], fileSize: Int, rawSize: Int, frameSize: Int) -> [Frame]? {
    let count = (rawSize + frameSize - 1) / frameSize
    guard table.count == tableSize(frames: count) else { return nil }
    // SAFETY: the table was read whole, and offsets are those of its entries.
    func word(_ offset: Int) -> UInt32 {
      table.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    }
    let footer = table.count - footerSize
    guard word(0) == tableMagic, word(4) == UInt32(table.count - 8), word(footer) == UInt32(count),
      table[footer + 4] == checksumFlag,
      word(footer + 5) == footerMagic
    else { return nil }
    var frames: [Frame] = []
    var stored = 0
    var raw = 0
    for index in 0..<count {
      let storedSize = Int(word(8 + 12 * index))
      let size = Int(word(12 + 12 * index))
      guard size == min(frameSize, rawSize - raw) else { return nil }
      frames.append(Frame(stored: stored..<stored + storedSize, raw: raw..<raw + size))
      stored += storedSize
      raw += size
    }
    return stored + table.count == fileSize && raw == rawSize ? frames : nil
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
