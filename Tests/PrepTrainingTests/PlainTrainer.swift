import PrepBytePairEncoding

@testable import PrepTraining

/// The rules of Hugging Face's BpeTrainer and of rustbpe, written out slowly: the judge of the fast trainer.
///
/// The pair with the highest count is merged, of equals the one with the smaller ids, until there are tokens enough.
/// What looks odd here is what Hugging Face does, and what vocabularies in the world were made with:
///
/// - A merge whose text is a token already makes no new one.
/// - A pair waits in the queue with the count it had and the words it was seen in when it was put there. When it comes
///   to the front with another count than it has by now, it goes back with that. After a merge, every pair the merge
///   formed is put into the queue once more, with the words it was formed in, even when the same pair waits there
///   already with other words.
/// - A merge happens in the words of its place in the queue only, so the same pair can be merged twice.
/// - Merging a pair does not lower that pair's own count.
struct PlainTrainer {
  private struct Pair: Hashable {
    var left: UInt32
    var right: UInt32
  }

  private struct Waiting {
    var count: Int
    var pair: Pair
    var words: Set<Int>
  }

  private let counted: [(word: [UInt8], count: Int)]
  private let options: TrainingOptions

  /// - Parameter counts: The words and how often each occurs.
  init(_ counts: PieceCounts, options: TrainingOptions) {
    // Any order gives the same vocabulary; a fixed one makes runs comparable.
    counted = counts.counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
    self.options = options
  }

  /// Merges until the vocabulary is full or no pair is left.
  func train() -> TrainedVocabulary {
    var byteCounts = [Int](repeating: 0, count: 256)
    for (word, count) in counted { for byte in word { byteCounts[Int(byte)] += count } }
    let alphabet = TrainingAlphabet(byteCounts: byteCounts, options: options)
    var tokens = alphabet.tokens
    var idOfBytes = alphabet.idOfBytes
    var merges: [TrainedVocabulary.Merge] = []

    var words = counted.map { $0.word.compactMap { alphabet.tokenOfByte[Int($0)] } }
    var pairCounts: [Pair: Int] = [:]
    var formed: [Pair: Set<Int>] = [:]
    for (index, word) in words.enumerated() {
      for (left, right) in zip(word, word.dropFirst()) {
        pairCounts[Pair(left: left, right: right), default: 0] += counted[index].count
        formed[Pair(left: left, right: right), default: []].insert(index)
      }
    }
    /// Where `queue` is searched from the start, so that of equal places the older one comes first.
    var queue: [Waiting] = []
    func enqueueFormed() {
      for (pair, words) in formed {
        if let count = pairCounts[pair], count > 0 { queue.append(Waiting(count: count, pair: pair, words: words)) }
      }
      formed = [:]
    }
    enqueueFormed()

    let size = options.ties == .rustbpe ? options.vocabularySize - options.specialTokens.count : options.vocabularySize
    while tokens.count < size {
      guard let index = Self.first(queue) else { break }
      let top = queue[index]
      let count = pairCounts[top.pair] ?? 0
      if top.count != count {
        queue[index].count = count
        continue
      }
      if count < 1 || count < options.minimumFrequency { break }
      queue.remove(at: index)

      let bytes = tokens[Int(top.pair.left)] + tokens[Int(top.pair.right)]
      var token = UInt32(tokens.count)
      if let known = idOfBytes[bytes], options.ties == .huggingface {
        token = known
        if tokens[Int(known)].isEmpty { tokens[Int(known)] = bytes }
      } else {
        tokens.append(bytes)
        idOfBytes[bytes] = token
      }
      merges.append(TrainedVocabulary.Merge(top.pair.left, top.pair.right))
      for index in top.words {
        merge(top.pair, token, in: &words[index], tokens) { pair, change in
          pairCounts[pair, default: 0] += change * counted[index].count
          if change > 0 { formed[pair, default: []].insert(index) }
        }
      }
      enqueueFormed()
    }
    return TrainedVocabulary(tokens: tokens, merges: merges, alphabet: alphabet, options: options)
  }

  /// The place in the queue that comes first: the highest count, then the smaller pair.
  private static func first(_ queue: [Waiting]) -> Int? {
    queue.indices.min { one, other in
      let (a, b) = (queue[one], queue[other])
      return (b.count, a.pair.left, a.pair.right, one) < (a.count, b.pair.left, b.pair.right, other)
    }
  }

  /// Merges a pair wherever it stands in a word, from the left, and tells which pairs that takes away and forms.
  private func merge(
    _ pair: Pair, _ token: UInt32, in word: inout [UInt32], _ tokens: [[UInt8]], _ changed: (Pair, Int) -> Void
  ) {
    func fits(_ one: UInt32, _ other: UInt32) -> Bool {
      guard let limit = options.maximumTokenLength else { return true }
      return tokens[Int(one)].count + tokens[Int(other)].count < limit
    }
    var index = 0
    while index + 1 < word.count {
      if word[index] == pair.left, word[index + 1] == pair.right {
        word.replaceSubrange(index...index + 1, with: [token])
        if index > 0 {
          let left = word[index - 1]
          changed(Pair(left: left, right: pair.left), -1)
          if fits(left, token) { changed(Pair(left: left, right: token), 1) }
        }
        if index + 1 < word.count {
          let right = word[index + 1]
          changed(Pair(left: pair.right, right: right), -1)
          if fits(token, right) { changed(Pair(left: token, right: right), 1) }
        }
      }
      index += 1
    }
  }
}
