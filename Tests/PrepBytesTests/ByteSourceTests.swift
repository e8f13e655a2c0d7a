import Foundation
import PrepBytes
import PrepSystem
import TestSupport
import Testing

@Suite struct ByteSourceTests {
  @Test(arguments: [[1], [3, 1], [1000]]) func readFullyFillsTheBufferFromPieces(sizes: [Int]) throws {
    let bytes = (0..<100).map { UInt8($0) }
    let source = ChoppedByteSource(bytes, sizes: sizes)
    var buffer = [UInt8](repeating: 0, count: 70)
    #expect(try buffer.withUnsafeMutableBytes { try source.readFully(into: $0) } == 70)
    #expect(buffer == Array(bytes[..<70]))
    #expect(try buffer.withUnsafeMutableBytes { try source.readFully(into: $0) } == 30)
    #expect(try buffer.withUnsafeMutableBytes { try source.read(into: $0) } == 0)
  }

  /// Bytes that a file had when it was opened are read, or their loss is said.
  @Test(arguments: [0, 1, 500, 999]) func aFileThatBecomesShorterIsDamaged(size: Int) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("f")
    for read in [0, 400, 1000] {
      try Data(repeating: 7, count: 1000).write(to: file)
      let source = try FileByteSource(path: file.path)
      #expect(try source.readFullyForTest(read) == read)
      try FileHandle(forWritingTo: file).truncate(atOffset: UInt64(size))
      if read == 1000 {
        #expect(try source.readAll() == [])
      } else {
        let failure = #expect(throws: IOFailure.self) { _ = try source.readAll() }
        #expect(failure?.code == .damaged)
      }
    }
    try Data(repeating: 7, count: 1000).write(to: file)
    let source = try FileByteSource(path: file.path)
    let writer = try FileHandle(forWritingTo: file)
    try writer.seekToEnd()
    try writer.write(contentsOf: Data(repeating: 8, count: 10))
    #expect(try source.readAll().count == 1010)
  }

  @Test func readAllHasALimit() throws {
    let bytes = [UInt8](repeating: 7, count: 300_000)
    #expect(try MemoryByteSource(bytes).readAll() == bytes)
    #expect(try ChoppedByteSource(bytes, sizes: [999]).readAll(limit: 300_000) == bytes)
    #expect(throws: IOFailure.self) { try MemoryByteSource(bytes).readAll(limit: 299_999) }
  }

  @Test func aMissingFileAndAFolderCannotBeRead() {
    for path in ["/nonexistent", "/"] {
      do {
        _ = try FileByteSource(path: path).readAll()
        Issue.record("\(path) was read")
      } catch { #expect((error as? IOFailure)?.code == .cannotRead, "\(path)") }
    }
  }
}

@Suite struct ByteSinkTests {
  /// A pipe whose reading end the test holds.
  @Test func aClosedPipeIsABrokenPipe() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = try Descriptor.pipe()
    pipe.reading.close()
    let sink = FileByteSink(descriptor: pipe.writing, name: "<pipe>")
    try sink.write("x")
    do {
      try sink.finish()
      Issue.record("the write succeeded")
    } catch { #expect((error as? IOFailure)?.code == .brokenPipe) }
    pipe.writing.close()
  }

  @Test func aFullDiskIsAFailure() throws {
    let full = try Descriptor(opening: "/dev/full", for: .writing)
    defer { full.close() }
    let sink = FileByteSink(descriptor: full, name: "/dev/full")
    do {
      try sink.write([UInt8](repeating: 0, count: 1 << 20))
      Issue.record("the write succeeded")
    } catch {
      #expect((error as? IOFailure)?.code == .failed)
      #expect((error as? IOFailure)?.errno == .noSpace)
    }
  }
}

extension ByteSource {
  fileprivate func readFullyForTest(_ count: Int) throws -> Int {
    if count == 0 { return 0 }
    var room = [UInt8](repeating: 0, count: count)
    return try room.withUnsafeMutableBytes { try readFully(into: $0) }
  }
}
