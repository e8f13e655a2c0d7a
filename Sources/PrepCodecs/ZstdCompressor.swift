import CZstd
import PrepBytes
import PrepSystem

/// Compresses one buffer after the other into zstd frames with content size and checksum. For one thread at a time.
package final class ZstdCompressor {
  private let context: OpaquePointer

  /// The version of the zstd that is linked in.
  package static var libraryVersion: String { String(cString: ZSTD_versionString()) }

  package init() {
    guard let context = ZSTD_createCCtx() else { ResourceExhaustion.happened(.memory) }
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// One frame that holds the bytes; the same bytes and level always give the same frame.
  ///
  /// - Parameter level: zstd's level, usually 1 … 19.
  /// - Throws: ``IOFailure`` with code `failed` when zstd gives up, which only lack of memory explains.
  package func compress(_ bytes: UnsafeRawBufferPointer, level: Int32) throws -> [UInt8] {
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    let bound = ZSTD_compressBound(bytes.count)
    var status = 0
    let frame = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      LargePages.request(buffer.baseAddress, count: bound / 2)
      status = ZSTD_compress2(context, buffer.baseAddress, bound, bytes.baseAddress, bytes.count)
      count = ZSTD_isError(status) == 0 ? status : 0
    }
    guard ZSTD_isError(status) == 0 else {
      throw IOFailure(.failed, "zstd cannot compress: \(String(cString: ZSTD_getErrorName(status)))", path: "zstd")
    }
    return frame
  }
}
