import PrepContents

/// What filters measure of a text. For one thread; what was found of a text is kept until the next one comes.
package final class TextMeasures {
  private(set) var text: [UInt8] = []
  private var scanner = TextPieces()
  private var hasPieces = false
  private var facts: PieceFacts?
  private var linesOfText: [TextLine]?
  private var allLinesOfText: [Range<Int>]?
  private var clean: CleanLines?
  private var wordsOfText: Int?
  private var charactersOfText: Int?
  private var grams = GramTable()
  private var table = RepeatTable()

  package init() {}

  /// Takes a text in UTF-8.
  package func take(_ text: [UInt8]) {
    if text == self.text { return }
    self.text = text
    hasPieces = false
    facts = nil
    linesOfText = nil
    allLinesOfText = nil
    clean = nil
    wordsOfText = nil
    charactersOfText = nil
    grams.forgetText()
  }

  /// The pieces, which presets count.
  var pieces: [TextPiece] {
    if !hasPieces {
      text.withUnsafeBufferPointer { scanner.scan($0) }
      hasPieces = true
    }
    return scanner.pieces
  }

  /// What is counted of the pieces in one go.
  private struct PieceFacts {
    var words = 0
    var charactersOfWords = 0
    var withLetters = 0
    var stops: UInt8 = 0
    var ellipses = 0
  }

  private var pieceFacts: PieceFacts {
    if let facts { return facts }
    var found = PieceFacts()
    let pieces = pieces
    text.withUnsafeBufferPointer { text in
      for piece in pieces {
        if piece.hasLetter { found.withLetters += 1 }
        guard piece.isWord else {
          // Rows of stops and ellipses are always pieces of their own.
          if text[Int(piece.start)] == 0x2E {
            found.ellipses += Int(piece.end - piece.start) / 3
          } else if text[Int(piece.start)] == 0xE2, TextLines.has("…", text, at: Int(piece.start)) {
            found.ellipses += 1
          }
          continue
        }
        found.words += 1
        found.charactersOfWords += Int(piece.characters)
        if piece.end - piece.start <= 4 { found.stops |= Self.stop(text, piece.range) }
      }
    }
    facts = found
    return found
  }

  /// The lines between line feeds: one more than there are of these.
  var lines: [TextLine] {
    if let linesOfText { return linesOfText }
    let isASCII = characters == text.count
    let lines = text.withUnsafeBufferPointer { TextLines.split($0, isASCII: isASCII) }
    linesOfText = lines
    return lines
  }

  /// Lines with every kind of line end, as Python's `splitlines` has them.
  private var allLines: [Range<Int>] {
    if let allLinesOfText { return allLinesOfText }
    let found: [Range<Int>]
    if text.withUnsafeBufferPointer({ TextLines.mayHaveOtherEnds($0) }) {
      found = text.withUnsafeBufferPointer { TextLines.universal($0) }
    } else {
      let ranges = lines.map(\.range)
      found = ranges.last?.isEmpty ?? false ? ranges.dropLast() : ranges
    }
    allLinesOfText = found
    return found
  }

  private var cleanLines: CleanLines {
    if let clean { return clean }
    let (pieces, lines) = (pieces, allLines)
    let found = text.withUnsafeBufferPointer { CleanLines($0, pieces, lines: lines) }
    clean = found
    return found
  }

  // MARK: Counts

  /// Words, as ``WordStream`` has them.
  package var words: Int {
    if let wordsOfText { return wordsOfText }
    let words = text.withUnsafeBufferPointer { WordStream.count($0) }
    wordsOfText = words
    return words
  }

  /// Words as presets count them: pieces with anything but marks.
  package var webWords: Int { pieceFacts.words }

  /// Pieces.
  package var pieceCount: Int { pieces.count }

  /// Characters, which are code points.
  package var characters: Int {
    if let charactersOfText { return charactersOfText }
    let characters = text.withUnsafeBufferPointer { TextLines.characters($0, 0..<$0.count) }
    charactersOfText = characters
    return characters
  }

  /// Lines; what a line feed ends is one, and there is none in an empty text.
  package var lineCount: Int { text.isEmpty ? 0 : lines.count - (text.last == 0x0A ? 1 : 0) }

  /// Paragraphs: what lines without anything in them part.
  package var paragraphCount: Int { paragraphs.count(where: { !$0.isEmpty }) }

  /// Sentences: what ends in a mark that ends sentences, or in the end of a line.
  package var sentences: Int { lines.reduce(0) { $0 + sentences(in: $1.range) } }

  /// The sentences of a line.
  func sentences(in line: Range<Int>) -> Int {
    text.withUnsafeBufferPointer { text in
      var (count, hasWord, isEnded) = (0, false, false)
      var position = line.lowerBound
      while position < line.upperBound {
        let (point, width) = TextCharacter.read(text, position)
        position += width
        if SentenceEnds.has(point) {
          // A full stop inside of a number or name ends nothing; marks of scripts without blanks end at once.
          let next = position < line.upperBound ? text[position] : 0x20
          isEnded =
            isEnded || point >= 0x80 || next <= 0x20 || next == UInt8(ascii: "\"") || next == UInt8(ascii: "'")
            || next == UInt8(ascii: ")")
        } else if point > 0x20, point != 0x22, point != 0x27, point != 0x29, point != 0x201D, point != 0x300D {
          if isEnded, hasWord { count += 1 }
          isEnded = false
          hasWord = true
        }
      }
      return count + (hasWord ? 1 : 0)
    }
  }

  /// Sentences of the lines that C4 keeps; see ``CleanLines``.
  package var cleanSentences: Int { cleanLines.sentences }
  /// Lines that C4 would keep, had they not "lorem ipsum" or a brace.
  package var fillerLines: Int { cleanLines.fillers }
  package var braceLines: Int { cleanLines.braces }

  // MARK: Shares, from 0 to 1; of nothing they are 0

  static func share(_ count: Int, of whole: Int) -> Double { whole == 0 ? 0 : Double(count) / Double(whole) }

  /// Characters a word as presets count them, in the mean.
  package var meanWordLength: Double { Self.share(pieceFacts.charactersOfWords, of: pieceFacts.words) }

  /// Signs `#` for each piece.
  package var hashesPerWord: Double { Self.share(count(of: UInt8(ascii: "#")), of: pieces.count) }

  private func count(of wanted: UInt8) -> Int {
    text.withUnsafeBufferPointer { text in
      var count = 0
      for byte in text where byte == wanted { count &+= 1 }
      return count
    }
  }

  /// `...` and `…` for each piece.
  package var ellipsesPerWord: Double { Self.share(pieceFacts.ellipses, of: pieces.count) }

  /// Newlines for each piece.
  package var newlinesPerWord: Double { Self.share(lines.count - 1, of: pieces.count) }

  /// The pieces that have a letter.
  package var wordsWithLetters: Double { Self.share(pieceFacts.withLetters, of: pieces.count) }

  /// How many different ones of eight frequent words of English there are: the, be, to, of, and, that, have, with.
  package var stopWords: Int { pieceFacts.stops.nonzeroBitCount }

  private static func stop(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UInt8 {
    var word: UInt32 = 0
    for place in range.reversed() { word = word << 8 | UInt32(text[place]) }
    switch word {
    case 0x65_6874: return 1  // the
    case 0x6562: return 2  // be
    case 0x6F74: return 4  // to
    case 0x666F: return 8  // of
    case 0x64_6E61: return 16  // and
    case 0x7461_6874: return 32  // that
    case 0x6576_6168: return 64  // have
    case 0x6874_6977: return 128  // with
    default: return 0
    }
  }

  /// Lines that begin with a bullet or a hyphen, blanks aside. Every kind of line end parts lines.
  package var bulletLines: Double {
    lineShare { text, line in
      let line = TextLines.trimmed(text, line)
      return !line.isEmpty
        && (text[line.lowerBound] == UInt8(ascii: "-") || TextLines.has("•", text, at: line.lowerBound))
    }
  }

  /// Lines that end in an ellipsis, blanks aside. Every kind of line end parts lines.
  package var ellipsisLines: Double {
    lineShare { text, line in
      let line = TextLines.trimmed(text, line)
      guard line.count >= 3 else { return false }
      return TextLines.has("...", text, at: line.upperBound - 3) || TextLines.has("…", text, at: line.upperBound - 3)
    }
  }

  private func lineShare(_ holds: (UnsafeBufferPointer<UInt8>, Range<Int>) -> Bool) -> Double {
    let lines = allLines
    return text.withUnsafeBufferPointer { text in Self.share(lines.count { holds(text, $0) }, of: lines.count) }
  }

  /// Lines that end in a mark that ends sentences, of those that are not blank.
  package var punctuatedLines: Double {
    let lines = lines
    return text.withUnsafeBufferPointer { text in
      let count = lines.count { line in
        guard !line.isBlank else { return false }
        let start = TextCharacter.start(text, endingAt: line.end, above: line.start)
        return SentenceEnds.has(TextCharacter.read(text, start).point)
      }
      return Self.share(count, of: lines.count { !$0.isBlank })
    }
  }

  /// Lines of at most so many characters, of those that are not blank.
  package func shortLines(_ most: Int) -> Double {
    let lines = lines
    return Self.share(lines.count { !$0.isBlank && $0.characters <= most }, of: lines.count { !$0.isBlank })
  }

  /// How many lines have at least so many characters.
  package func longLines(_ least: Int) -> Int { lines.count { $0.characters >= least } }

  /// Characters of a class, of all.
  package func share(of name: String) -> Double {
    var (found, all) = (0, 0)
    text.withUnsafeBufferPointer { text in
      var position = 0
      while position < text.count {
        let (point, width) = TextCharacter.read(text, position)
        position += width
        all += 1
        if CharacterClass.has(point, name) { found += 1 }
      }
    }
    return Self.share(found, of: all)
  }

  // MARK: Repetition

  /// Stretches between empty lines.
  private var paragraphs: [Range<Int>] {
    let lines = lines
    return text.withUnsafeBufferPointer { TextLines.paragraphs($0, lines) }
  }

  /// How many pieces stood before already, and their characters.
  private func duplicates(_ pieces: [Range<Int>]) -> (count: Int, characters: Int) {
    table.begin(pieces.count)
    let isASCII = characters == text.count
    return text.withUnsafeBufferPointer { text in
      var found = (count: 0, characters: 0)
      for (place, piece) in pieces.enumerated() where table.add(StretchHash.of(text, piece), at: place).count > 1 {
        found.count += 1
        found.characters += isASCII ? piece.count : TextLines.characters(text, piece)
      }
      return found
    }
  }

  /// Paragraphs that stood before: of all paragraphs, and their characters of all characters.
  package var duplicateParagraphs: (count: Double, characters: Double) { repeated(paragraphs) }

  /// Lines that stood before: of all lines, and their characters of all characters. Empty lines are none.
  package var duplicateLines: (count: Double, characters: Double) {
    repeated(TextLines.filled(lines))
  }

  /// Characters of lines that stood before, blank ones aside, of all characters but line feeds.
  package var duplicateTextLines: Double {
    let lines = lines
    return Self.share(
      duplicates(lines.filter { !$0.isBlank }.map(\.range)).characters, of: characters - (lines.count - 1))
  }

  private func repeated(_ pieces: [Range<Int>]) -> (count: Double, characters: Double) {
    if pieces.count < 2 { return (0, 0) }
    let found = duplicates(pieces)
    return (Self.share(found.count, of: pieces.count), Self.share(found.characters, of: characters))
  }

  /// The characters of the most frequent run of so many pieces, blanks between them counted, of all characters.
  package func topGram(_ count: Int) -> Double {
    let pieces = pieces
    return Self.share(
      text.withUnsafeBufferPointer { grams.top(count, pieces, $0, &table) }, of: characters)
  }

  /// The characters of runs of so many pieces that stood before, none counted twice, of all characters.
  package func duplicateGrams(_ count: Int) -> Double {
    let pieces = pieces
    return Self.share(
      text.withUnsafeBufferPointer { grams.duplicates(count, pieces, $0, &table) }, of: characters)
  }
}
