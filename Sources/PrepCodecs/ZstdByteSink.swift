import CZstd
import PrepBytes
import PrepSystem

/// Compresses what is written into one zstd frame with a checksum and hands it to another sink.
package final class ZstdByteSink: ByteSink {
  package let name: String
  private let sink: any ByteSink
  private let context: OpaquePointer
  private let room: UnsafeMutableRawBufferPointer

  /// - Parameter level: zstd's level, usually 1 … 19.
  package init(_ sink: any ByteSink, level: Int32) {
    self.sink = sink
    name = sink.name
    guard let context = ZSTD_createCCtx() else { ResourceExhaustion.happened(.memory) }
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    room = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 64)
  }

  deinit {
    ZSTD_freeCCtx(context)
    room.deallocate()
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws { try push(bytes, ZSTD_e_continue) }

  /// Ends the frame and finishes the sink below.
  package func finish() throws {
    try push(UnsafeRawBufferPointer(start: nil, count: 0), ZSTD_e_end)
    try sink.finish()
  }

  private func push(_ bytes: UnsafeRawBufferPointer, _ directive: ZSTD_EndDirective) throws {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while true {
      var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
      let remaining = ZSTD_compressStream2(context, &output, &input, directive)
      guard ZSTD_isError(remaining) == 0 else {
        throw IOFailure(.failed, "zstd cannot compress: \(String(cString: ZSTD_getErrorName(remaining)))", path: name)
      }
      if output.pos > 0 { try sink.write(UnsafeRawBufferPointer(rebasing: room[..<output.pos])) }
      if directive == ZSTD_e_end ? remaining == 0 : input.pos == input.size { return }
    }
  }
}
