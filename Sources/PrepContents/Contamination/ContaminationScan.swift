/// An item of an evaluation of which much stands in a record.
package struct ContaminationCandidate: Sendable {
  /// The number of the item.
  package var item: Int
  /// Which runs of the item stand in the window: a bit each.
  var found: [UInt64]
  /// The window in the record's text, in bytes.
  package var window: Range<Int>
  /// Where the answer follows, in bytes; nil where it does not.
  package var answer: Range<Int>?
  /// Whether the item's numbers stand there in order.
  var hasNumbers: Bool
}

/// What a scan of one record says.
package struct ContaminationScan: Sendable {
  package var candidates: [ContaminationCandidate] = []
  /// The runs of any item that stand in the record, by their numbers, each once.
  var seen: [Int32] = []
  /// Whether nothing was found at all.
  package var isEmpty: Bool { seen.isEmpty }

  /// Looks for the items of an index in a text's words, without signs.
  package init(_ words: [TextWord], _ index: EvaluationIndex) {
    let hashes = words.map(\.hash)
    var hits: [Int32: [(position: Int, run: Int32)]] = [:]
    var seen = Set<Int32>()
    for length in index.lengths {
      EvaluationIndex.forEachRun(of: hashes, length: length) { position, hash in
        guard let number = index.number(of: hash) else { return }
        seen.insert(Int32(number))
        for place in index.places[number] where index.items[Int(place.item)].runLength == length {
          hits[place.item, default: []].append((position, place.run))
        }
      }
    }
    self.seen = seen.sorted()
    for item in hits.keys.sorted() {
      if let candidate = Self.candidate(Int(item), hits[item] ?? [], words, hashes, index) {
        candidates.append(candidate)
      }
    }
  }

  /// The window of an item with the most of its runs, of several the first; nil where it has less than four tenths.
  private static func candidate(
    _ item: Int, _ hits: [(position: Int, run: Int32)], _ words: [TextWord], _ hashes: [UInt64],
    _ index: EvaluationIndex
  ) -> ContaminationCandidate? {
    let value = index.items[item]
    let longest = value.question.count * 3 / 2 + 10
    var counts: [Int32: Int] = [:]
    var best = (count: 0, first: 0, last: 0)
    var first = 0
    for last in hits.indices {
      counts[hits[last].run, default: 0] += 1
      while hits[last].position + value.runLength - hits[first].position > longest, first < last {
        let run = hits[first].run
        counts[run] = counts[run] == 1 ? nil : (counts[run] ?? 1) - 1
        first += 1
      }
      if counts.count > best.count { best = (counts.count, first, last) }
    }
    guard best.count * 10 >= index.runCounts[item] * 4 else { return nil }
    var found = [UInt64](repeating: 0, count: index.runCounts[item] / 64 + 1)
    for hit in hits[best.first...best.last] { found[Int(hit.run) / 64] |= 1 << UInt64(hit.run % 64) }
    let range = hits[best.first].position..<hits[best.last].position + value.runLength
    let window = words[range.lowerBound].range.lowerBound..<words[range.upperBound - 1].range.upperBound
    let answer = Self.answer(value.answer, behind: range.upperBound, hashes)
    return ContaminationCandidate(
      item: item, found: found, window: window,
      answer: answer.map { words[$0.lowerBound].range.lowerBound..<words[$0.upperBound - 1].range.upperBound },
      hasNumbers: Self.stand(
        value.numbers, in: hashes[max(0, range.lowerBound - 6)..<min(hashes.count, range.upperBound + 6)]))
  }

  /// Where an answer stands within twenty words behind a place.
  private static func answer(_ answer: [UInt64], behind end: Int, _ hashes: [UInt64]) -> Range<Int>? {
    guard !answer.isEmpty else { return nil }
    for start in end..<max(end, min(end + 20, hashes.count - answer.count + 1))
    where hashes[start..<start + answer.count].elementsEqual(answer) { return start..<start + answer.count }
    return nil
  }

  private static func stand(_ numbers: [UInt64], in words: ArraySlice<UInt64>) -> Bool {
    var next = 0
    for word in words where next < numbers.count && word == numbers[next] { next += 1 }
    return next == numbers.count
  }
}
