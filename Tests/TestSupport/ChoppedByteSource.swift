import PrepBytes

/// Bytes in memory that are handed out in pieces of given sizes, over and over, as a slow pipe would.
public final class ChoppedByteSource: ByteSource {
  public let name: String
  private let bytes: [UInt8]
  private let sizes: [Int]
  private var position = 0
  private var turn = 0

  /// - Parameter sizes: The sizes of the pieces, used in turn; each at least 1.
  public init(_ bytes: [UInt8], sizes: [Int], name: String = "<chopped>") {
    precondition(!sizes.isEmpty && sizes.allSatisfy { $0 > 0 }, "pieces need a size")
    self.bytes = bytes
    self.sizes = sizes
    self.name = name
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(buffer.count, bytes.count - position, sizes[turn % sizes.count])
    turn += 1
    bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
    position += count
    return count
  }
}
