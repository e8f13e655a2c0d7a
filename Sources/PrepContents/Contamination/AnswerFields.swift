/// The words of a record field by field, among which the answers to questions are looked for.
struct AnswerFields {
  /// How far behind a question its answer may begin, in words, and how far it may be from an end of another text.
  private static let reach = 20

  /// For each field its words.
  private let ranges: [Range<Int>]

  init(_ text: RecordText, _ words: [TextWord]) {
    var ranges: [Range<Int>] = []
    var next = 0
    for field in text.fields {
      let start = next
      while next < words.count, words[next].range.lowerBound < field.range.upperBound { next += 1 }
      if next > start { ranges.append(start..<next) }
    }
    self.ranges = ranges
  }

  /// The words in which an item's answer stands: within twenty words behind its question, and as many more as its choices
  /// have; else at the beginning or the end of the next text, or as the whole of another one.
  func answer(of item: EvaluationItem, behind question: Range<Int>, _ hashes: [UInt64]) -> Range<Int>? {
    for answer in item.answers where !answer.isEmpty {
      let end = question.upperBound
      if let found = Self.find(answer, startingIn: end..<end + Self.reach + item.choiceWords, hashes[...]) {
        return found
      }
      guard let own = ranges.firstIndex(where: { $0.contains(question.lowerBound) }) else { continue }
      if own + 1 < ranges.count {
        let next = ranges[own + 1]
        let starts = [
          next.lowerBound..<min(next.upperBound, next.lowerBound + Self.reach),
          max(next.lowerBound, next.upperBound - Self.reach - answer.count)..<next.upperBound,
        ]
        for range in starts {
          if let found = Self.find(answer, startingIn: range, hashes[..<next.upperBound]) { return found }
        }
      }
      for range in ranges where range.count == answer.count && !range.overlaps(question) {
        if hashes[range].elementsEqual(answer) { return range }
      }
    }
    return nil
  }

  private static func find(
    _ answer: [UInt64], startingIn starts: Range<Int>, _ hashes: ArraySlice<UInt64>
  ) -> Range<Int>? {
    let last = min(starts.upperBound, hashes.endIndex - answer.count + 1)
    guard starts.lowerBound < last else { return nil }
    for start in starts.lowerBound..<last where hashes[start..<start + answer.count].elementsEqual(answer) {
      return start..<start + answer.count
    }
    return nil
  }
}
