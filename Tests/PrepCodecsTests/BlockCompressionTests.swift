import TestSupport
import Testing

@testable import PrepCodecs

@Suite struct BlockCompressionTests {
  /// Blocks of chance, with what they hold: literals and copies as the formats write them.
  private func snappy(_ chance: inout SeededGenerator) -> (block: [UInt8], text: [UInt8]) {
    var block: [UInt8] = []
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 0...30, using: &chance) {
      if text.isEmpty || chance.next() % 2 == 0 {
        let literal = chance.bytes(count: Int.random(in: 1...(chance.next() % 5 == 0 ? 300 : 20), using: &chance))
        if literal.count <= 60 {
          block.append(UInt8(literal.count - 1) << 2)
        } else if literal.count <= 256 {
          block += [60 << 2, UInt8(literal.count - 1)]
        } else {
          block += [61 << 2, UInt8((literal.count - 1) & 255), UInt8((literal.count - 1) >> 8)]
        }
        block += literal
        text += literal
      } else {
        let distance = Int.random(in: 1...text.count, using: &chance)
        let isShort = distance < 2048 && chance.next() % 2 == 0
        let length = isShort ? Int.random(in: 4...11, using: &chance) : Int.random(in: 1...64, using: &chance)
        if isShort {
          block += [UInt8(distance >> 8) << 5 | UInt8(length - 4) << 2 | 1, UInt8(distance & 255)]
        } else if chance.next() % 2 == 0 {
          block += [UInt8(length - 1) << 2 | 2, UInt8(distance & 255), UInt8(distance >> 8)]
        } else {
          block += [UInt8(length - 1) << 2 | 3, UInt8(distance & 255), UInt8(distance >> 8), 0, 0]
        }
        for _ in 0..<length { text.append(text[text.count - distance]) }
      }
    }
    var header: [UInt8] = []
    var rest = text.count
    repeat {
      header.append(UInt8(rest & 127) | (rest > 127 ? 128 : 0))
      rest >>= 7
    } while rest > 0
    return (header + block, text)
  }

  private func lz4(_ chance: inout SeededGenerator) -> (block: [UInt8], text: [UInt8]) {
    var block: [UInt8] = []
    var text: [UInt8] = []
    func extra(_ length: Int) -> [UInt8] {
      length < 15 ? [] : [UInt8](repeating: 255, count: (length - 15) / 255) + [UInt8((length - 15) % 255)]
    }
    for _ in 0..<Int.random(in: 0...20, using: &chance) {
      let literal = chance.bytes(count: Int.random(in: text.isEmpty ? 1...20 : 0...400, using: &chance))
      text += literal
      let distance = Int.random(in: 1...min(text.count, 65535), using: &chance)
      let length = Int.random(in: 4...500, using: &chance)
      block.append(UInt8(min(literal.count, 15)) << 4 | UInt8(min(length - 4, 15)))
      block += extra(literal.count) + literal + [UInt8(distance & 255), UInt8(distance >> 8)] + extra(length - 4)
      for _ in 0..<length { text.append(text[text.count - distance]) }
    }
    let last = chance.bytes(count: Int.random(in: 0...20, using: &chance))
    return (block + [UInt8(min(last.count, 15)) << 4] + extra(last.count) + last, text + last)
  }

  private func decompress(_ block: [UInt8], _ method: BlockDecompressor.Method, size: Int) -> [UInt8]? {
    var text = [UInt8](repeating: 0xAA, count: size)
    let isRight = block.withUnsafeBytes { block in
      text.withUnsafeMutableBytes { BlockDecompressor().decompress(block, method, into: $0) }
    }
    return isRight ? text : nil
  }

  @Test("blocks give back what they hold", arguments: 0..<200) func blocks(_ seed: Int) {
    var chance = SeededGenerator(seed: UInt64(seed))
    for (method, pair) in [(.snappy, snappy(&chance)), (.lz4Raw, lz4(&chance))]
      as [(BlockDecompressor.Method, ([UInt8], [UInt8]))]
    {
      let (block, text) = pair
      #expect(decompress(block, method, size: text.count) == text)
      #expect(BlockDecompressor.canHold(method, stored: block.count, size: text.count))
      if !text.isEmpty { #expect(decompress(block, method, size: text.count - 1) == nil) }
      #expect(decompress(block, method, size: text.count + 1) == nil)
      if method == .lz4Raw { #expect(decompress(block, .lz4Hadoop, size: text.count) == text) }
    }
  }

  @Test("changed and cut blocks are refused or give something of the size", arguments: 0..<300) func damaged(
    _ seed: Int
  ) {
    var chance = SeededGenerator(seed: UInt64(seed))
    for (method, pair) in [(.snappy, snappy(&chance)), (.lz4Raw, lz4(&chance))]
      as [(BlockDecompressor.Method, ([UInt8], [UInt8]))]
    {
      var (block, text) = pair
      for _ in 0..<3 {
        block[Int.random(in: 0..<block.count, using: &chance)] = UInt8(truncatingIfNeeded: chance.next())
      }
      _ = decompress(block, method, size: text.count)
      _ = decompress(Array(block.prefix(Int(chance.next() % UInt64(block.count)))), method, size: text.count)
    }
  }

  @Test("a checksum is that of the standard") func checksum() {
    #expect(Array("123456789".utf8).withUnsafeBytes { CRC32.checksum($0) } == 0xCBF4_3926)
    #expect(CRC32.checksum(UnsafeRawBufferPointer(start: nil, count: 0)) == 0)
  }
}
