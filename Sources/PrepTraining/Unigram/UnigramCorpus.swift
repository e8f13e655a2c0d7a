internal import PrepBytes
import PrepDiagnostics

/// The words that pieces are learnt from, as numbers of characters one after another, in the order of their bytes.
struct UnigramCorpus {
  /// Where a word begins, how many characters it has, and how often it occurs.
  struct Word {
    var start: Int
    var count: Int
    var weight: Double
  }

  /// The characters, in the order of their code points.
  private(set) var characters: [Unicode.Scalar] = []
  /// How often each occurs.
  private(set) var counts: [Int] = []
  /// The numbers of the characters of all words.
  private(set) var text: [UInt32] = []
  private(set) var words: [Word] = []
  /// For each place in the text, where its word ends.
  private(set) var ends: [UInt32] = []

  /// - Throws: ``TrainingFailure`` when there are more characters than training can hold.
  init(_ counter: borrowing WordCounter, _ options: UnigramOptions) throws(TrainingFailure) {
    var seen: [UInt32: Int] = [:]
    var size = 0
    counter.forEach { word, count in
      for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
        seen[scalar.value, default: 0] &+= count
        size &+= 1
      }
    }
    if size >= 1 << 31 {
      throw TrainingFailure(
        "the \(Counted(counter.distinctCount, "different piece")) have \(Counted(size, "character")), more than training can hold; "
          + "leave out long ones with --max-word-bytes, or take a --sample")
    }
    for character in options.initialAlphabet where seen[character] == nil { seen[character] = 0 }
    let kept = CharacterAlphabet.kept(seen, limit: options.alphabetLimit, initial: options.initialAlphabet)
    characters = kept.compactMap(Unicode.Scalar.init)
    counts = characters.map { seen[$0.value] ?? 0 }
    let numbers = Dictionary(
      characters.enumerated().map { ($1.value, UInt32($0)) }, uniquingKeysWith: { one, _ in one })
    text.reserveCapacity(size)
    counter.forEachSorted { word, count in
      var start = text.count
      func close() {
        if text.count > start {
          words.append(Word(start: start, count: text.count - start, weight: Double(count)))
          ends += repeatElement(UInt32(text.count), count: text.count - start)
        }
        start = text.count
      }
      // What is left out parts words.
      for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
        if let number = numbers[scalar.value] { text.append(number) } else { close() }
      }
      close()
    }
  }

  /// The text of a stretch.
  func bytes(_ start: Int, _ count: Int) -> [UInt8] {
    var output: [UInt8] = []
    for number in text[start..<start + count] { output += Array(String(characters[Int(number)]).utf8) }
    return output
  }
}
