import TestSupport
import Testing

@testable import PrepBytePairEncoding

@Suite struct TokenBytesTests {
  /// Tokens of every length up to 600, and ids without a token between them.
  private static let lengths = (0..<1200).map { $0 % 2 == 0 ? $0 / 2 : 0 }

  private static let tokens: TokenBytes = {
    var builder = TokenBytesBuilder(tokenCapacity: 0, textCapacity: 0)
    for (id, length) in lengths.enumerated() where length > 0 {
      _ = builder.add(
        Token(id), [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: length), isSpecial: id % 3 == 0)
    }
    return builder.build()
  }()

  @Test func `every token has the length of its bytes`() {
    for (id, length) in Self.lengths.enumerated() {
      #expect(Self.tokens.length(of: Token(id)) == length)
      #expect(Self.tokens.bytes(of: Token(id))?.count ?? 0 == length)
    }
    #expect(Self.tokens.length(of: Token(Self.tokens.count)) == 0)
    #expect(Self.tokens.length(of: .max) == 0)
  }

  @Test(arguments: 1...40) func `places in a text are reached where the ends of its tokens say`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
      Token(2 * Int.random(in: 1..<(seed % 2 == 0 ? 8 : 600), using: &random))
    }
    var ends: [Int] = []
    for token in text { ends.append((ends.last ?? 0) + Self.lengths[Int(token)]) }
    let size = ends.last ?? 0
    var walk = TokenBytes.Walk()
    let places = (0..<20).map { _ in
      Bool.random(using: &random)
        ? ends.randomElement(using: &random) ?? 0 : Int.random(in: 0...size + 3, using: &random)
    }
    for place in places.sorted() {
      text.withUnsafeBufferPointer { Self.tokens.advance(&walk, through: $0, to: place) }
      let count = place == 0 ? 0 : ends.firstIndex { $0 >= place }.map { $0 + 1 } ?? text.count
      #expect(walk.index == count)
      #expect(walk.end == (count == 0 ? 0 : ends[count - 1]))
      #expect(walk.start == (count < 2 ? 0 : ends[count - 2]))
    }
  }
}
