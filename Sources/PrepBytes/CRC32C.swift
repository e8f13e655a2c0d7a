import CKernels

/// The CRC-32C checksum (Castagnoli polynomial, reflected, RFC 3720 B.4), fed in pieces.
package struct CRC32C: Sendable, Equatable {
  /// The checksum of everything taken so far.
  package private(set) var value: UInt32 = 0

  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    value = prep_crc32c(value, bytes.baseAddress, bytes.count)
  }

  /// Takes bytes of which the checksum is known already.
  package mutating func append(_ other: CRC32C, count: Int) {
    // A checksum is a polynomial's remainder: bytes behind the first ones multiply it by x to the number of their bits.
    var power: UInt32 = 1 << 31
    var square: UInt32 = 1 << 30
    var bits = UInt64(count) * 8
    while bits != 0 {
      if bits & 1 != 0 { power = Self.product(power, square) }
      square = Self.product(square, square)
      bits >>= 1
    }
    value = Self.product(power, value) ^ other.value
  }

  /// The product of two polynomials modulo Castagnoli's; the highest bit is the constant term.
  private static func product(_ left: UInt32, _ right: UInt32) -> UInt32 {
    var result: UInt32 = 0
    var term = left
    var multiple = right
    while term != 0 {
      if term & 1 << 31 != 0 { result ^= multiple }
      multiple = multiple & 1 != 0 ? multiple >> 1 ^ 0x82F6_3B78 : multiple >> 1
      term <<= 1
    }
    return result
  }

  /// The checksum of some bytes.
  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 { prep_crc32c(0, bytes.baseAddress, bytes.count) }

  /// The checksum of some bytes.
  package static func of(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { of($0) } }
}
