package import PrepBytePairEncoding
package import PrepTokenizers

/// What is counted of which texts.
package struct CountingOptions: Sendable {
  /// How texts are cut into words.
  package var pattern: SplitPattern
  /// The form texts are normalized to first.
  package var normalization: TextNormalization?
  /// What texts go through instead, and how they are cut, where a pattern does not say it.
  package var pipeline: TextPipeline?
  /// Words of more bytes are left out.
  package var longestWord = Int.max
  /// The share of the texts that is counted, chosen by their bytes and the seed.
  package var sample = 1.0
  package var seed: UInt64 = 0
  /// Names at which texts are cut; nothing of them is counted.
  package var cuts = NameFinder([])
  /// Names that are counted as texts have them.
  package var names = NameFinder([])
  /// How many bytes all counters together may take before words go to temporary files.
  package var budget = Int.max

  package init(_ pattern: SplitPattern) { self.pattern = pattern }
}

/// Cuts texts into words by a split pattern and counts them. For one thread.
package final class TextCounter {
  private static let batch = 512
  /// The words seen so far that are in no temporary file.
  package private(set) var words = WordCounter()
  /// Temporary files with words seen before.
  private(set) var spills = SpillSet()
  /// How often each of the names stood in the texts.
  private(set) var found: [Int]
  private let options: CountingOptions
  private let budget: Int
  private let splitter: TextSplitter
  private let ends = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: batch)

  package init(_ options: CountingOptions, budget: Int = .max) {
    self.options = options
    self.budget = budget
    found = [Int](repeating: 0, count: options.names.names.count)
    splitter = TextSplitter(options.pattern)
  }

  deinit { ends.deallocate() }

  /// Counts the words of a text, each as often as `weight` says.
  ///
  /// - Throws: `IOFailure` when a temporary file cannot be written.
  /// - Precondition: The text has less than 4 GiB.
  package func add(_ text: UnsafeBufferPointer<UInt8>, weight: Int = 1) throws {
    if options.sample < 1, !isSampled(text) { return }
    if !options.names.isEmpty { options.names.forEachMatch(in: text) { found[$1] += 1 } }
    if options.cuts.isEmpty { return try addPart(text, weight) }
    var position = 0
    try options.cuts.forEachMatch(in: text) { range, _ in
      try addPart(UnsafeBufferPointer(rebasing: text[position..<range.lowerBound]), weight)
      position = range.upperBound
    }
    try addPart(UnsafeBufferPointer(rebasing: text[position...]), weight)
  }

  private func addPart(_ text: UnsafeBufferPointer<UInt8>, _ weight: Int) throws {
    if let pipeline = options.pipeline { return try count(text, through: pipeline, weight) }
    guard let form = options.normalization else { return try count(text, weight) }
    var normalized = Array(text)
    form.apply(&normalized)
    try normalized.withUnsafeBufferPointer { try count($0, weight) }
  }

  private func count(_ text: UnsafeBufferPointer<UInt8>, through pipeline: TextPipeline, _ weight: Int) throws {
    var failure: (any Error)?
    pipeline.forEachPiece(of: text) { piece in
      guard failure == nil, piece.count <= options.longestWord else { return }
      words.add(piece, count: weight)
      guard words.isFull(budget) else { return }
      do { try spill() } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func isSampled(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var hash = options.seed &+ 0x9E37_79B9_7F4A_7C15
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
    hash = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return Double(hash >> 11) < options.sample * Double(1 << 53)
  }

  private func count(_ text: UnsafeBufferPointer<UInt8>, _ weight: Int) throws {
    var position = 0
    while position < text.count {
      let count = splitter.fill(text, from: position, into: ends)
      if count == 0 { return }
      let batch = UnsafeBufferPointer(rebasing: ends[..<count])
      if options.longestWord == .max {
        words.add(text, from: position, ends: batch, weight: weight)
      } else {
        addShortWords(text, position, batch, weight)
      }
      position = Int(batch[count - 1])
      if words.isFull(budget) { try spill() }
    }
  }

  private func addShortWords(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ ends: UnsafeBufferPointer<UInt32>, _ weight: Int
  ) {
    var position = start
    for end in ends {
      if Int(end) - position <= options.longestWord {
        words.add(UnsafeBufferPointer(rebasing: text[position..<Int(end)]), count: weight)
      }
      position = Int(end)
    }
  }

  /// Writes the words to a temporary file and begins anew.
  private func spill() throws {
    try spills.add(words)
    words = WordCounter()
  }
}
