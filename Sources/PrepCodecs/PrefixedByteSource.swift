import PrepBytes

/// Some bytes that were read ahead, followed by the rest of their source.
///
/// The bytes are those that were read: where the source is a file, it is the file of both.
package final class PrefixedByteSource: ByteSource {
  package let name: String
  private let prefix: [UInt8]
  private let rest: any ByteSource
  private var position = 0

  package init(prefix: [UInt8], rest: any ByteSource) {
    self.prefix = prefix
    self.rest = rest
    name = rest.name
  }

  package var wholeFile: SeekableFile? { rest.wholeFile }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard position < prefix.count else { return try rest.read(into: buffer) }
    let count = min(buffer.count, prefix.count - position)
    prefix.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
    }
    position += count
    return count
  }
}
