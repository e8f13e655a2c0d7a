import Testing

@testable import PrepJobs

@Suite struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `the vectors of RFC 4648 agree`(text: String, expected: String) {
    #expect(Base64.text(of: Array(text.utf8)) == Array(expected.utf8))
  }

  @Test func `every byte has its symbols`() {
    #expect(Base64.text(of: [0xFF, 0xFE, 0xFD, 0x00]) == Array("//79AA==".utf8))
  }
}
