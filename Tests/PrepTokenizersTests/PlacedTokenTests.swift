import PrepTokenizers
import TestSupport
import Testing

@Suite struct PlacedTokenTests {
  @Test func `places tile the text, and a shared character belongs to all its tokens`() throws {
    let tokenizer = try Tokenizer(contentsOf: Fixtures.path("tokenizers/tiny.tokenizer.json"))
    let text = "at 漢é!"
    let placed = tokenizer.encodeWithOffsets(text)
    #expect(placed.map(\.token) == (try tokenizer.encode(text)))
    #expect(placed.first?.bytes.lowerBound == 0 && placed.last?.bytes.upperBound == text.utf8.count)
    for (a, b) in zip(placed, placed.dropFirst()) { #expect(a.bytes.upperBound == b.bytes.lowerBound) }
    let scalars = Array(text.unicodeScalars)
    for one in placed {
      let covered = scalars[one.scalars].map { Array(String($0).utf8) }.reduce([], +)
      let start = scalars[..<one.scalars.lowerBound].map { String($0).utf8.count }.reduce(0, +)
      // The bytes lie within those of the characters, and touch the first and the last of them.
      #expect(start <= one.bytes.lowerBound && one.bytes.upperBound <= start + covered.count)
    }
    #expect(placed.last?.scalars == 5..<6)
  }

  @Test func `an empty text has no tokens`() throws {
    #expect(try Tokenizer.named(Tokenizer.bundledDefaultName).encodeWithOffsets("").isEmpty)
  }
}
