/// Trains byte-level BPE slowly and obviously: the judge of every faster trainer.
///
/// It follows the rules of `BpeTrainer` in Hugging Face `tokenizers` (tokenizers/src/models/bpe/trainer.rs), quirks included, as
/// long as no count exceeds 31 bits. Ids are the special tokens, the 256 bytes by the code points that stand for them, then the
/// merges. The pair with the highest count is merged first; of equal counts the pair with the smaller ids.
package struct PlainTrainer {
  private typealias Pair = TrainedVocabulary.Merge

  /// A pair that may be merged: how often it occurred when it was queued, and in which pieces.
  private struct Candidate {
    var pair: Pair
    var count: Int
    var pieces: Set<Int>
  }

  private struct Symbol {
    var id: UInt32
    var length: Int
  }

  private let options: TrainingOptions
  private let occurrences: [Int]
  private var pieces: [[Symbol]]
  private var vocabulary: TrainedVocabulary
  private var idOfToken: [[UInt8]: UInt32] = [:]
  private var pairCounts: [Pair: Int] = [:]
  private var candidates: [Candidate] = []

  package init(_ counts: PieceCounts, options: TrainingOptions) {
    self.options = options
    var special: [String] = []
    for name in options.specialTokens where !special.contains(name) { special.append(name) }
    vocabulary = TrainedVocabulary(tokens: special.map { _ in [] }, merges: [], specialTokens: special)
    // Any order gives the same vocabulary; a fixed one makes runs comparable.
    let sorted = counts.counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    occurrences = sorted.map(\.value)
    pieces = []
    // What spells a special token is that token.
    for (id, name) in special.enumerated() where name.utf8.allSatisfy({ (33...126).contains($0) }) {
      idOfToken[Array(name.utf8)] = UInt32(id)
    }
    var idOfByte = [UInt32](repeating: 0, count: 256)
    for byte in Self.alphabet { idOfByte[Int(byte)] = takeID(of: [byte]) }
    pieces = sorted.map { piece, _ in piece.map { Symbol(id: idOfByte[Int($0)], length: 1) } }
  }

  /// The id of a token, which is new unless something else spells the same.
  private mutating func takeID(of bytes: [UInt8]) -> UInt32 {
    if let id = idOfToken[bytes] {
      vocabulary.tokens[Int(id)] = bytes
      return id
    }
    let id = UInt32(vocabulary.tokens.count)
    idOfToken[bytes] = id
    vocabulary.tokens.append(bytes)
    return id
  }

  /// The bytes in the order of the code points that stand for them in GPT-2's byte alphabet: the printable ones, then the others.
  package static let alphabet: [UInt8] = {
    let printable = (0...255).filter { (33...126).contains($0) || (161...172).contains($0) || (174...255).contains($0) }
    return (printable + (0...255).filter { !printable.contains($0) }).map { UInt8($0) }
  }()

  /// Merges until the vocabulary is full or no pair is left.
  package consuming func train() -> TrainedVocabulary {
    var positions: [Pair: Set<Int>] = [:]
    for (index, piece) in pieces.enumerated() {
      for (left, right) in zip(piece, piece.dropFirst()) {
        pairCounts[Pair(left.id, right.id), default: 0] += occurrences[index]
        positions[Pair(left.id, right.id), default: []].insert(index)
      }
    }
    queue(positions)
    while vocabulary.tokens.count < options.vocabularySize, let best = takeBest() {
      if best.count < 1 || best.count < options.minimumFrequency { break }
      merge(best)
    }
    return vocabulary
  }

  private mutating func queue(_ positions: [Pair: Set<Int>]) {
    for (pair, pieces) in positions {
      let count = pairCounts[pair] ?? 0
      if count > 0 { push(Candidate(pair: pair, count: count, pieces: pieces)) }
    }
  }

  private mutating func merge(_ best: Candidate) {
    let bytes = vocabulary.tokens[Int(best.pair.left)] + vocabulary.tokens[Int(best.pair.right)]
    let id = takeID(of: bytes)
    vocabulary.merges.append(best.pair)
    var positions: [Pair: Set<Int>] = [:]
    for index in best.pieces {
      for (pair, change) in merge(best.pair, into: Symbol(id: id, length: bytes.count), piece: index) {
        pairCounts[pair, default: 0] += change * occurrences[index]
        if change > 0 { positions[pair, default: []].insert(index) }
      }
    }
    queue(positions)
  }

  /// Merges a pair in one piece, and gives the pairs that came and went.
  private mutating func merge(_ pair: Pair, into symbol: Symbol, piece: Int) -> [(Pair, Int)] {
    var changes: [(Pair, Int)] = []
    let limit = options.maximumTokenLength ?? .max
    var symbols = pieces[piece]
    var index = 0
    while index + 1 < symbols.count {
      if symbols[index].id == pair.left, symbols[index + 1].id == pair.right {
        if index > 0 {
          let before = symbols[index - 1]
          changes.append((Pair(before.id, pair.left), -1))
          if before.length + symbol.length < limit { changes.append((Pair(before.id, symbol.id), 1)) }
        }
        symbols.replaceSubrange(index...index + 1, with: [symbol])
        if index + 1 < symbols.count {
          let after = symbols[index + 1]
          changes.append((Pair(pair.right, after.id), -1))
          if after.length + symbol.length < limit { changes.append((Pair(symbol.id, after.id), 1)) }
        }
      }
      index += 1
    }
    pieces[piece] = symbols
    return changes
  }

  // MARK: The queue, a binary heap

  private static func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
    a.count != b.count ? a.count > b.count : (a.pair.left, a.pair.right) < (b.pair.left, b.pair.right)
  }

  /// The candidate to merge next; those whose counts have changed since they were queued go back with the new count.
  private mutating func takeBest() -> Candidate? {
    while var best = pop() {
      let count = max(0, pairCounts[best.pair] ?? 0)
      if best.count == count { return best }
      best.count = count
      push(best)
    }
    return nil
  }

  private mutating func push(_ candidate: Candidate) {
    candidates.append(candidate)
    var index = candidates.count - 1
    while index > 0, Self.precedes(candidates[index], candidates[(index - 1) / 2]) {
      candidates.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func pop() -> Candidate? {
    guard let last = candidates.indices.last else { return nil }
    candidates.swapAt(0, last)
    let top = candidates.removeLast()
    var index = 0
    while true {
      var first = index
      for child in [2 * index + 1, 2 * index + 2] where child < candidates.count {
        if Self.precedes(candidates[child], candidates[first]) { first = child }
      }
      if first == index { return top }
      candidates.swapAt(index, first)
      index = first
    }
  }
}
