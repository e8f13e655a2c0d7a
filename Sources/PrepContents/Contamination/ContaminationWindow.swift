/// Much of an item of an evaluation in a stretch of a record.
package struct ContaminationWindow: Sendable {
  /// Which runs of the item stand there: a bit each.
  var found: [UInt64]
  /// The window in the record's text, in bytes.
  package var place: Range<Int>
  /// Where the answer follows, in bytes; nil where it does not.
  package var answer: Range<Int>?
  /// Whether the item's numbers stand there in order.
  var hasNumbers: Bool
}

/// An item of an evaluation of which much stands in a record.
package struct ContaminationCandidate: Sendable {
  /// The number of the item.
  package var item: Int
  /// Where most of it stands as it is written; nil where there is too little of it.
  package var written: ContaminationWindow?
  /// Where most of it stands but for its numbers; nil for an item without any.
  package var skeleton: ContaminationWindow?
}

/// Where the runs of items stand in a record.
struct ContaminatedText {
  /// A run of the item that is looked for.
  private struct Hit {
    var position: Int
    /// Which of the item's different runs of a form it is.
    var run: Int
  }

  private let index: EvaluationIndex
  private let text: ScannedText
  private let fields: AnswerFields
  /// For each run that stands there the places of its first words.
  let positions: [Int32: [Int]]

  init(_ text: RecordText, _ index: EvaluationIndex) {
    let scanned = ScannedText(text)
    var positions: [Int32: [Int]] = [:]
    scanned.forEachRun(of: index) { positions[$1, default: []].append($0) }
    (self.index, self.text, self.positions) = (index, scanned, positions)
    fields = AnswerFields(text, scanned.words)
  }

  /// Where most of an item stands; nil where there is too little of it.
  func candidate(of item: Int) -> ContaminationCandidate? {
    let written = window(item, .written)
    let skeleton = index.items[item].numbers.isEmpty ? nil : window(item, .skeleton)
    if written == nil, skeleton == nil { return nil }
    return ContaminationCandidate(item: item, written: written, skeleton: skeleton)
  }

  /// The window of an item with the most of its runs, of several the first; nil where it has less than four tenths.
  private func window(_ item: Int, _ form: EvaluationIndex.Form) -> ContaminationWindow? {
    let value = index.items[item]
    let runs = index.runs(of: item, form).hashes
    let (count, longest) = (runs.count, value.question.count * 3 / 2 + 10)
    var hits: [Hit] = []
    for (run, number) in runs.enumerated() {
      for position in positions[number] ?? [] { hits.append(Hit(position: position, run: run)) }
    }
    hits.sort { $0.position < $1.position }
    var counts: [Int: Int] = [:]
    // Behind the last new run others may follow that were there before: numbers are looked for among them too.
    var best = (count: 0, first: 0, last: 0, end: 0)
    var first = 0
    for last in hits.indices {
      counts[hits[last].run, default: 0] += 1
      while hits[last].position + value.runLength - hits[first].position > longest, first < last {
        let run = hits[first].run
        counts[run] = counts[run] == 1 ? nil : (counts[run] ?? 1) - 1
        first += 1
      }
      if counts.count > best.count {
        best = (counts.count, first, last, last)
      } else if first == best.first {
        best.end = last
      }
    }
    guard best.count > 0, best.count * 10 >= count * 4 else { return nil }
    var found = [UInt64](repeating: 0, count: count / 64 + 1)
    for hit in hits[best.first...best.last] {
      found[hit.run / 64] |= 1 << UInt64(hit.run % 64)
    }
    let range = hits[best.first].position..<hits[best.last].position + value.runLength
    let (words, hashes) = (text.words, text.hashes)
    let answer = fields.answer(of: value, behind: range, hashes)
    return ContaminationWindow(
      found: found,
      place: words[range.lowerBound].range.lowerBound..<words[range.upperBound - 1].range.upperBound,
      answer: answer.map { words[$0.lowerBound].range.lowerBound..<words[$0.upperBound - 1].range.upperBound },
      hasNumbers: Self.stand(
        value.numbers,
        in: hashes[
          max(0, range.lowerBound - 6)..<min(hashes.count, hits[best.end].position + value.runLength + 6)]))
  }

  private static func stand(_ numbers: [UInt64], in words: ArraySlice<UInt64>) -> Bool {
    var next = 0
    for word in words where next < numbers.count && word == numbers[next] { next += 1 }
    return next == numbers.count
  }
}
