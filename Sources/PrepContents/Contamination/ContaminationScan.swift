/// What a scan of one record says: which runs of items stand in it. Of which items enough stands there is a
/// ``ContaminationSearch``'s business, when it is known how much each run says.
package struct ContaminationScan: Sendable {
  /// The runs of any item that stand in the record, by their numbers, each once.
  let seen: [Int32]
  /// Whether nothing was found at all.
  package var isEmpty: Bool { seen.isEmpty }

  /// Looks for the items of an index in what a record says.
  package init(_ text: RecordText, _ index: EvaluationIndex) {
    var found: [Int32] = []
    ScannedText(text).forEachRun(of: index) { _, number in found.append(number) }
    seen = found.isEmpty ? [] : Set(found).sorted()
  }
}

/// What a record says, by the hashes of its words.
struct ScannedText {
  let words: [TextWord]
  let hashes: [UInt64]
  private let hasDigits: Bool

  init(_ text: RecordText) {
    let words = text.words
    var hasDigits = false
    hashes = [UInt64](unsafeUninitializedCapacity: words.count) { hashes, count in
      count = words.count
      // SAFETY: each place is written once.
      for (index, word) in words.enumerated() {
        hashes[index] = word.hash
        hasDigits = hasDigits || word.hasDigit
      }
    }
    (self.words, self.hasDigits) = (words, hasDigits)
  }

  /// Calls a closure with each run of an item: the place of its first word, and its number.
  func forEachRun(of index: EvaluationIndex, _ body: (Int, Int32) -> Void) {
    let skeleton = hasDigits ? words.map { $0.hasDigit ? EvaluationIndex.number : $0.hash } : []
    for length in index.lengths {
      EvaluationIndex.forEachRun(of: hashes, length: length) { position, hash in
        if let number = index.number(of: hash) { body(position, Int32(number)) }
      }
      guard hasDigits else { continue }
      EvaluationIndex.forEachRun(of: skeleton, length: length) { position, hash in
        // A run without digits has been found as it is written.
        guard let number = index.number(of: hash),
          skeleton[position..<position + length].contains(EvaluationIndex.number)
        else { return }
        body(position, Int32(number))
      }
    }
  }
}
