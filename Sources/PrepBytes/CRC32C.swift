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

  /// The checksum of some bytes.
  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 { prep_crc32c(0, bytes.baseAddress, bytes.count) }

  /// The checksum of some bytes.
  package static func of(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { of($0) } }
}
