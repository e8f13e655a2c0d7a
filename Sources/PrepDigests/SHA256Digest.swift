// PrepDigests computes the checksums that name and guard files.

import CKernels

/// A SHA-256 digest (FIPS 180-4) that is fed in pieces.
package struct SHA256Digest: Sendable {
  private var state = prep_sha256()

  /// Begins a digest.
  ///
  /// - Parameter variant: How blocks are digested, as CKernels numbers it; the fastest way of this processor when nil.
  package init(variant: Int32? = nil) { prep_sha256_begin(&state, variant ?? prep_sha256_best()) }

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    prep_sha256_add(&state, bytes.baseAddress, bytes.count)
  }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The 32 bytes of the digest of everything taken so far.
  package func finalize() -> [UInt8] {
    var state = state
    return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      prep_sha256_result(&state, buffer.baseAddress)
      count = 32
    }
  }

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
