import PrepDigests
import Testing

@Suite struct InsecureDigestTests {
  @Test func theExamplesOfTheStandardAgree() {
    #expect(InsecureDigest.sha1Hex([]) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(InsecureDigest.sha1Hex(Array("abc".utf8)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(
      InsecureDigest.sha1Hex(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
  }

  /// The expected digest is that of hashlib's digests of the same 200 messages.
  @Test func everyLengthUpToThreeBlocksAgreesWithAnotherImplementation() {
    let digests = (0..<200).map { length in
      InsecureDigest.sha1Hex((0..<length).map { UInt8(truncatingIfNeeded: $0 * length + length) })
    }
    #expect(InsecureDigest.sha1Hex(Array(digests.joined().utf8)) == "e0725277ffe03e9e7e6d91432375bff10faf175f")
  }
}
