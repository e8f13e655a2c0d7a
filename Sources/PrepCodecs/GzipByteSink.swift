import CZlib
import PrepBytes
import PrepSystem

/// Compresses what is written into one member of a gzip stream (RFC 1952), without a name or a time, and hands it to
/// another sink.
package final class GzipByteSink: ByteSink {
  package let name: String
  private let sink: any ByteSink
  private let stream: UnsafeMutablePointer<z_stream>
  private let room: UnsafeMutableRawBufferPointer

  /// - Parameter level: zlib's level, 1 … 9.
  package init(_ sink: any ByteSink, level: CInt = 6) {
    self.sink = sink
    name = sink.name
    room = .allocate(byteCount: 1 << 17, alignment: 64)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15: the largest window; 16: gzip framing; 8: the usual memory.
    let status = deflateInit2_(
      stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { ResourceExhaustion.happened(.memory) }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    room.deallocate()
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      // zlib counts in 32 bits.
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      try push(piece, Z_NO_FLUSH)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
    }
  }

  /// Ends the member and finishes the sink below.
  package func finish() throws {
    try push(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH)
    try sink.finish()
  }

  private func push(_ bytes: UnsafeRawBufferPointer, _ flush: CInt) throws {
    // SAFETY: zlib only reads the bytes, as many as `avail_in` says, and they outlive the call.
    stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    while true {
      // SAFETY: zlib writes no further than `avail_out` says, which is the size of the room.
      stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room.count)
      let status = deflate(stream, flush)
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        throw IOFailure(.failed, "zlib cannot compress (status \(status))", path: name)
      }
      let count = room.count - Int(stream.pointee.avail_out)
      if count > 0 { try sink.write(UnsafeRawBufferPointer(rebasing: room[..<count])) }
      if flush == Z_FINISH ? status == Z_STREAM_END : stream.pointee.avail_in == 0 && stream.pointee.avail_out > 0 {
        return
      }
    }
  }
}
