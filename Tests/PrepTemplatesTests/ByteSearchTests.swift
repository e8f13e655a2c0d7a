import TestSupport
import Testing

@testable import PrepTemplates

@Suite struct ByteSearchTests {
  @Test func `the first place is that of a search at every place, and all places are`() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<TestData.rounds(6000) {
      let letters: [UInt8] = Bool.random(using: &random) ? Array("ab".utf8) : Array("<think>/ a".utf8)
      func bytes(_ most: Int) -> [UInt8] {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in letters.randomElement(using: &random) ?? 0 }
      }
      let (wanted, text) = (bytes(Bool.random(using: &random) ? 4 : 24), bytes(80))
      let places =
        text.count < wanted.count ? [] : (0...text.count - wanted.count).filter { text[$0...].starts(with: wanted) }
      #expect(ByteSearch.first(wanted, in: text[...]) == places.first, "\(wanted) in \(text)")
      var apart: [Int] = []
      for place in places where place >= (apart.last.map { $0 + wanted.count } ?? 0) { apart.append(place) }
      if !wanted.isEmpty { #expect(ByteSearch.all(wanted, in: text) == apart) }
    }
  }
}
