import PrepDeduplicating
import TestSupport
import Testing

@Suite struct RepeatSearchTests {
  /// Which bytes of texts stand in a stretch that stands elsewhere before, slowly and plainly.
  private func plain(_ texts: [[UInt8]], _ length: Int) -> [[Bool]] {
    var seen = Set<ArraySlice<UInt8>>()
    return texts.map { text in
      var marks = [Bool](repeating: false, count: text.count)
      for start in 0..<max(0, text.count - length + 1) where !seen.insert(text[start..<start + length]).inserted {
        for place in start..<start + length { marks[place] = true }
      }
      return marks
    }
  }

  /// What the search says.
  private func found(_ texts: [[UInt8]], _ length: Int, memory: Int) throws -> [[Bool]] {
    let search = RepeatSearch(length: length, memory: memory)
    let sampler = StretchSampler(length: length)
    var bases: [Int] = []
    var next = 0
    for text in texts {
      try search.append(text.withUnsafeBufferPointer(sampler.samples), at: next)
      bases.append(next)
      next += text.count
    }
    try search.finishSamples()
    for (text, base) in zip(texts, bases) where try search.wants(before: base + text.count) {
      try text.withUnsafeBufferPointer { try search.look(at: $0, base: base) }
    }
    let stretches = try search.conclude()
    var marks = texts.map { [Bool](repeating: false, count: $0.count) }
    let all = texts.flatMap { $0 }
    var last: RepeatedStretch?
    while let stretch = stretches.next {
      try stretches.advance()
      #expect(stretch.range.count >= length)
      #expect(stretch.first < stretch.range.lowerBound)
      #expect(all[stretch.range].elementsEqual(all[stretch.first..<stretch.first + stretch.range.count]))
      let text = bases.lastIndex { $0 <= stretch.range.lowerBound } ?? 0
      // None goes on where it was said to end.
      if let last, stretch.range.lowerBound == last.range.upperBound - length + 1, bases[text] <= last.range.lowerBound
      {
        let behind = last.first + last.range.count
        #expect(all[last.range.upperBound] != all[behind] || bases.contains(behind), "\(last) \(stretch)")
      }
      last = stretch
      for place in stretch.range { marks[text][place - bases[text]] = true }
    }
    return marks
  }

  @Test("every stretch that stands elsewhere before is found, and nothing else", arguments: 0..<TestData.rounds(40))
  func generated(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let letters = Array(
      [["a"], ["a", "b"], ["a", "b", "c", "d", "e", " ", "\n"]].randomElement(using: &random) ?? [])
    func piece(_ most: Int) -> [UInt8] {
      (0..<Int.random(in: 0...most, using: &random)).flatMap { _ in
        Array((letters.randomElement(using: &random) ?? "").utf8)
      }
    }
    let pool = (0..<5).map { _ in piece(60) }
    // Empty texts have no place of their own.
    let texts = (0..<12).map { _ in
      (0..<Int.random(in: 1...4, using: &random)).flatMap { _ in
        Bool.random(using: &random) ? pool.randomElement(using: &random) ?? [] : piece(40)
      }
    }.filter { !$0.isEmpty }
    let length = Int.random(in: 2...30, using: &random)
    let wanted = plain(texts, length)
    #expect(try found(texts, length, memory: 1 << 20) == wanted)
    #expect(try found(texts, length, memory: 1) == wanted)
  }

  @Test("text that repeats itself is one stretch, whatever its period", arguments: [1, 2, 3, 10, 199, 400])
  func periods(
    _ period: Int
  ) throws {
    let text = (0..<2_000).map { UInt8(truncatingIfNeeded: ($0 % period) &* 37) &+ UInt8($0 % period / 256) }
    let search = RepeatSearch(length: 200, memory: 1 << 20)
    let sampler = StretchSampler(length: 200)
    for base in [0, 2_000, 4_000] {
      try search.append(text.withUnsafeBufferPointer(sampler.samples), at: base)
    }
    try search.finishSamples()
    for base in [0, 2_000, 4_000] { try text.withUnsafeBufferPointer { try search.look(at: $0, base: base) } }
    let stretches = try search.conclude()
    var found: [RepeatedStretch] = []
    while let stretch = stretches.next {
      found.append(stretch)
      try stretches.advance()
    }
    #expect(found.map(\.range) == [period..<2_000, 2_000..<4_000, 4_000..<6_000])
    #expect(found.map(\.first) == [0, 0, 0])
  }

  @Test("equal stretches have an equal sample", arguments: 0..<TestData.rounds(20)) func samples(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let length = Int.random(in: 2...50, using: &random)
    func noise() -> [UInt8] {
      (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...3, using: &random) }
    }
    let shared = (0..<length).map { _ in UInt8.random(in: 0...3, using: &random) }
    let sampler = StretchSampler(length: length)
    func hashes() -> Set<UInt64> {
      let before = noise()
      let text = before + shared + noise()
      let samples = text.withUnsafeBufferPointer(sampler.samples)
      let inside = before.count...before.count + length - sampler.run
      return Set(samples.filter { inside.contains($0.position) }.map(\.hash))
    }
    #expect(!hashes().isDisjoint(with: hashes()))
  }
}
