/// When a word is taken for another one that is misspelt.
enum Misspelling {
  /// The longest word that is compared, in bytes.
  static let longest = 64

  /// Whether a word can be misspelt at all: no name, no number, nothing short.
  static func isPossible(_ word: TextWord, begins: Bool) -> Bool {
    !word.isSign && !word.hasDigit && (!word.isCapital || begins) && word.range.count >= 4
      && word.range.count <= longest
  }

  /// Whether two words in normal form differ as little as a slip does: both have four letters or more, begin with the
  /// same letter, and one or, from eight letters on, two letters are left out, put in, changed or swapped; but not at
  /// the end alone, where `eight` becomes `eighty`.
  static func isOne(_ word: [UInt8], of meant: [UInt8]) -> Bool {
    guard word != meant, word.count <= longest, meant.count <= longest else { return false }
    let left = scalars(word)
    let right = scalars(meant)
    guard left.count >= 4, right.count >= 4, left[0] == right[0], !left.contains(0x5F), !right.contains(0x5F) else {
      return false
    }
    if left.starts(with: right) || right.starts(with: left) { return false }
    return distance(left, right) <= (left.count >= 8 ? 2 : 1)
  }

  private static func scalars(_ text: [UInt8]) -> [UInt32] {
    String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
  }

  /// The least number of letters left out, put in, changed, or swapped with the next one, where no letter is touched
  /// twice (Damerau 1964, "A technique for computer detection and correction of spelling errors").
  static func distance(_ left: [UInt32], _ right: [UInt32]) -> Int {
    if abs(left.count - right.count) > 2 { return 3 }
    var before: [Int] = []
    var last = Array(0...right.count)
    for i in 1...left.count {
      var row = [i] + [Int](repeating: 0, count: right.count)
      for j in 1...right.count {
        let change = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
        row[j] = min(min(last[j], row[j - 1]) + 1, change)
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          row[j] = min(row[j], before[j - 2] + 1)
        }
      }
      (before, last) = (last, row)
    }
    return last[right.count]
  }
}

/// The words of a side that a misspelt one may stand for, each once, by their first byte.
struct SpellingCandidates {
  struct Word {
    var hash: UInt64
    var form: [UInt8]
  }

  private var words: [UInt8: [Word]] = [:]

  init(_ sides: WordSides, _ range: Range<Int>) {
    var seen = Set<UInt64>()
    for word in sides.words[range] where !word.isSign && !word.hasDigit && word.range.count <= Misspelling.longest {
      guard word.range.count >= 4, seen.insert(word.hash).inserted else { continue }
      let form = sides.form(of: word)
      if let first = form.first { words[first, default: []].append(Word(hash: word.hash, form: form)) }
    }
  }

  /// Those with the same first byte and about as long.
  func words(like form: [UInt8]) -> some Sequence<Word> {
    (form.first.flatMap { words[$0] } ?? []).lazy.filter { abs($0.form.count - form.count) <= 8 }
  }
}
