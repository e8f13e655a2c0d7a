import Foundation
import TestSupport
import Testing

@testable import PrepSystem

@Suite struct DescriptorTests {
  @Test func aFileWithoutANameIsReadAndWrittenAnywhere() throws {
    let file = try Descriptor.unnamed(in: TemporaryDirectory.path)
    defer { file.close() }
    try [UInt8](repeating: 7, count: 100_000).withUnsafeBytes { try file.write($0, at: 50) }
    #expect(file.countLeft == 100_050)
    var bytes = [UInt8](repeating: 1, count: 200)
    #expect(try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) } == 200)
    #expect(bytes == [UInt8](repeating: 0, count: 50) + [UInt8](repeating: 7, count: 150))
    #expect(try bytes.withUnsafeMutableBytes { try file.read(at: 100_000, into: $0) } == 50)
    #expect(try bytes.withUnsafeMutableBytes { try file.read(at: 100_050, into: $0) } == 0)
  }

  /// More than a pipe holds goes through one that does not block, whichever end is slower.
  @Test func aPipeThatDoesNotBlockIsWaitedFor() throws {
    let pipe = try Descriptor.pipe()
    for end in [pipe.reading, pipe.writing] {
      #expect(fcntl(end.number, F_SETFL, fcntl(end.number, F_GETFL) | O_NONBLOCK) == 0)
    }
    let bytes = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let writer = Thread {
      try? bytes.withUnsafeBytes { try pipe.writing.write($0) }
      pipe.writing.close()
    }
    writer.start()
    var read: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 70_000)
    while true {
      let count = try room.withUnsafeMutableBytes { try pipe.reading.read(into: $0) }
      if count == 0 { break }
      read += room[..<count]
    }
    pipe.reading.close()
    #expect(read == bytes)
  }

  @Test func failuresHaveTheSystemsNumbers() throws {
    #expect(throws: SystemError.notFound) { try Descriptor(opening: "/nonexistent") }
    #expect(throws: SystemError.exists) { try Descriptor(opening: "/dev/null", for: .creating(permissions: 0o600)) }
    #expect(throws: SystemError.isDirectory) { try Descriptor(opening: "/tmp", for: .writing) }
    #expect(SystemError.notFound.description == "No such file or directory")
    let full = try Descriptor(opening: "/dev/full", for: .writing)
    defer { full.close() }
    #expect(throws: SystemError.noSpace) {
      try [UInt8](repeating: 0, count: 9).withUnsafeBytes { try full.write($0) }
    }
  }

  @Test func aLockIsHeldUntilItIsClosed() throws {
    let first = try Descriptor(opening: TemporaryDirectory.path + "/", for: .directory)
    let second = try Descriptor(opening: TemporaryDirectory.path + "/", for: .directory)
    defer { second.close() }
    try first.lock()
    #expect(throws: SystemError.wouldBlock) { try second.lock() }
    first.close()
    try second.lock()
  }
}
