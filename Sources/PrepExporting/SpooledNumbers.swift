import PrepBytes
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Numbers that are needed again at the end: kept in a file without a name, so that they take no memory and leave nothing behind.
final class SpooledNumbers<Value: FixedWidthInteger & BitwiseCopyable> {
  private(set) var count = 0
  private let descriptor: FileDescriptor
  private let name: String
  private var block: [Value] = []
  private static var blockSize: Int { 1 << 15 }

  /// - Parameter path: The file whose directory has the room.
  init(beside path: String) throws {
    name = path
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...(.max))).part"
    do {
      descriptor = try FileDescriptor.open(
        FilePath(temporary), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: [.ownerReadWrite])
    } catch let errno as Errno { throw IOFailure.cannotCreate(path, errno) }
    unlink(temporary)
  }

  deinit { try? descriptor.close() }

  func append(_ value: Value) throws {
    count += 1
    block.append(value)
    if block.count == Self.blockSize { try flush() }
  }

  private func flush() throws {
    do { try block.withUnsafeBytes { _ = try descriptor.writeAll($0) } } catch let errno as Errno {
      throw IOFailure.cannotWrite(name, errno)
    }
    block.removeAll(keepingCapacity: true)
  }

  /// Calls a closure with all numbers, block by block.
  func replay(_ body: ([Value]) throws -> Void) throws {
    try flush()
    let stride = MemoryLayout<Value>.stride
    var done = 0
    while done < count {
      let size = min(Self.blockSize, count - done)
      var values = [Value](repeating: 0, count: size)
      try values.withUnsafeMutableBytes { buffer in
        var read = 0
        while read < buffer.count {
          let room = UnsafeMutableRawBufferPointer(rebasing: buffer[read...])
          do {
            let got = try descriptor.read(fromAbsoluteOffset: Int64(done * stride + read), into: room)
            guard got > 0 else { throw IOFailure(.failed, "what was kept aside is gone", path: name) }
            read += got
          } catch let errno as Errno { throw IOFailure.cannotRead(name, errno) }
        }
      }
      try body(values)
      done += size
    }
  }
}
