import PrepBytePairEncoding
import PrepBytes
import PrepCodecs
import TestSupport
import Testing

@testable import PrepTraining

@Suite struct CountsTests {
  private let rules = CountingRules(pattern: "cl100k", normalization: "nfc")

  private func written(_ words: WordCounter) throws -> [UInt8] {
    let sink = MemoryByteSink()
    try words.write(to: CountsWriter(sink, rules: rules))
    return sink.bytes
  }

  private func reader(_ bytes: [UInt8], sizes: [Int] = [4096]) throws -> CountsReader {
    try CountsReader(decompressing(ChoppedByteSource(bytes, sizes: sizes)))
  }

  private func generated(_ seed: UInt64, count: Int) -> [(word: [UInt8], count: Int)] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let length = Int.random(in: 1...40, using: &generator)
      return (
        (0..<length).map { _ in [0x00, 0x61, 0xFF, 0x80].randomElement(using: &generator) ?? 0 },
        Int.random(in: 1...1 << 40, using: &generator)
      )
    }
  }

  @Test("what is written is read, in order, in pieces of any size") func roundTrip() throws {
    let words = generated(1, count: 3000)
    let counts = GeneratedWords.counts(words)
    let bytes = try written(GeneratedWords.counter(words))
    for sizes in [[1], [3, 7], [1 << 16]] {
      let reader = try reader(bytes, sizes: sizes)
      #expect(reader.rules == rules)
      var read: [[UInt8]: Int] = [:]
      var last: [UInt8] = []
      while try reader.next() {
        #expect(last.lexicographicallyPrecedes(reader.word))
        last = reader.word
        read[reader.word] = reader.count
      }
      #expect(read == counts.counts)
    }
  }

  @Test("the sum of parts is the whole, however it is divided", arguments: [1, 2, 7]) func merge(parts: Int) throws {
    let words = generated(2, count: 2000)
    let files = try (0..<parts).map { part in
      try written(GeneratedWords.counter(words.enumerated().filter { $0.offset % parts == part }.map(\.element)))
    }
    var merger = try CountsMerger(files.map { (try reader($0), 1) })
    let sink = MemoryByteSink()
    let writer = CountsWriter(sink, rules: rules)
    try merger.forEach { try writer.write($0, count: $1) }
    try writer.finish()
    #expect(sink.bytes == (try written(GeneratedWords.counter(words))))
  }

  @Test("words that go to temporary files come back") func spilling() throws {
    var generator = SeededGenerator(seed: 5)
    let texts = (0..<40).map { _ in (0..<2000).map { _ in UInt8.random(in: 0x20...0x7E, using: &generator) } }
    var options = CountingOptions(try #require(SplitPattern.named("cl100k")))
    func count(_ budget: Int) throws -> [UInt8] {
      options.budget = budget
      let corpus = CorpusCounter(options, threads: 1)
      let counter = corpus.makeCounter()
      for text in texts { try text.withUnsafeBufferPointer { try counter.add($0) } }
      #expect(counter.spills.files.isEmpty == (budget == .max))
      #expect(counter.spills.files.count < 2 * SpillSet.fanIn)
      let sink = MemoryByteSink()
      try corpus.write(to: CountsWriter(sink, rules: rules))
      return sink.bytes
    }
    let whole = try count(.max)
    #expect(try count(200_000) == whole)
    // Some fifty files, which are added up on the way.
    #expect(try count(1) == whole)
  }

  @Test("more parts than are read at a time") func manyParts() throws {
    let words = generated(4, count: 900)
    let files = try (0..<150).map { part in
      try written(GeneratedWords.counter(words.enumerated().filter { $0.offset % 150 == part }.map(\.element)))
    }
    var merger = try CountsMerger(count: files.count) { (try reader(files[$0]), 2) }
    #expect(merger.rules == rules)
    let sink = MemoryByteSink()
    try merger.write(to: CountsWriter(sink, rules: rules))
    #expect(sink.bytes == (try written(GeneratedWords.counter(words.map { ($0.word, $0.count * 2) }))))
  }

  @Test("every cut and every flipped bit is noticed") func damage() throws {
    // Compression would notice by itself; so this looks at what is inside.
    let sink = MemoryByteSink()
    let source = ZstdByteSource(
      ChoppedByteSource(try written(GeneratedWords.counter(generated(3, count: 12))), sizes: [64]))
    sink.writeAll(try source.readAll())
    for end in 0..<sink.bytes.count {
      #expect(throws: TrainingFailure.self) { try self.readAll(Array(sink.bytes[..<end])) }
    }
    for index in sink.bytes.indices {
      for bit in 0..<8 {
        var bytes = sink.bytes
        bytes[index] ^= 1 << bit
        // Never a crash; a changed byte of a word or of the pattern may read well.
        try? self.readAll(bytes)
      }
    }
  }

  private func readAll(_ bytes: [UInt8]) throws {
    let reader = try CountsReader(ChoppedByteSource(bytes, sizes: [16]))
    while try reader.next() {}
  }

  @Test("counts by other rules are not added up") func otherRules() throws {
    let other = MemoryByteSink()
    try WordCounter().write(to: CountsWriter(other, rules: CountingRules(pattern: "o200k")))
    #expect(throws: TrainingFailure.self) {
      _ = try CountsMerger([(try reader(try written(WordCounter())), 1), (try reader(other.bytes), 1)])
    }
  }
}

extension MemoryByteSink {
  fileprivate func writeAll(_ bytes: [UInt8]) { bytes.withUnsafeBytes { try? write($0) } }
}
