import PrepBytes
import TestSupport
import Testing

@testable import PrepTokenizing

@Suite struct ShortRunCacheTests {
  @Test func `what is found is what was put in, and nothing else is`() {
    let cache = ShortRunCache()
    var random = SeededGenerator(seed: 7)
    var known: [[UInt8]: [UInt32]] = [:]
    var hits = 0
    for step in 0..<5000 {
      let run = (0..<Int.random(in: 0...18, using: &random)).map { _ in UInt8.random(in: 0...2, using: &random) }
      run.withUnsafeBufferPointer { bytes in
        var tokens = PlainList<UInt32>()
        tokens.append(99)
        if cache.append(bytes, to: &tokens) {
          #expect(Array(tokens.all) == [99] + (known[run] ?? []) && run.count <= 16)
          hits += 1
        } else {
          #expect(Array(tokens.all) == [99])
          let made = [UInt32](repeating: UInt32(step), count: run.count)
          known[run] = made
          made.withUnsafeBufferPointer { cache.insert(bytes, $0) }
        }
      }
    }
    #expect(hits > 100)
  }
}
