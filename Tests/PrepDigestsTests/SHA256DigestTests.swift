import CKernels
import PrepDigests
import TestSupport
import Testing

@Suite struct SHA256DigestTests {
  /// The variants of this processor.
  static let variants = Array(0...prep_sha256_best())

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
  private static func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }

  /// Messages of FIPS 180-4 and of NIST's page of examples with additional test vectors.
  static let examples: [(message: [UInt8], digest: String)] = [
    (
      [],
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    ),
    (
      text("abc"),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ),
    (
      text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      text(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"
      ),
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      repeated(0x61, 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
    (
      [0xBD],
      "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"
    ),
    (
      [0xC9, 0x8C, 0x8E, 0x55],
      "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"
    ),
    (
      repeated(0, 55),
      "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"
    ),
    (
      repeated(0, 56),
      "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"
    ),
    (
      repeated(0, 57),
      "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"
    ),
    (
      repeated(0, 64),
      "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"
    ),
    (
      repeated(0, 1000),
      "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"
    ),
    (
      repeated(0x41, 1000),
      "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4"
    ),
    (
      repeated(0x55, 1005),
      "f4d62ddec0f3dd90ea1380fa16a5ff8dc4c54b21740650f24afc4120903552b0"
    ),
    (
      repeated(0, 1_000_000),
      "d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025"
    ),
  ]

  private func digest(_ bytes: [UInt8], _ variant: Int32) -> [UInt8] {
    var digest = SHA256Digest(variant: variant)
    digest.update(bytes)
    return digest.finalize()
  }

  @Test(arguments: variants) func theExamplesOfTheStandardAgree(variant: Int32) {
    for (message, expected) in Self.examples {
      #expect(SHA256Digest.hexadecimal(digest(message, variant)) == expected, "\(message.count) bytes")
      #expect(SHA256Digest.hex(of: message) == expected)
    }
  }

  /// The expected digest is that of hashlib's digests of the same 600 messages.
  @Test(arguments: variants) func everyLengthUpToTenBlocksAgreesWithAnotherImplementation(variant: Int32) {
    var all: [UInt8] = []
    for length in 0..<600 {
      all += digest((0..<length).map { UInt8(truncatingIfNeeded: $0 * length + length) }, variant)
    }
    #expect(SHA256Digest.hex(of: all) == "919c3b82ca27b1d1b7215503bd6f9f3bfcb4c838abe50064ba81eed160cf3551")
  }

  @Test(arguments: variants) func piecesGiveTheDigestOfTheWhole(variant: Int32) {
    var generator = SeededGenerator(seed: 256)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...700, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      var inPieces = SHA256Digest(variant: variant)
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Int.random(in: 0...min(rest.count, 150), using: &generator)
        inPieces.update(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
        // Asking for the digest so far changes nothing.
        #expect(inPieces.finalize() == digest(Array(bytes.prefix(bytes.count - rest.count)), 0))
      }
      #expect(inPieces.finalize() == digest(bytes, 0))
    }
  }

  @Test func aCopyGoesOnByItself() {
    var one = SHA256Digest()
    one.update(Array("ab".utf8))
    var other = one
    one.update(Array("c".utf8))
    other.update(Array("d".utf8))
    #expect(one.finalizeHex() == SHA256Digest.hex(of: Array("abc".utf8)))
    #expect(other.finalizeHex() == SHA256Digest.hex(of: Array("abd".utf8)))
  }
}
