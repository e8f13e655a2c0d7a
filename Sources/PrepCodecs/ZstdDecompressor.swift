import CZstd
import PrepBytes
import PrepSystem

/// Decompresses buffers of whole zstd frames. For one thread at a time.
package final class ZstdDecompressor {
  private let context: OpaquePointer

  package init() {
    guard let context = ZSTD_createDCtx() else { ResourceExhaustion.happened(.memory) }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  /// The bytes of all the frames in the buffer.
  ///
  /// - Parameters:
  ///   - limit: The largest size accepted, so that a small hostile frame cannot ask for all memory.
  ///   - name: What to call the input in a failure.
  /// - Throws: ``IOFailure`` with code `damaged`.
  package func decompress(_ bytes: UnsafeRawBufferPointer, limit: Int = .max, name: String) throws -> [UInt8] {
    var result: [UInt8] = []
    // The size a frame announces is a hint; what it really holds decides.
    let announced = ZSTD_getFrameContentSize(bytes.baseAddress, bytes.count)
    if announced <= UInt64(min(limit, 1 << 28)) { result.reserveCapacity(Int(announced)) }
    ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    let step = min(max(1 << 17, Int(clamping: announced > UInt64(1 << 28) ? 0 : announced)), 1 << 22)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: step, alignment: 64)
    defer { room.deallocate() }
    var insideFrame = false
    while input.pos < input.size || insideFrame {
      var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
      let before = input.pos
      let status = ZSTD_decompressStream(context, &output, &input)
      guard ZSTD_isError(status) == 0 else {
        throw IOFailure.damaged(name, "the zstd frame is damaged: \(String(cString: ZSTD_getErrorName(status)))")
      }
      insideFrame = status != 0
      if output.pos == 0, input.pos == before, insideFrame {
        throw IOFailure.damaged(name, "the zstd frame is cut short")
      }
      guard output.pos <= limit - result.count else {
        throw IOFailure.damaged(name, "the zstd frame holds more than \(limit) bytes")
      }
      result.append(contentsOf: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<output.pos]))
    }
    return result
  }
}
