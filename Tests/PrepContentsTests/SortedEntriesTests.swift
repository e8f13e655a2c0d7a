import PrepContents
import TestSupport
import Testing

@Suite struct SortedEntriesTests {
  @Test("what does not fit in memory comes out sorted all the same", arguments: [0, 1, 63, 64, 65, 1000, 5000])
  func sorts(_ count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    let sorted = SortedEntries(memory: 0)
    var expected: [SortedEntry] = []
    for number in 0..<count {
      let entry = SortedEntry(
        ContentDigest(high: generator.next() % 7, low: generator.next() % 5),
        ContentDigest(high: 0, low: generator.next() % 3),
        number: UInt64(number))
      expected.append(entry)
      try sorted.append(entry)
    }
    expected.sort()
    for _ in 0..<2 {
      var found: [SortedEntry] = []
      try sorted.forEach { found.append($0) }
      #expect(found == expected)
    }
    #expect(sorted.count == count)
  }

  @Test("a spool gives back what it took") func spools() throws {
    var generator = SeededGenerator(seed: 3)
    let texts =
      (0..<300).map { _ in generator.bytes(count: Int(generator.next() % 5000)) } + [
        generator.bytes(count: 700_000), [],
      ]
    let spool = try RecordSpool()
    for (number, text) in texts.enumerated() {
      try text.withUnsafeBytes { try spool.append($0, mark: UInt8(number % 251)) }
    }
    var found: [[UInt8]] = []
    try spool.forEach { text, number, mark in
      #expect(number == found.count)
      #expect(mark == UInt8(number % 251))
      found.append(Array(text))
    }
    #expect(found == texts)
  }

  @Test("a table says new, seen, and full when it may not grow") func table() {
    let table = DigestTable(memory: 4096)
    var answers: [DigestTable.Answer] = []
    for number in 0..<400 {
      answers.append(table.insert(ContentDigest(high: 1, low: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)))
    }
    let kept = answers.count { $0 == .new }
    #expect(kept > 100)
    #expect(answers.count { $0 == .full } == 400 - kept)
    #expect(table.insert(ContentDigest(high: 1, low: 0)) == .seen)
    #expect(DigestTable(memory: 0).insert(ContentDigest(high: 1, low: 1)) == .full)
    let zero = DigestTable(memory: 1 << 20)
    #expect(zero.insert(ContentDigest(high: 0, low: 0)) == .new)
    #expect(zero.insert(ContentDigest(high: 0, low: 0)) == .seen)
  }
}
