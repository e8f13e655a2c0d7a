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

/// What a scan of one record says.
package struct ContaminationScan: Sendable {
  package var candidates: [ContaminationCandidate] = []
  /// The runs of any item that stand in the record, by their numbers, each once.
  var seen: [Int32] = []
  /// Whether nothing was found at all.
  package var isEmpty: Bool { seen.isEmpty }

  /// A run of an item that stands in the record.
  private struct Hit {
    var position: Int
    var place: EvaluationIndex.Place
  }

  /// Looks for the items of an index in what a record says.
  package init(_ text: RecordText, _ index: EvaluationIndex) {
    let words = text.words
    var hasDigits = false
    let hashes = [UInt64](unsafeUninitializedCapacity: words.count) { hashes, count in
      count = words.count
      // SAFETY: each place is written once.
      for (index, word) in words.enumerated() {
        hashes[index] = word.hash
        hasDigits = hasDigits || word.hasDigit
      }
    }
    var found: [(position: Int, number: Int32)] = []
    let skeleton = hasDigits ? words.map { $0.hasDigit ? EvaluationIndex.number : $0.hash } : []
    for length in index.lengths {
      EvaluationIndex.forEachRun(of: hashes, length: length) { position, hash in
        if let number = index.number(of: hash) { found.append((position, Int32(number))) }
      }
      guard hasDigits else { continue }
      EvaluationIndex.forEachRun(of: skeleton, length: length) { position, hash in
        // A run without digits has been found as it is written.
        guard let number = index.number(of: hash),
          skeleton[position..<position + length].contains(EvaluationIndex.number)
        else { return }
        found.append((position, Int32(number)))
      }
    }
    if found.isEmpty { return }
    seen = Set(found.map(\.number)).sorted()
    var hits: [Int32: [Hit]] = [:]
    found.sort { $0 < $1 }
    for (position, number) in found {
      for place in index.places[Int(number)] {
        hits[place.item, default: []].append(Hit(position: position, place: place))
      }
    }
    let fields = AnswerFields(text, words)
    for item in hits.keys.sorted() {
      let own = hits[item] ?? []
      let value = index.items[Int(item)]
      func window(_ form: EvaluationIndex.Form) -> ContaminationWindow? {
        Self.window(value, index.runs(of: Int(item), form).hashes.count, form, own, words, hashes, fields)
      }
      let written = window(.written)
      let skeleton = value.numbers.isEmpty ? nil : window(.skeleton)
      if written == nil, skeleton == nil { continue }
      candidates.append(ContaminationCandidate(item: Int(item), written: written, skeleton: skeleton))
    }
  }

  /// The window of an item with the most of its runs, of several the first; nil where it has less than four tenths.
  private static func window(
    _ value: EvaluationItem, _ count: Int, _ form: EvaluationIndex.Form, _ all: [Hit], _ words: [TextWord],
    _ hashes: [UInt64], _ fields: AnswerFields
  ) -> ContaminationWindow? {
    let longest = value.question.count * 3 / 2 + 10
    let hits = all.filter { $0.place.run(form) >= 0 }
    var counts: [Int32: Int] = [:]
    // Behind the last new run others may follow that were there before: numbers are looked for among them too.
    var best = (count: 0, first: 0, last: 0, end: 0)
    var first = 0
    for last in hits.indices {
      counts[hits[last].place.run(form), default: 0] += 1
      while hits[last].position + value.runLength - hits[first].position > longest, first < last {
        let run = hits[first].place.run(form)
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
      let run = hit.place.run(form)
      found[Int(run) / 64] |= 1 << UInt64(run % 64)
    }
    let range = hits[best.first].position..<hits[best.last].position + value.runLength
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
