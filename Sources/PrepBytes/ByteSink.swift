import PrepSystem

/// Something bytes are written to, in order.
public protocol ByteSink: AnyObject {
  /// The name for messages: a path, or `<stdout>`.
  var name: String { get }

  /// Takes all the bytes, or throws.
  ///
  /// - Throws: ``IOFailure``; `brokenPipe` when the reader has gone.
  func write(_ bytes: UnsafeRawBufferPointer) throws

  /// Hands on what is buffered and makes the output final. Must be called once, at the end; a sink that is released
  /// without it leaves nothing under a final name.
  func finish() throws
}

extension ByteSink {
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  public func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
  }
}

/// Bytes collected in memory.
public final class MemoryByteSink: ByteSink {
  public let name: String
  public private(set) var bytes: [UInt8] = []

  public init(name: String = "<memory>") { self.name = name }

  public func write(_ bytes: UnsafeRawBufferPointer) throws { self.bytes.append(contentsOf: bytes) }

  public func finish() throws {}
}

/// A buffered writer to an open descriptor: standard output, a pipe, a file somebody else commits.
public final class FileByteSink: ByteSink {
  public let name: String
  private let descriptor: Descriptor
  private let buffer: UnsafeMutableRawBufferPointer
  private var count = 0

  public init(descriptor: Descriptor, name: String, capacity: Int = 1 << 17) {
    self.descriptor = descriptor
    self.name = name
    buffer = .allocate(byteCount: capacity, alignment: 64)
  }

  /// The process's standard output, named `<stdout>`. A pipe gets room for two buffers: with more, what is in it falls
  /// out of the processors' caches before it is read.
  public static func standardOutput() -> FileByteSink {
    Descriptor.standardOutput.widenPipe(to: 1 << 18)
    return FileByteSink(descriptor: .standardOutput, name: "<stdout>")
  }

  deinit { buffer.deallocate() }

  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    if bytes.count >= buffer.count {
      try flush()
      return try writeThrough(bytes)
    }
    if bytes.count > buffer.count - count { try flush() }
    UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
    count += bytes.count
  }

  /// Hands the buffered bytes to the system.
  public func flush() throws {
    let pending = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    count = 0
    try writeThrough(pending)
  }

  public func finish() throws { try flush() }

  private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws {
    do { try descriptor.write(bytes) } catch { throw IOFailure.cannotWrite(name, error) }
  }
}
