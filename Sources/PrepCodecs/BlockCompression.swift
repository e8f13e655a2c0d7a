import CBrotli
import CZlib
import CZstd

/// The compressions of blocks whose size is known before they are decompressed. For one thread at a time.
package final class BlockDecompressor {
  /// A compression.
  package enum Method: Sendable, Hashable {
    case none, snappy, gzip, zstd, brotli
    /// A block of LZ4 alone.
    case lz4Raw
    /// Blocks of LZ4 behind their sizes, as Hadoop writes them, or a block alone.
    case lz4Hadoop
    /// Frames of LZ4.
    case lz4Frame

    /// How many bytes can come out of so many, by the format: what claims more is false, and no memory is taken for it.
    func largestSize(of count: Int) -> Int {
      switch self {
      case .none: count
      case .snappy: count * 22 + 64
      case .gzip: count * 1040 + 64
      case .lz4Raw, .lz4Hadoop, .lz4Frame: count * 256 + 64
      // A block of 128 KiB takes four bytes where it is one byte repeated.
      // A command copies up to 16 MiB, and takes some four bytes.
      case .brotli: count > 1 << 40 ? count : count << 22
      case .zstd: count > 1 << 40 ? count : count * 43_700 + 64
      }
    }
  }

  private var zstd: OpaquePointer?

  package init() {}

  deinit { if let zstd { ZSTD_freeDCtx(zstd) } }

  /// Whether so many bytes can hold so many more: to be asked before memory is taken for them.
  package static func canHold(_ method: Method, stored: Int, size: Int) -> Bool {
    size <= method.largestSize(of: stored)
  }

  /// Fills the target with what the source holds; gives false where it is damaged or holds another number of bytes.
  package func decompress(
    _ source: UnsafeRawBufferPointer, _ method: Method, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    switch method {
    case .none:
      guard source.count == target.count else { return false }
      target.copyMemory(from: source)
      return true
    case .snappy: return SnappyBlock.decompress(source, into: target)
    case .lz4Raw: return LZ4Block.decompress(source, into: target) == target.count
    case .lz4Frame: return LZ4Frame.decompress(source, into: target)
    case .lz4Hadoop: return Self.decompressHadoop(source, into: target)
    case .gzip: return Self.decompressGzip(source, into: target)
    case .brotli: return Self.decompressBrotli(source, into: target)
    case .zstd: return decompressZstd(source, into: target)
    }
  }

  private func decompressZstd(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
    guard let context = zstd ?? ZSTD_createDCtx() else { return false }
    zstd = context
    return withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { none in
      let count = ZSTD_decompressDCtx(
        context, target.baseAddress ?? none.baseAddress, target.count,
        source.baseAddress ?? UnsafeRawPointer(none.baseAddress),
        source.count)
      return ZSTD_isError(count) == 0 && count == target.count
    }
  }

  private static func decompressBrotli(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer)
    -> Bool
  {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { none in
      var count = target.count
      // SAFETY: Brotli reads and writes no further than the counts beside the pointers say.
      let result = BrotliDecoderDecompress(
        source.count, source.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? UnsafePointer(none.baseAddress),
        &count,
        target.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none.baseAddress)
      return result == BROTLI_DECODER_RESULT_SUCCESS && count == target.count
    }
  }

  /// Members of gzip, one after the other.
  private static func decompressGzip(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer)
    -> Bool
  {
    guard source.count <= Int(UInt32.max), target.count <= Int(UInt32.max) else { return false }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { none in
      var stream = z_stream()
      // 15: the largest window; 32: gzip or zlib framing, by the first bytes.
      guard inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
        return false
      }
      defer { inflateEnd(&stream) }
      // SAFETY: zlib reads and writes no further than the counts beside the pointers say.
      // zlib does not write to what it reads, though its type says so.
      stream.next_in =
        UnsafeMutableRawPointer(mutating: source.baseAddress)?.assumingMemoryBound(to: UInt8.self) ?? none.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none.baseAddress
      stream.avail_out = UInt32(target.count)
      while true {
        guard inflate(&stream, Z_FINISH) == Z_STREAM_END else { return false }
        if stream.avail_in == 0 { return stream.avail_out == 0 }
        guard inflateReset(&stream) == Z_OK else { return false }
      }
    }
  }

  /// Frames of Hadoop's block compressor: the size of the text, then blocks behind their sizes, until the text is
  /// whole; both sizes 4 bytes, the highest first (parquet-format, Compression.md, on LZ4).
  private static func decompressHadoop(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer)
    -> Bool
  {
    var input = 0
    var output = 0
    func size() -> Int? {
      // SAFETY: four bytes are left.
      guard source.count - input >= 4 else { return nil }
      defer { input += 4 }
      return Int(UInt32(bigEndian: source.loadUnaligned(fromByteOffset: input, as: UInt32.self)))
    }
    while input < source.count {
      guard let whole = size(), whole <= target.count - output else { break }
      let end = output + whole
      while output < end {
        guard let stored = size(), stored > 0, stored <= source.count - input else { break }
        let block = UnsafeRawBufferPointer(rebasing: source[input..<input + stored])
        guard
          let written = LZ4Block.decompress(block, into: UnsafeMutableRawBufferPointer(rebasing: target[output..<end])),
          written > 0
        else { break }
        input += stored
        output += written
      }
      if output < end { break }
    }
    if input == source.count, output == target.count { return true }
    return LZ4Block.decompress(source, into: target) == target.count
  }
}
