import PrepBytes
import TestSupport
import Testing

@testable import PrepImporting

/// What stands around a member becomes blanks, a byte for a byte, for any bytes.
@Suite struct JSONMemberSourceTests {
  @Test(arguments: 0..<4) func `a member is read through any bytes, in pieces of any size`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let signs = Array(#"{}[]",: \a1"#.utf8) + [0x0A, 0xFF]
    let pointer = try #require(JSONPointer("/a"))
    for _ in 0..<500 {
      let tail = (0..<Int.random(in: 0...40, using: &random)).map { _ in signs.randomElement(using: &random) ?? 0 }
      let bytes = Array(#"{"x":"\"","a":["#.utf8) + tail
      var seen: [[UInt8]] = []
      for size in [1, 3, 64] {
        let source = JSONMemberSource(ChoppedByteSource(bytes, sizes: [size]), at: pointer)
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        while case let count = try buffer.withUnsafeMutableBytes({ try source.read(into: $0) }), count > 0 {
          all += buffer[..<count]
        }
        seen.append(all)
      }
      #expect(seen.allSatisfy { $0 == seen[0] })
      #expect(seen[0].count == bytes.count)
    }
  }
}
