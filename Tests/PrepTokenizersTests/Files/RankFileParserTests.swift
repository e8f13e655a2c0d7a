import Foundation
import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepTokenizers

@Suite struct RankFileParserTests {
  @Test func `generated tokens come back as Foundation's base64 wrote them`() throws {
    var random = SeededGenerator(seed: 20)
    for _ in 0..<50 {
      var tokens: [[UInt8]] = []
      for _ in 0..<Int.random(in: 1...300, using: &random) {
        let length = Int.random(in: 1...Int.random(in: 1...80, using: &random), using: &random)
        tokens.append((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
      }
      let lines = tokens.enumerated().shuffled(using: &random).map { "\(Data($1).base64EncodedString()) \($0)" }
      let read = try RankFile.read(Array(lines.joined(separator: "\n").utf8), path: "x.tiktoken").build()
      #expect(read.count == tokens.count)
      for (id, token) in tokens.enumerated() { #expect(read.bytes(of: Token(id)).map { Array($0) } == token) }
    }
  }

  @Test func `whatever is in a file, it is read or named`() {
    var random = SeededGenerator(seed: 21)
    let alphabet = Array("AZaz09+/= \r\n!".utf8) + [0, 0xFF]
    var read = 0
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      do {
        let builder = try RankFile.read(bytes, path: "x.tiktoken")
        #expect(!builder.text.isEmpty)
        read += 1
      } catch { #expect(error.code == .damaged && !error.message.isEmpty) }
    }
    #expect(read > 0)
  }

  /// A short token with much behind it is decoded whole, one at the end of a file digit by digit.
  @Test func `a line says the same before others as alone`() {
    var random = SeededGenerator(seed: 22)
    let alphabet = Array("AZaz09+/= =\r\n!".utf8) + [0, 0x80, 0xFF]
    func outcome(_ bytes: [UInt8]) -> Result<[UInt8]?, TokenizerFailure> {
      do throws(TokenizerFailure) {
        let tokens = try RankFile.read(bytes, path: "x.tiktoken").build()
        return withExtendedLifetime(tokens) { .success($0.bytes(of: 3).map { Array($0) }) }
      } catch { return .failure(error) }
    }
    var read = 0
    for _ in 0..<20_000 {
      let token = (0..<Int.random(in: 1...9, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      var line = Array("\(Data(token).base64EncodedString()) 3".utf8)
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        line[line.indices.randomElement(using: &random)!] = alphabet.randomElement(using: &random)!
      }
      #expect(line.count < 17)
      switch (outcome(line), outcome(line + Array("\nenp6enp6enp6enp6enp6 4\n".utf8))) {
      case (.success(let alone), .success(let before)):
        #expect(alone == before, "\(line)")
        read += 1
      case (.failure(let alone), .failure(let before)):
        #expect(alone.message == before.message || alone.message == "has no tokens", "\(line)")
      case (.failure(let alone), .success(let before)):
        // Blank lines alone are no vocabulary.
        #expect(alone.message == "has no tokens" && before == nil, "\(line)")
      case (.success, .failure): Issue.record("read alone only: \(line)")
      }
    }
    #expect(read > 5000)
  }
}
