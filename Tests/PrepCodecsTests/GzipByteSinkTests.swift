import PrepBytes
import TestSupport
import Testing

@testable import PrepCodecs

@Suite struct GzipByteSinkTests {
  @Test(arguments: [0, 1, 100, 131_072, 1_000_003])
  func `what is written comes back`(count: Int) throws {
    var chance = SeededGenerator(seed: UInt64(count))
    // Half of it can be compressed.
    let bytes = chance.bytes(count: count / 2) + [UInt8](repeating: 0x61, count: count - count / 2)
    let memory = MemoryByteSink()
    let sink = GzipByteSink(memory)
    for start in stride(from: 0, to: bytes.count, by: 70_001) {
      try sink.write(Array(bytes[start..<min(start + 70_001, bytes.count)]))
    }
    try sink.finish()
    // Neither a time nor a name: the same bytes give the same stream.
    #expect(Array(memory.bytes[4..<8]) == [0, 0, 0, 0] && memory.bytes[3] == 0)
    let source = GzipByteSource(ChoppedByteSource(memory.bytes, sizes: [1 << 16], name: "x"))
    #expect(try source.readAll() == bytes)
  }
}
