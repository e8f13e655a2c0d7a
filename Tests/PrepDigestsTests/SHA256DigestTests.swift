import PrepDigests
import Testing

@Suite struct SHA256DigestTests {
  @Test func theExamplesOfTheStandardAgree() {
    #expect(SHA256Digest.hex(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256Digest.hex(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256Digest.hex(of: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  @Test func piecesGiveTheDigestOfTheWhole() {
    var digest = SHA256Digest()
    for piece in ["a", "", "bc"] { digest.update(Array(piece.utf8)) }
    #expect(digest.finalizeHex() == SHA256Digest.hex(of: Array("abc".utf8)))
    #expect(digest.finalize().count == 32)
  }
}
