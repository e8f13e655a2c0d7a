import PrepBytePairEncoding
import Testing

@testable import PrepTokenizers

@Suite struct RankFileTests {
  private func tokens(_ text: String) throws -> [[UInt8]?] {
    let tokens = try RankFile.read(Array(text.utf8), path: "x.tiktoken").build()
    return (0..<UInt32(tokens.count)).map { id in tokens.bytes(of: id).map { Array($0) } }
  }

  @Test(arguments: [
    "YQ== 0\nYWI= 1\nYWJj 2\n", "YWJj 2\nYQ== 0\nYWI= 1", "YQ== 0\r\nYWI= 1\r\n\r\nYWJj 2\r\n",
    "\n\nYQ== 0\nYWI= 1\n\nYWJj 2\n",
  ])
  func `tokens go to their ranks, whatever the order and the line ends`(text: String) throws {
    #expect(try tokens(text) == [Array("a".utf8), Array("ab".utf8), Array("abc".utf8)])
  }

  @Test func `any bytes and long tokens are read`() throws {
    // The base64 of 0xFF 0xFE 0xFD.
    let group = "//79"
    #expect(
      try tokens(String(repeating: group, count: 70) + " 0\n") == [
        Array(repeatElement([0xFF, 0xFE, 0xFD] as [UInt8], count: 70).joined())
      ])
  }

  @Test(arguments: ["= 1", "== 1", "==== 1", " 1"])
  func `an empty token has an id and no bytes`(line: String) throws {
    #expect(try tokens("YQ== 0\n\(line)\nYg== 2\n") == [Array("a".utf8), nil, Array("b".utf8)])
    #expect(try tokens("YQ== 0\n\(line)").count == 2)
  }

  @Test(arguments: [
    ("YQ==0\n", "line 1: there is no space between token and rank"),
    ("YWI=12\n", "line 1: there is no space between token and rank"),
    ("YQ== 0\nYWJj\n", "line 2: there is no space between token and rank"),
    ("YQ== 0\nYWJj", "line 2: there is no space between token and rank"),
    ("YQ==x 0\n", "line 1: the token is not base64"),
    ("Y!== 0\n", "line 1: the token is not base64"),
    ("YWJ 0\n", "line 1: the token is not base64: its length is not a multiple of four"),
    ("YQ= 0\n", "line 1: the token is not base64: its length is not a multiple of four"),
    ("YQ=0 0\n", "line 1: the token is not base64"), ("===== 0\n", "line 1: the token is not base64"),
    ("YQ== \n", "line 1: the rank is not a number"),
    ("YQ== 1x\n", "line 1: the rank is not a number"), ("YQ== -1\n", "line 1: the rank is not a number"),
    ("YQ== 99999999\n", "line 1: the rank is too large"),
    ("YQ== 0\nYg== 0\n", "line 2: the rank 0 is taken by another token"),
    ("\n\n", "has no tokens"), ("", "has no tokens"),
  ])
  func `damage is named with its line`(text: String, message: String) throws {
    let failure = try #require(throws: TokenizerFailure.self) {
      _ = try RankFile.read(Array(text.utf8), path: "x.tiktoken")
    }
    #expect(failure.code == .damaged)
    #expect(failure.message == message)
  }
}
