/// Holds one side of a record against the runs of another one's.
struct SideCover {
  private let kept: WordSides
  private let range: Range<Int>
  private let runs: RunSet
  /// How many comparisons of words a pair of sides may cost where misspellings are looked for; what needs more is not
  /// covered.
  private static let mostComparisons = 1 << 20

  init(_ kept: WordSides, _ range: Range<Int>, _ runs: RunSet) {
    (self.kept, self.range, self.runs) = (kept, range, runs)
  }

  /// Whether nothing of a side is missing here; adds what is taken for misspelt.
  func covers(_ other: WordSides, _ others: Range<Int>, _ covering: inout CoverIndex.Covering) -> Bool {
    let words = other.words[others]
    var hashes: [UInt64] = []
    hashes.reserveCapacity(words.count)
    for word in words { hashes.append(word.hash) }
    let most = max(1, words.count / 20)
    var respelt = 0
    var candidates: SpellingCandidates?
    var comparisons = 0
    // The runs by their last word; a run that is not there may have a misspelt word, which is looked for once.
    for index in hashes.indices {
      while let run = wanted(at: index, words), !contains(run, hashes) {
        guard let misspelt = run.first(where: { !runs.contains(RunSet.one(hashes[$0])) }), respelt < most else {
          return false
        }
        if candidates == nil { candidates = SpellingCandidates(kept, range) }
        let word = words[words.startIndex + misspelt]
        guard let speller = candidates, Misspelling.isPossible(word, begins: word.begins) else { return false }
        let form = other.form(of: word)
        var found: SpellingCandidates.Word?
        for candidate in speller.words(like: form) {
          comparisons += 1
          guard comparisons <= Self.mostComparisons else { return false }
          guard Misspelling.isOne(form, of: candidate.form) else { continue }
          let written = hashes[misspelt]
          hashes[misspelt] = candidate.hash
          if holds(around: misspelt, words, hashes) {
            found = candidate
            break
          }
          hashes[misspelt] = written
        }
        guard let found else { return false }
        respelt += 1
        covering.respelt.append(CoverIndex.Respelling(word: form, meant: found.form))
      }
    }
    return SentencePlaces(kept.words[range]).haveAll(words, hashes)
  }

  /// The run that has to be there whose last word is at a place, as the places of its words; nil where none has to be.
  private func wanted(at index: Int, _ words: ArraySlice<TextWord>) -> Range<Int>? {
    let base = words.startIndex
    if index == 0 { return words.count > 2 ? 0..<3 : 0..<words.count }
    // Where the sentence begins, as far as it matters.
    let isFirst = words[base + index].begins
    let isSecond = !isFirst && words[base + index - 1].begins
    if isFirst || isSecond {
      guard sentenceIsShort(from: isFirst ? index : index - 1, words) else { return nil }
      return isFirst ? index - 1..<index + 1 : max(0, index - 2)..<index + 1
    }
    return max(0, index - 2)..<index + 1
  }

  private func sentenceIsShort(from start: Int, _ words: ArraySlice<TextWord>) -> Bool {
    var end = start + 1
    while end < words.count, end - start < CoverIndex.shortSentence, !words[words.startIndex + end].begins { end += 1 }
    return end - start < CoverIndex.shortSentence
  }

  private func contains(_ run: Range<Int>, _ hashes: [UInt64]) -> Bool {
    let start = run.lowerBound
    switch run.count {
    case 1: return runs.contains(RunSet.one(hashes[start]))
    case 2: return runs.contains(RunSet.two(hashes[start], hashes[start + 1]))
    default: return runs.contains(RunSet.three(hashes[start], hashes[start + 1], hashes[start + 2]))
    }
  }

  /// Whether the runs that a word is of are there, but for those with another unknown word.
  private func holds(around place: Int, _ words: ArraySlice<TextWord>, _ hashes: [UInt64]) -> Bool {
    var held = false
    for index in place...min(place + 2, hashes.count - 1) {
      guard let run = wanted(at: index, words), run.contains(place) else { continue }
      if contains(run, hashes) {
        held = true
      } else if !run.contains(where: { $0 != place && !runs.contains(RunSet.one(hashes[$0])) }) {
        return false
      }
    }
    return held
  }
}

extension WordSides {
  /// A word in normal form.
  func form(of word: TextWord) -> [UInt8] {
    text.withUnsafeBufferPointer { WordStream.normalForm(of: UnsafeBufferPointer(rebasing: $0[word.range])) }
  }
}
