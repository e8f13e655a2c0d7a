import CZstd
import PrepBytes
import PrepSystem

/// A zstd stream (RFC 8878), one or more frames, read decompressed; checksums are checked where frames have them.
package final class ZstdByteSource: ByteSource {
  package let name: String
  private let source: any ByteSource
  private let context: OpaquePointer
  private let storage: UnsafeMutableRawBufferPointer
  private var input: ZSTD_inBuffer
  private var insideFrame = false
  private var sourceEnded = false
  private var failed = false

  package init(_ source: any ByteSource, bufferSize: Int = 1 << 17) {
    self.source = source
    name = source.name
    guard let context = ZSTD_createDCtx() else { ResourceExhaustion.happened(.memory) }
    self.context = context
    storage = .allocate(byteCount: max(1, bufferSize), alignment: 64)
    input = ZSTD_inBuffer(src: storage.baseAddress, size: 0, pos: 0)
  }

  deinit {
    ZSTD_freeDCtx(context)
    storage.deallocate()
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if failed { return 0 }
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while output.pos == 0 {
      if input.pos == input.size, !sourceEnded {
        input.size = try source.read(into: storage)
        input.pos = 0
        sourceEnded = input.size == 0
      }
      if sourceEnded, !insideFrame { return 0 }
      let hadInput = input.pos < input.size
      let status = ZSTD_decompressStream(context, &output, &input)
      guard ZSTD_isError(status) == 0 else {
        failed = true
        throw IOFailure.damaged(name, "the zstd stream is damaged: \(String(cString: ZSTD_getErrorName(status)))")
      }
      insideFrame = status != 0
      if !hadInput, output.pos == 0, insideFrame {
        failed = true
        throw IOFailure.damaged(name, "the zstd stream is cut short")
      }
    }
    return output.pos
  }
}
