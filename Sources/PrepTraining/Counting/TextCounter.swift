package import PrepBytePairEncoding

/// Cuts texts into words by a split pattern and counts them. For one thread.
package final class TextCounter {
  private static let batch = 512
  /// The words seen so far.
  package let words = WordCounter()
  private let splitter: TextSplitter
  private let ends = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: batch)

  package init(_ pattern: SplitPattern) { splitter = TextSplitter(pattern) }

  deinit { ends.deallocate() }

  /// Counts the words of a text, each as often as `weight` says.
  ///
  /// - Precondition: The text has less than 4 GiB.
  package func add(_ text: UnsafeBufferPointer<UInt8>, weight: Int = 1) {
    var position = 0
    while position < text.count {
      let count = splitter.fill(text, from: position, into: ends)
      if count == 0 { return }
      words.add(text, from: position, ends: UnsafeBufferPointer(rebasing: ends[..<count]), weight: weight)
      position = Int(ends[count - 1])
    }
  }
}
