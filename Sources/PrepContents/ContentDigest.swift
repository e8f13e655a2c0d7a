// PrepContents tells what records say apart, however they are written: digests of contents, a table of them in bounded
// memory, and room on the disk for what does not fit. What is done with records that say the same is none of its
// business.

import PrepDigests

/// The first 16 bytes of a SHA-256, which stand for a content.
///
/// Two contents share one with a probability of 2⁻¹²⁸; nobody can make them do so on purpose.
package struct ContentDigest: Sendable, Hashable, Comparable {
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The digest of some bytes.
  package init(of bytes: UnsafeRawBufferPointer) {
    var digest = SHA256Digest()
    digest.update(bytes)
    let result = digest.finalize()
    func word(_ start: Int) -> UInt64 {
      var word: UInt64 = 0
      for byte in result[start..<start + 8] { word = word << 8 | UInt64(byte) }
      return word
    }
    self.init(high: word(0), low: word(8))
  }

  package static func < (left: ContentDigest, right: ContentDigest) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}
