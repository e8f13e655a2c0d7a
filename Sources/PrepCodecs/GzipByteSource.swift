import CZlib
import PrepBytes
import PrepSystem

/// A gzip stream (RFC 1952), one or more members, read decompressed; every member's checksum and length are checked.
///
/// Zero bytes after the last member are padding and ignored, as gzip itself does; anything else there is damage.
package final class GzipByteSource: ByteSource {
  /// The version of the zlib that is linked in.
  package static var libraryVersion: String { String(cString: zlibVersion()) }

  package let name: String
  private let source: any ByteSource
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var state = State.betweenMembers(first: true)
  private var sourceEnded = false

  private enum State {
    case betweenMembers(first: Bool)
    case insideMember, ended
  }

  package init(_ source: any ByteSource, bufferSize: Int = 1 << 17) {
    self.source = source
    name = source.name
    input = .allocate(byteCount: max(1, bufferSize), alignment: 64)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15: the largest window; 16: gzip framing.
    let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { ResourceExhaustion.happened(.memory) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = min(buffer.count, Int(CInt.max))
    // SAFETY: zlib writes no further than `avail_out` says, which is at most the room of the buffer.
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    while true {
      switch state {
      case .ended: return 0
      case .betweenMembers(let first):
        guard try refill() else {
          state = .ended
          if first { throw IOFailure.damaged(name, "the gzip stream is empty") }
          continue
        }
        if !first, try skipPadding() { continue }
        inflateReset(stream)
        state = .insideMember
      case .insideMember:
        let hasInput = try refill()
        let status = inflate(stream, Z_NO_FLUSH)
        let produced = room - Int(stream.pointee.avail_out)
        switch status {
        case Z_STREAM_END: state = .betweenMembers(first: false)
        case Z_OK: break
        case Z_BUF_ERROR where !hasInput && produced == 0:
          state = .ended
          throw IOFailure.damaged(name, "the gzip stream is cut short")
        case Z_BUF_ERROR: break
        default:
          state = .ended
          throw IOFailure.damaged(name, "the gzip stream is damaged: \(reason(status))")
        }
        if produced > 0 { return produced }
      }
    }
  }

  /// Makes sure there is input, and returns false at the end of the source.
  private func refill() throws -> Bool {
    if stream.pointee.avail_in > 0 { return true }
    if sourceEnded { return false }
    let count = try source.read(into: input)
    if count == 0 {
      sourceEnded = true
      return false
    }
    // SAFETY: the source has written `count` bytes to the buffer, which stays where it is as long as this object.
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
    return true
  }

  /// Skips zero bytes after a member; returns true when all input at hand was padding.
  private func skipPadding() throws -> Bool {
    guard let first = stream.pointee.next_in, first.pointee == 0 else { return false }
    while stream.pointee.avail_in > 0, let next = stream.pointee.next_in {
      guard next.pointee == 0 else {
        state = .ended
        throw IOFailure.damaged(name, "there are bytes after the end of the gzip stream")
      }
      stream.pointee.next_in = next + 1
      stream.pointee.avail_in -= 1
    }
    return true
  }

  private func reason(_ status: CInt) -> String {
    if let message = stream.pointee.msg { return String(cString: message) }
    return status == Z_NEED_DICT ? "it needs a dictionary" : "zlib status \(status)"
  }
}
