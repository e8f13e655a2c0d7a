internal import PrepBytes
import PrepCodecs
internal import PrepTokenizers
import Synchronization

/// The counters of all threads that count one corpus.
///
/// SAFETY of `@unchecked Sendable`: the list of counters is touched with the lock held, and each counter is given to
/// one thread at a time.
package final class CorpusCounter: @unchecked Sendable {
  private struct Counters {
    var all: [TextCounter] = []
    var idle: [TextCounter] = []
  }

  private let options: CountingOptions
  private let budget: Int
  private let lock = Mutex(())
  private var counters = Counters()

  /// - Parameter threads: How many threads will count at a time.
  package init(_ options: CountingOptions, threads: Int) {
    self.options = options
    budget = options.budget == .max ? .max : options.budget / threads
  }

  /// A counter for one thread.
  package func makeCounter() -> TextCounter {
    lock.withLock { _ in
      if let counter = counters.idle.popLast() { return counter }
      let counter = TextCounter(options, budget: budget)
      counters.all.append(counter)
      return counter
    }
  }

  /// Says that no thread uses its counter any more, so that they can be given out again.
  package func recycle() { lock.withLock { _ in counters.idle = counters.all } }

  /// How often each of the names stood in the texts. No thread counts any more.
  package var found: [Int] {
    lock.withLock { _ in
      counters.all.reduce(into: [Int](repeating: 0, count: options.names.names.count)) { sum, counter in
        for place in sum.indices { sum[place] += counter.found[place] }
      }
    }
  }

  /// The words of all counters, which are empty afterwards. No thread counts any more.
  ///
  /// - Throws: `IOFailure` or ``TrainingFailure`` when a temporary file cannot be read.
  package func takeWords() throws -> WordCounter {
    let all = takeCounters()
    // The largest takes in the others.
    let words = all.first?.words ?? WordCounter()
    for other in all.dropFirst() { words.merge(other.words) }
    for file in all.flatMap(\.spills.files) {
      let reader = try CountsReader(decompressing(TemporarySource(file)))
      while try reader.next() { reader.withWord { words.add($0, count: reader.count) } }
    }
    return words
  }

  /// The words of all counters, which are empty afterwards, in parts for as many threads. No thread counts any more.
  ///
  /// - Throws: `IOFailure` or ``TrainingFailure`` when a temporary file cannot be read.
  package func takeCounted(parts: Int) throws -> CountedWords {
    let hasFiles = lock.withLock { _ in counters.all.contains { !$0.spills.files.isEmpty } }
    if hasFiles { return CountedWords([try takeWords()], parts: parts) }
    return CountedWords(takeCounters().map(\.words), parts: parts)
  }

  /// Writes the words of all counters, which are empty afterwards. No thread counts any more.
  package func write(to writer: CountsWriter) throws {
    let all = takeCounters()
    guard all.contains(where: { !$0.spills.files.isEmpty }) else {
      let words = all.first?.words ?? WordCounter()
      for other in all.dropFirst() { words.merge(other.words) }
      return try words.write(to: writer)
    }
    let files = try SpillSet.reduced(all.map { try TemporaryStore.holding($0.words) } + all.flatMap(\.spills.files))
    var merger = try CountsMerger(files.map { (try CountsReader(decompressing(TemporarySource($0))), 1) })
    try merger.write(to: writer)
  }

  private func takeCounters() -> [TextCounter] {
    lock.withLock { _ in
      defer { counters = Counters() }
      return counters.all.sorted { $0.words.distinctCount > $1.words.distinctCount }
    }
  }
}
