import TestSupport
import Testing

@testable import PrepColumns

/// The decoders of levels, indices and differences against encoders that are plain and slow.
@Suite struct DecoderTests {
  private func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    repeat {
      bytes.append(UInt8(rest & 127) | (rest > 127 ? 128 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  private func packed(_ values: [UInt64], width: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (values.count * width + 7) / 8)
    for (index, value) in values.enumerated() {
      for bit in 0..<width where value >> UInt64(bit) & 1 == 1 {
        bytes[(index * width + bit) / 8] |= 1 << UInt8((index * width + bit) % 8)
      }
    }
    return bytes
  }

  @Test("runs and bit-packed stretches of every width, taken in pieces", arguments: 0...32) func runs(_ width: Int)
    throws
  {
    var chance = SeededGenerator(seed: UInt64(width))
    let mask: UInt64 = (1 << UInt64(width)) - 1
    var values: [UInt32] = []
    var bytes: [UInt8] = []
    for _ in 0..<20 {
      let count = Int.random(in: 1...5, using: &chance) * 8
      if chance.next() % 2 == 0 {
        let value = UInt32(chance.next() & mask)
        bytes +=
          varint(UInt64(count) << 1) + (0..<(width + 7) / 8).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
        values += repeatElement(value, count: count)
      } else {
        let some = (0..<count).map { _ in chance.next() & mask }
        bytes += varint(UInt64(count / 8) << 1 | 1) + packed(some, width: width)
        values += some.map { UInt32($0) }
      }
    }
    try bytes.withUnsafeBytes { bytes in
      var decoder = RunDecoder(bytes, width: width, largest: UInt32(mask))
      var decoded: [UInt32] = []
      while decoded.count < values.count {
        let count = min(values.count - decoded.count, Int.random(in: 1...11, using: &chance))
        var some = [UInt32](repeating: 0, count: count)
        try some.withUnsafeMutableBufferPointer { try decoder.decode(count, into: try #require($0.baseAddress)) }
        decoded += some
      }
      #expect(width == 0 ? decoded.allSatisfy { $0 == 0 } : decoded == values)
      var one: UInt32 = 0
      if width > 0 { #expect(throws: ColumnFault.self) { try decoder.decode(1, into: &one) } }
    }
  }

  @Test("values above the largest are found") func largest() {
    var one: UInt8 = 0
    for bytes in [[2 << 1, 3], [1 << 1 | 1, 0b11]] as [[UInt8]] {
      bytes.withUnsafeBytes { bytes in
        var decoder = RunDecoder(bytes, width: 2, largest: 2)
        #expect(throws: ColumnFault.self) { try decoder.decode(1, into: &one) }
      }
    }
  }

  private func differences(_ values: [Int64], _ chance: inout SeededGenerator) -> [UInt8] {
    func zigzag(_ value: Int64) -> [UInt8] { varint(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }
    var bytes = varint(128) + varint(4) + varint(UInt64(values.count)) + zigzag(values.first ?? 0)
    let deltas = zip(values.dropFirst(), values).map { $0 &- $1 }
    for start in stride(from: 0, to: deltas.count, by: 128) {
      let block = deltas[start..<min(start + 128, deltas.count)]
      let smallest = block.min() ?? 0
      bytes += zigzag(smallest)
      var widths: [UInt8] = []
      var body: [UInt8] = []
      for mini in stride(from: start, to: start + 128, by: 32) {
        var rest =
          mini < block.endIndex
          ? block[mini..<min(mini + 32, block.endIndex)].map { UInt64(bitPattern: $0 &- smallest) } : []
        let width = rest.map { 64 - $0.leadingZeroBitCount }.max() ?? 0
        widths.append(UInt8(width))
        if rest.isEmpty { continue }
        rest += repeatElement(0, count: 32 - rest.count)
        body += packed(rest, width: width)
      }
      bytes += widths + body
    }
    return bytes
  }

  @Test("differences of every size, and what follows them", arguments: 0..<70) func deltas(_ bits: Int) throws {
    var chance = SeededGenerator(seed: UInt64(bits))
    let count = bits < 64 ? 300 : bits - 64
    let values = (0..<count).map { _ in Int64(bitPattern: chance.next()) >> Int64(63 - min(bits, 63)) }
    let bytes = differences(values, &chance)
    try (bytes + [1, 2, 3]).withUnsafeBytes { bytes in
      var decoder = try DeltaDecoder(bytes)
      for value in values { #expect(try decoder.next() == value) }
      #expect(throws: ColumnFault.self) { try decoder.next() }
      var skipping = try DeltaDecoder(bytes)
      if count > 2 { _ = try skipping.next() }
      let end = UnsafeRawPointer(try skipping.skipAll())
      #expect(bytes.baseAddress.map { end - $0 } == bytes.count - 3)
    }
  }

  @Test("bytes of chance end with values or a fault") func chance() {
    var chance = SeededGenerator(seed: 5)
    for _ in 0..<3000 {
      let bytes = chance.bytes(count: Int(chance.next() % 40))
      bytes.withUnsafeBytes { bytes in
        var reader = ThriftReader(bytes)
        _ = try? PageHeader(&reader)
        _ = try? ParquetMetadata(bytes)
        var values = [UInt32](repeating: 0, count: 100)
        values.withUnsafeMutableBufferPointer { room in
          guard let base = room.baseAddress else { return }
          var runs = RunDecoder(bytes, width: Int(chance.next() % 33), largest: UInt32.max)
          _ = try? runs.decode(100, into: base)
        }
        guard var differences = try? DeltaDecoder(bytes) else { return }
        for _ in 0..<1000 { if (try? differences.next()) == nil { break } }
      }
    }
  }

  @Test("metadata nested too deep, and lists that are too long, are found") func hostileMetadata() {
    let deep = [UInt8](repeating: 0x1C, count: 100_000)
    _ = deep.withUnsafeBytes { bytes in #expect(throws: ColumnFault.self) { try ParquetMetadata(bytes) } }
    let lists = [0x19] + [UInt8](repeating: 0x19, count: 100_000)
    _ = lists.withUnsafeBytes { bytes in #expect(throws: ColumnFault.self) { try ParquetMetadata(bytes) } }
    let long: [UInt8] = [0x29, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]
    _ = long.withUnsafeBytes { bytes in #expect(throws: ColumnFault.self) { try ParquetMetadata(bytes) } }
  }
}
