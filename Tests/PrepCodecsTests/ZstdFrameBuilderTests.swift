import PrepBytes
import PrepCodecs
import TestSupport
import Testing

@Suite struct ZstdFrameBuilderTests {
  /// A frame of a head and a body that is appended in pieces.
  private func frame(
    _ builder: ZstdFrameBuilder, head: [UInt8], body: [UInt8], pieces: [Int], level: Int32 = 2, hint: Int = 1 << 20
  ) throws -> [UInt8] {
    try body.withUnsafeBytes { bytes in
      try builder.begin(level: level, sizeHint: hint)
      var place = 0
      for piece in pieces + [.max] {
        let end = place + min(piece, bytes.count - place)
        try builder.append(UnsafeRawBufferPointer(rebasing: bytes[place..<end]))
        place = end
      }
      let (start, blocks, end) = try builder.finish(head: head, body: bytes)
      return start + Array(blocks) + end
    }
  }

  /// The checksum in the frame is checked by whoever decompresses it, so every length of head and body holds ours
  /// against zstd's.
  @Test func `zstd reads head and body back`() throws {
    let builder = ZstdFrameBuilder()
    for (head, body) in [
      (0, 0), (0, 1), (1, 0), (33, 1), (7, 300_000), (200_000, 10), (131_072, 131_072), (131_073, 1 << 20),
    ] {
      let (first, second) = (sampleBytes(count: head, seed: 3), sampleBytes(count: body, seed: 4))
      for pieces in [[], [1, 2, 3], [100_000, 100_000]] {
        let frame = try frame(builder, head: first, body: second, pieces: pieces)
        // RFC 8878 3.1.1.1: a content size of four bytes, a checksum.
        #expect(frame[4] == 0b1000_0100)
        #expect((6..<10).reversed().reduce(0) { $0 << 8 | Int(frame[$1]) } == head + body)
        #expect(try frame.withUnsafeBytes { try ZstdDecompressor().decompress($0, name: "test") } == first + second)
      }
    }
    for count in 0..<100 {
      let (first, second) = (sampleBytes(count: count % 41, seed: 5), sampleBytes(count: count, seed: 6))
      let frame = try frame(builder, head: first, body: second, pieces: [])
      #expect(try frame.withUnsafeBytes { try ZstdDecompressor().decompress($0, name: "test") } == first + second)
    }
  }

  @Test(arguments: [-3, 1, 2, 3, 9, 19] as [Int32], [1, 1000, 1 << 26]) func `every level and size gives a frame`(
    level: Int32, hint: Int
  ) throws {
    let (head, body) = (sampleBytes(count: 5000, seed: 7), sampleBytes(count: 200_000, seed: 8))
    let frame = try frame(ZstdFrameBuilder(), head: head, body: body, pieces: [70_000], level: level, hint: hint)
    #expect(try frame.withUnsafeBytes { try ZstdDecompressor().decompress($0, name: "test") } == head + body)
  }

  @Test func `a byte that differs is found by the checksum`() throws {
    let body = sampleBytes(count: 3000, seed: 9)
    let whole = try frame(ZstdFrameBuilder(), head: Array(body.prefix(100)), body: body, pieces: [])
    for place in [12, 60, whole.count - 1] {
      var damaged = whole
      damaged[place] ^= 1
      #expect(
        failureCode { _ = try damaged.withUnsafeBytes { try ZstdDecompressor().decompress($0, name: "t") } } == .damaged
      )
    }
  }
}
