package import PrepBytes
import PrepCodecs

/// Writes a file of counted words; see ``CountsFormat``.
package final class CountsWriter {
  private let sink: any ByteSink
  private var buffer: [UInt8] = []
  private var last: [UInt8] = []
  /// How many words were written.
  package private(set) var wordCount = 0
  /// The sum of their counts.
  package private(set) var total = 0

  package convenience init(_ sink: any ByteSink, rules: CountingRules) {
    self.init(sink, rules: rules, level: CountsFormat.level)
  }

  init(_ sink: any ByteSink, rules: CountingRules, level: Int32) {
    self.sink = ZstdByteSink(sink, level: level)
    buffer = CountsFormat.magic
    for text in [rules.pattern, rules.normalization] {
      append(text.utf8.count)
      buffer.append(contentsOf: text.utf8)
    }
  }

  private func append(_ number: Int) {
    var rest = UInt64(number)
    while rest > 0x7F {
      buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    buffer.append(UInt8(rest))
  }

  /// Writes the next word.
  ///
  /// - Precondition: It comes after the one before, and its count is positive.
  package func write(_ word: UnsafeBufferPointer<UInt8>, count: Int) throws {
    precondition(count > 0 && !word.isEmpty, "only words that occur are written")
    var shared = 0
    while shared < last.count, shared < word.count, last[shared] == word[shared] { shared += 1 }
    append(shared)
    append(word.count - shared)
    buffer.append(contentsOf: word[shared...])
    append(count)
    last.removeSubrange(shared...)
    last.append(contentsOf: word[shared...])
    wordCount += 1
    total += count
    if buffer.count > 1 << 16 { try flush() }
  }

  private func flush() throws {
    try sink.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes the end and finishes the sink.
  package func finish() throws {
    for number in [0, 0, wordCount, total] { append(number) }
    try flush()
    try sink.finish()
  }
}
