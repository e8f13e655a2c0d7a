import TestSupport
import Testing

@testable import PrepTokenizing

@Suite struct ShortRunCacheTests {
  @Test func `what is found is what was put in, and nothing else is`() {
    var cache = ShortRunCache()
    var random = SeededGenerator(seed: 7)
    var known: [[UInt8]: [UInt32]] = [:]
    var hits = 0
    for step in 0..<5000 {
      let run = (0..<Int.random(in: 0...18, using: &random)).map { _ in UInt8.random(in: 0...2, using: &random) }
      run.withUnsafeBufferPointer { bytes in
        var tokens: [UInt32] = [99]
        if cache.append(bytes, to: &tokens) {
          #expect(tokens == [99] + (known[run] ?? []) && run.count <= 16)
          hits += 1
        } else {
          #expect(tokens == [99])
          let made = [UInt32(step), UInt32(run.count)]
          known[run] = made
          cache.insert(bytes, made[...])
        }
      }
    }
    #expect(hits > 100)
  }
}
