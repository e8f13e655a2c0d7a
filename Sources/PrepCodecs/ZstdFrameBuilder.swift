import CKernels
import CZstd
import PrepBytes
import PrepSystem

/// Makes one zstd frame, with content size and checksum, of contents that are compressed while they still grow.
///
/// The contents are a head, which is known last, and a body. The body is compressed piece by piece where it lies; the
/// head goes before it into blocks that are not compressed. Such blocks leave what a decoder remembers as it was, so
/// the blocks of the body mean the same behind them. For one thread at a time.
package final class ZstdFrameBuilder {
  private static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
  /// What zstd puts before the blocks when neither sizes nor dictionaries are named: magic, descriptor, window.
  private static let plainHeaderSize = 6
  /// How much of the contents a block holds at most. The pieces that are appended, but for the last, had better be
  /// multiples of it.
  package static let largestBlock = 128 << 10

  /// The binary logarithm of the number of places that the fast levels remember.
  private static let fastTableLog: UInt32 = 15

  private let context: OpaquePointer
  private var output: UnsafeMutableRawBufferPointer
  private var count = 0
  private var windowLog = 0

  package init() {
    guard let context = ZSTD_createCCtx() else { ResourceExhaustion.happened(.memory) }
    self.context = context
    output = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  deinit {
    ZSTD_freeCCtx(context)
    output.deallocate()
  }

  /// Begins a frame.
  ///
  /// - Parameters:
  ///   - level: zstd's level, 1 … 22.
  ///   - sizeHint: About how large the body becomes.
  package func begin(level: Int32, sizeHint: Int) throws {
    var parameters = ZSTD_getParams(level, UInt64(max(sizeHint, 1)), 0)
    // The table of the fast levels stays in a core's cache then, beside what else runs there: a fifth faster and 1 %
    // larger on tokens.
    if parameters.cParams.strategy == ZSTD_fast {
      parameters.cParams.hashLog = min(parameters.cParams.hashLog, Self.fastTableLog)
    }
    parameters.fParams.contentSizeFlag = 0
    parameters.fParams.checksumFlag = 0
    parameters.fParams.noDictIDFlag = 1
    windowLog = Int(parameters.cParams.windowLog)
    count = 0
    makeRoom(for: min(sizeHint, 256 << 20) / 2)
    try check(ZSTD_compressBegin_advanced(context, nil, 0, parameters, .max))
  }

  /// Compresses the next bytes of the body, which lie right behind those before and stay where they are until the frame
  /// is done.
  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    if bytes.isEmpty { return }
    makeRoom(for: bytes.count)
    count += try check(
      ZSTD_compressContinue(context, output.baseAddress! + count, output.count - count, bytes.baseAddress, bytes.count))
  }

  /// Ends the frame.
  ///
  /// - Parameter body: All bytes that were appended.
  /// - Returns: The frame in three pieces; the second is valid until the next frame begins.
  package func finish(head: [UInt8], body: UnsafeRawBufferPointer) throws -> (
    start: [UInt8], blocks: UnsafeRawBufferPointer, end: [UInt8]
  ) {
    makeRoom(for: 0)
    count += try check(ZSTD_compressEnd(context, output.baseAddress! + count, output.count - count, nil, 0))
    guard count > Self.plainHeaderSize, ZSTD_frameHeaderSize(output.baseAddress, count) == Self.plainHeaderSize,
      head.count + body.count < 1 << 32
    else { throw IOFailure(.failed, "zstd began a frame in an unknown way", path: "zstd") }
    var start = Self.magic
    // A content size of four bytes, a window, a checksum.
    start.append(0b1000_0100)
    start.append(output[5])
    append(UInt32(head.count + body.count), to: &start)
    let size = min(Self.largestBlock, 1 << windowLog)
    for place in stride(from: 0, to: head.count, by: size) {
      let block = head[place..<min(place + size, head.count)]
      // Not the last, not compressed, and its size.
      start.append(contentsOf: withUnsafeBytes(of: UInt32(block.count << 3).littleEndian) { Array($0.prefix(3)) })
      start.append(contentsOf: block)
    }
    var hash = prep_xxh64()
    prep_xxh64_init(&hash)
    head.withUnsafeBytes { prep_xxh64_update(&hash, $0.baseAddress, $0.count) }
    prep_xxh64_update(&hash, body.baseAddress, body.count)
    var end: [UInt8] = []
    append(UInt32(truncatingIfNeeded: prep_xxh64_value(&hash)), to: &end)
    return (start, UnsafeRawBufferPointer(rebasing: output[Self.plainHeaderSize..<count]), end)
  }

  private func makeRoom(for bytes: Int) {
    let needed = count + ZSTD_compressBound(bytes) + 64
    if needed <= output.count { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(needed, output.count + output.count / 2), alignment: 64)
    LargePages.request(larger.baseAddress, count: larger.count)
    if count > 0 { larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: output[..<count])) }
    output.deallocate()
    output = larger
  }

  private func append(_ value: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  @discardableResult
  private func check(_ status: Int) throws -> Int {
    guard ZSTD_isError(status) == 0 else {
      throw IOFailure(.failed, "zstd cannot compress: \(String(cString: ZSTD_getErrorName(status)))", path: "zstd")
    }
    return status
  }
}
