package import PrepBytePairEncoding
import Synchronization

/// The counters of all threads that count one corpus.
package final class CorpusCounter: @unchecked Sendable {
  private struct Counters {
    var all: [TextCounter] = []
    var idle: [TextCounter] = []
  }

  private let pattern: SplitPattern
  private let lock = Mutex(())
  private var counters = Counters()

  package init(_ pattern: SplitPattern) { self.pattern = pattern }

  /// A counter for one thread.
  package func makeCounter() -> TextCounter {
    lock.withLock { _ in
      if let counter = counters.idle.popLast() { return counter }
      let counter = TextCounter(pattern)
      counters.all.append(counter)
      return counter
    }
  }

  /// Says that no thread uses its counter any more, so that they can be given out again.
  package func recycle() { lock.withLock { _ in counters.idle = counters.all } }

  /// The words of all counters, which are empty afterwards. No thread counts any more.
  package func takeWords() -> WordCounter {
    lock.withLock { _ in
      counters.idle = []
      // The largest takes in the others, which are released one by one.
      counters.all.sort { $0.words.distinctCount > $1.words.distinctCount }
      let words = counters.all.first?.words ?? WordCounter()
      while counters.all.count > 1, let other = counters.all.popLast() { words.merge(other.words) }
      counters.all = []
      return words
    }
  }
}
