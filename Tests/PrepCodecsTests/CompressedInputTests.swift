import PrepBytes
import PrepCodecs
import TestSupport
import Testing

/// Reads a source in requests of a given size.
func readAll(_ source: any ByteSource, request: Int = 1000) throws -> [UInt8] {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: request)
  while true {
    let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
    if count == 0 { return bytes }
    bytes += buffer[..<count]
  }
}

/// Text with some repetition, so that it compresses.
func sampleBytes(count: Int, seed: UInt64 = 1) -> [UInt8] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in UInt8.random(in: 97...104, using: &generator) }
}

/// The code of the failure a closure throws, or nil.
func failureCode(_ body: () throws -> Void) -> IOFailure.Code? {
  do { try body() } catch { return (error as? IOFailure)?.code }
  return nil
}

@Suite struct CompressedInputTests {
  /// `printf 'hello\n' | gzip -n` and `printf 'world\n' | gzip -n`, made by GNU gzip.
  static let hello: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7,
    0x02, 0x00, 0x20, 0x30, 0x3A, 0x36, 0x06, 0x00, 0x00, 0x00,
  ]
  static let world: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x2B, 0xCF, 0x2F, 0xCA, 0x49, 0xE1,
    0x02, 0x00, 0xA8, 0x61, 0x38, 0xDD, 0x06, 0x00, 0x00, 0x00,
  ]

  @Test(arguments: [[1], [2, 3], [1000]]) func plainBytesPassThrough(sizes: [Int]) throws {
    for count in [0, 1, 3, 4, 5, 5000] {
      let bytes = sampleBytes(count: count)
      #expect(try readAll(decompressing(ChoppedByteSource(bytes, sizes: sizes))) == bytes)
    }
  }

  @Test(arguments: [1, 7, 1000]) func gzipMembersAreReadOneAfterTheOther(request: Int) throws {
    for sizes in [[1], [5, 2], [1000]] {
      let source = ChoppedByteSource(Self.hello + Self.world + [0, 0, 0], sizes: sizes)
      #expect(try readAll(decompressing(source), request: request) == Array("hello\nworld\n".utf8))
    }
  }

  @Test(arguments: [1, 7, 1000]) func zstdFramesAreReadOneAfterTheOther(request: Int) throws {
    let compressor = ZstdCompressor()
    let parts = [sampleBytes(count: 3000), [], sampleBytes(count: 1, seed: 2)]
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9]
    let frames = try parts.map { part in try part.withUnsafeBytes { try compressor.compress($0, level: 3) } }
    for sizes in [[1], [5, 2], [100_000]] {
      let source = ChoppedByteSource(skippable + frames.joined(), sizes: sizes)
      #expect(try readAll(decompressing(source), request: request) == Array(parts.joined()))
    }
  }

  @Test func everyCutGzipStreamIsDamaged() {
    for count in 2..<Self.hello.count {
      #expect(failureCode { _ = try readAll(decompressing(MemoryByteSource(Array(Self.hello[..<count])))) } == .damaged)
    }
    for count in 1..<Self.world.count {
      let bytes = Self.hello + Self.world[..<count]
      #expect(failureCode { _ = try readAll(decompressing(MemoryByteSource(bytes))) } == .damaged, "\(count)")
    }
  }

  @Test func everyCutZstdStreamIsDamaged() throws {
    let text = sampleBytes(count: 400)
    let frame = try text.withUnsafeBytes { try ZstdCompressor().compress($0, level: 3) }
    for count in 4..<frame.count {
      #expect(failureCode { _ = try readAll(decompressing(MemoryByteSource(Array(frame[..<count])))) } == .damaged)
      #expect(failureCode { _ = try readAll(ZstdByteSource(MemoryByteSource(frame + frame[..<count]))) } == .damaged)
    }
  }

  @Test func flippedBytesNeverGiveWrongTextSilently() throws {
    let text = sampleBytes(count: 300)
    let frame = try text.withUnsafeBytes { try ZstdCompressor().compress($0, level: 3) }
    for original in [frame, Self.hello] {
      let expected = try readAll(decompressing(MemoryByteSource(original)))
      for position in 4..<original.count {
        var bytes = original
        bytes[position] ^= 0x10
        // A change in a field that says nothing about the text (gzip's time stamp) may pass; the text may not change.
        if let read = try? readAll(decompressing(MemoryByteSource(bytes))) { #expect(read == expected) }
      }
    }
  }

  @Test func bytesAfterTheLastMemberAreDamage() {
    #expect(failureCode { _ = try readAll(GzipByteSource(MemoryByteSource(Self.hello + [1, 2, 3]))) } == .damaged)
    #expect(failureCode { _ = try readAll(GzipByteSource(MemoryByteSource(Self.hello + [0, 0, 1]))) } == .damaged)
  }
}
