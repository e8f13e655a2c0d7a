import CKernels
import PrepBytes
import TestSupport
import Testing

@Suite struct CRC32CTests {
  /// RFC 3720, B.4.
  @Test func theExamplesOfTheStandardAgree() {
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.of((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(CRC32C.of(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.of([]) == 0)
  }

  /// Bit by bit, as the polynomial says.
  func reference(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
    }
    return ~crc
  }

  @Test func everyLengthAndEveryWayToCutAgreesWithTheReference() {
    var generator = SeededGenerator(seed: 3)
    for count in 0..<100 {
      let bytes = generator.bytes(count: count)
      let expected = reference(bytes)
      #expect(CRC32C.of(bytes) == expected)
      #expect(bytes.withUnsafeBytes { prep_crc32c_portable(0, $0.baseAddress, $0.count) } == expected)
      let cut = Int.random(in: 0...count, using: &generator)
      var checksum = CRC32C()
      bytes[..<cut].withUnsafeBytes { checksum.update($0) }
      bytes[cut...].withUnsafeBytes { checksum.update($0) }
      #expect(checksum.value == expected)
    }
  }

  @Test func twoChecksumsBecomeThatOfBothTexts() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<200 {
      let (head, body) = (
        generator.bytes(count: Int.random(in: 0...40, using: &generator)),
        generator.bytes(count: Int.random(in: 0...5000, using: &generator))
      )
      var rest = CRC32C()
      body.withUnsafeBytes { rest.update($0) }
      var joined = CRC32C()
      head.withUnsafeBytes { joined.update($0) }
      joined.append(rest, count: body.count)
      #expect(joined.value == CRC32C.of(head + body))
    }
  }
}
