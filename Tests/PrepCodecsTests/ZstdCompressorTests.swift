import PrepBytes
import PrepCodecs
import TestSupport
import Testing

@Suite struct ZstdCompressorTests {
  @Test func aFrameSaysItsSizeAndHoldsAChecksum() throws {
    let text = sampleBytes(count: 1000)
    let frame = try text.withUnsafeBytes { try ZstdCompressor().compress($0, level: 2) }
    // RFC 8878 3.1.1.1: descriptor with a content size of two bytes, single segment, checksum.
    #expect(frame[4] & 0b1110_0100 == 0b0110_0100)
    #expect(Int(frame[5]) + Int(frame[6]) << 8 + 256 == text.count)
  }

  @Test func theSameBytesGiveTheSameFrameWhateverCameBefore() throws {
    let compressor = ZstdCompressor()
    let text = sampleBytes(count: 50_000)
    let first = try text.withUnsafeBytes { try compressor.compress($0, level: 2) }
    _ = try sampleBytes(count: 999, seed: 8).withUnsafeBytes { try compressor.compress($0, level: 9) }
    #expect(try text.withUnsafeBytes { try compressor.compress($0, level: 2) } == first)
    #expect(try text.withUnsafeBytes { try ZstdCompressor().compress($0, level: 2) } == first)
  }

  @Test func whatIsCompressedComesBack() throws {
    let compressor = ZstdCompressor()
    let decompressor = ZstdDecompressor()
    for count in [0, 1, 1000, 300_000] {
      let text = sampleBytes(count: count)
      let frame = try text.withUnsafeBytes { try compressor.compress($0, level: 2) }
      #expect(try frame.withUnsafeBytes { try decompressor.decompress($0, name: "test") } == text)
    }
  }

  @Test func cutAndOversizeFramesAreDamaged() throws {
    let decompressor = ZstdDecompressor()
    let text = sampleBytes(count: 1000)
    let frame = try text.withUnsafeBytes { try ZstdCompressor().compress($0, level: 2) }
    for count in 1..<frame.count {
      let cut = Array(frame[..<count])
      #expect(failureCode { _ = try cut.withUnsafeBytes { try decompressor.decompress($0, name: "t") } } == .damaged)
    }
    #expect(
      failureCode { _ = try frame.withUnsafeBytes { try decompressor.decompress($0, limit: 999, name: "t") } }
        == .damaged)
    #expect(try frame.withUnsafeBytes { try decompressor.decompress($0, limit: 1000, name: "t") } == text)
  }

  @Test func aSinkWritesOneFrameThatASourceReads() throws {
    let text = sampleBytes(count: 400_000)
    let memory = MemoryByteSink()
    let sink = ZstdByteSink(memory, level: 2)
    for start in stride(from: 0, to: text.count, by: 9999) {
      try sink.write(Array(text[start..<min(start + 9999, text.count)]))
    }
    try sink.finish()
    #expect(try readAll(decompressing(MemoryByteSource(memory.bytes))) == text)
  }
}
