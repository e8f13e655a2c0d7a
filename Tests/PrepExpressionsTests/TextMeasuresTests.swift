import PrepContents
import TestSupport
import Testing

@testable import PrepExpressions

/// Each measure beside a plain way to find it.
@Suite struct TextMeasuresTests {
  private func measures(_ text: String) -> TextMeasures {
    let measures = TextMeasures()
    measures.take(Array(text.utf8))
    return measures
  }

  @Test(arguments: [
    ("", 0, 0, 0), ("one", 1, 1, 1), ("don't stop!!", 3, 3, 5), ("a_b 12 x-y", 4, 4, 5), ("naïve café", 2, 2, 2),
    ("你好，世界", 4, 1, 1), ("... — ##", 0, 0, 4), ("नमस्ते दुनिया", 2, 2, 2), ("e\u{301}te", 1, 1, 1),
  ]) func words(_ text: String, words: Int, webWords: Int, pieces: Int) {
    let measures = measures(text)
    #expect(measures.words == words && measures.webWords == webWords && measures.pieceCount == pieces, "\(text)")
  }

  @Test func `lines, paragraphs and sentences`() {
    #expect(measures("a\nb").lineCount == 2 && measures("a\nb\n").lineCount == 2 && measures("").lineCount == 0)
    #expect(measures("a\n\n\nb\nc\n\n").paragraphCount == 2)
    #expect(measures("It is 3.5 m. Yes! No?\nA title\n\n").sentences == 4)
    #expect(measures("今日は。明日は？").sentences == 2)
    #expect(measures("\"Go.\" He went. 'A.' (B.)").sentences == 4)
  }

  @Test func `shares of lines and characters`() {
    let text = measures("- one\n• two\nthree...\nfour…\nEnd.\n")
    #expect(text.bulletLines == 0.4 && text.ellipsisLines == 0.4)
    #expect(text.punctuatedLines == 0.4 && text.shortLines(5) == 0.8 && text.longLines(8) == 1)
    #expect(measures("ab1 ").share(of: "letters") == 0.5 && measures("ab1 ").share(of: "digits") == 0.25)
    #expect(measures("").share(of: "spaces") == 0 && measures("\u{3000}!").share(of: "spaces") == 0.5)
    #expect(measures("# # a ... b…").hashesPerWord == 2 / 6.0 && measures("# # a ... b…").ellipsesPerWord == 2 / 6.0)
    #expect(measures("a\r\n- b\u{2028}•c").bulletLines == 2 / 3.0 && measures("a\u{85}b… \n").ellipsisLines == 0.5)
    #expect(measures("the cat and THE that").stopWords == 3 && measures("a bb ccc !!").meanWordLength == 2)
    #expect(measures("a 1 !").wordsWithLetters == 1 / 3.0)
  }

  @Test func `lines as C4 has them`() {
    func clean(_ text: String) -> [Int] {
      let measures = measures(text)
      return [measures.cleanSentences, measures.fillerLines, measures.braceLines]
    }
    #expect(
      clean("One two three. Four five!\nNo end here\nTwo words.\nIt said: \"Go now.\"\nSo it goes...") == [3, 0, 0])
    #expect(clean("We use COOKIES here. Read the Terms of Use now.\nTurn on JavaScript, please {a}.") == [0, 0, 0])
    #expect(clean("Lorem ipsum dolor sit.\nA brace { in here.\nlorem ipsum") == [0, 1, 1])
    #expect(
      clean("It is so.[12] And so.[citation needed]\nIt is \(String(repeating: "x", count: 1001)).") == [2, 0, 0])
    #expect(clean("\u{2003}Is it so? It is 3.5 m. Is it?! Yes.\u{2028}") == [3, 0, 0])
  }

  @Test func `repetition is as a plain count finds it`() {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<80 {
      let words = ["a", "bb", "the", "cat.", "sat", "on", "it", "!", "...", "x-1"]
      let text = (0..<Int.random(in: 0...120, using: &random)).map { _ in
        (words.prefix(Int.random(in: 2...10, using: &random)).randomElement(using: &random) ?? "")
          + (Int.random(in: 0...7, using: &random) == 0 ? "\n" : " ")
      }.joined()
      let found = measures(text)
      let bytes = Array(text.utf8)
      let units = found.pieces.map { String(decoding: bytes[$0.range], as: UTF8.self) }
      let all = Double(text.count)
      for size in 1...10 {
        guard units.count >= size else {
          #expect(found.topGram(size) == 0 && found.duplicateGrams(size) == 0)
          continue
        }
        let grams = (0...units.count - size).map { Array(units[$0..<$0 + size]) }
        var counts: [[String]: Int] = [:]
        for gram in grams { counts[gram, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        let first = grams.first { counts[$0] == most } ?? []
        #expect(found.topGram(size) == Double(first.joined(separator: " ").count * most) / all)
        var (place, repeated, seen) = (0, 0, Set<[String]>())
        while place < grams.count {
          if seen.insert(grams[place]).inserted {
            place += 1
          } else {
            repeated += grams[place].joined().count
            place += size
          }
        }
        #expect(found.duplicateGrams(size) == Double(repeated) / all)
      }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
      let full = lines.filter { $0.contains { $0 != " " } }
      var seen: Set<String> = []
      let repeated = full.filter { !seen.insert($0).inserted }.reduce(0) { $0 + $1.count }
      let letters = text.count { $0 != "\n" }
      #expect(found.duplicateTextLines == (letters == 0 ? 0 : Double(repeated) / Double(letters)))
    }
  }

  @Test func `a text is measured anew, whatever came before`() {
    let measures = TextMeasures()
    for text in ["a b a b a b", "", "a b a b a b", "x", "y y y y"] {
      measures.take(Array(text.utf8))
      let fresh = self.measures(text)
      #expect(measures.topGram(2) == fresh.topGram(2) && measures.duplicateGrams(2) == fresh.duplicateGrams(2))
      #expect(measures.words == fresh.words && measures.lineCount == fresh.lineCount)
    }
  }

  @Test func `any bytes are measured without a crash`() {
    var random = SeededGenerator(seed: 10)
    let measures = TextMeasures()
    for _ in 0..<500 {
      measures.take(
        Array(String(decoding: random.bytes(count: Int.random(in: 0...80, using: &random)), as: UTF8.self).utf8))
      _ = (
        measures.words, measures.sentences, measures.topGram(3), measures.duplicateGrams(2), measures.punctuatedLines
      )
      _ = (
        measures.duplicateLines, measures.duplicateParagraphs, measures.share(of: "punctuation"),
        measures.meanWordLength
      )
    }
  }
}
