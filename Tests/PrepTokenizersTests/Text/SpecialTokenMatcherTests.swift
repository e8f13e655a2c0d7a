import TestSupport
import Testing

@testable import PrepTokenizers

@Suite struct SpecialTokenMatcherTests {
  @Test func `the leftmost and longest name is found, as trying each name at each place finds it`() {
    var generator = SeededGenerator(seed: 10)
    for round in 0..<400 {
      func word(_ length: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: length, using: &generator)).map { _ in UInt8.random(in: 0x61...0x63, using: &generator) }
      }
      let names = (0..<Int.random(in: 0...12, using: &generator)).map { ordinal in
        SpecialTokenMatcher.Name(bytes: word(1...4), id: UInt32(ordinal), ordinal: ordinal)
      }
      let text = word(0...24)
      let matcher = SpecialTokenMatcher(names)
      text.withUnsafeBufferPointer { text in
        for start in 0...text.count {
          var expected: (range: Range<Int>, ordinal: Int)?
          for place in start..<max(start, text.count) where expected == nil {
            for name in names where text[place...].starts(with: name.bytes) {
              if name.bytes.count > expected?.range.count ?? 0 {
                expected = (place..<place + name.bytes.count, name.ordinal)
              }
            }
          }
          let found = matcher.first(in: text, from: start)
          #expect(found?.range == expected?.range && found?.name.ordinal == expected?.ordinal, "round \(round)")
        }
        let all = names.filter { name in text.indices.contains { text[$0...].starts(with: name.bytes) } }
        let named = Set(all.map(\.bytes))
        let found = Set(matcher.ordinals(in: text).map { names[$0].bytes })
        #expect(found == named)
      }
    }
  }
}
