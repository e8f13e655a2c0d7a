import Crypto

/// Digests that guard nothing and only name things, as the caches of other programs do.
package enum InsecureDigest {
  /// The SHA-1 of some bytes, as 40 lower-case hexadecimal digits.
  package static func sha1Hex(_ bytes: [UInt8]) -> String {
    SHA256Digest.hexadecimal(Array(Insecure.SHA1.hash(data: bytes)))
  }
}
