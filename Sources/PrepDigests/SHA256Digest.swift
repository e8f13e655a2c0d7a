// PrepDigests computes the checksums that name and guard files. It wraps the package that knows the algorithms.

import Crypto

/// A SHA-256 digest (FIPS 180-4) that is fed in pieces.
package struct SHA256Digest: Sendable {
  private var state = SHA256()

  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) { state.update(bufferPointer: bytes) }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The 32 bytes of the digest of everything taken so far.
  package func finalize() -> [UInt8] { Array(state.finalize()) }

  /// The digest as 64 lower-case hexadecimal digits.
  package func finalizeHex() -> String { Self.hexadecimal(finalize()) }

  /// The digest of some bytes, as 64 lower-case hexadecimal digits.
  package static func hex(of bytes: UnsafeRawBufferPointer) -> String {
    var digest = SHA256Digest()
    digest.update(bytes)
    return digest.finalizeHex()
  }

  /// The digest of some bytes, as 64 lower-case hexadecimal digits.
  package static func hex(of bytes: [UInt8]) -> String { bytes.withUnsafeBytes { hex(of: $0) } }

  /// Bytes as lower-case hexadecimal digits.
  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      for (index, byte) in bytes.enumerated() {
        buffer[2 * index] = digits[Int(byte >> 4)]
        buffer[2 * index + 1] = digits[Int(byte & 15)]
      }
      return bytes.count * 2
    }
  }
}
