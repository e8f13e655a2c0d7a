import PrepContents

/// What filters measure of a text. For one thread; what was found of a text is kept until the next one comes.
package final class TextMeasures {
  private(set) var text: [UInt8] = []
  private var scan = TextScan()
  private var unitsOfText: [TextUnit] = []
  private var hasUnits = false
  private var linesOfText: [Range<Int>]?
  private var grams = GramTable()

  package init() {}

  /// Takes a text in UTF-8.
  package func take(_ text: [UInt8]) {
    if text == self.text { return }
    self.text = text
    hasUnits = false
    linesOfText = nil
    grams.forgetText()
  }

  /// The words and runs of marks.
  var units: [TextUnit] {
    if !hasUnits {
      text.withUnsafeBufferPointer { scan.scan($0, into: &unitsOfText) }
      hasUnits = true
    }
    return unitsOfText
  }

  /// The lines between line feeds: one more than there are of these.
  var lines: [Range<Int>] {
    if let linesOfText { return linesOfText }
    let lines = Self.split(text, 0..<text.count)
    linesOfText = lines
    return lines
  }

  private static func split(_ text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where text[index] == 0x0A {
      lines.append(start..<index)
      start = index + 1
    }
    lines.append(start..<range.upperBound)
    return lines
  }

  // MARK: Counts

  /// Words.
  package var words: Int { units.count(where: \.isWord) }

  /// Words and runs of marks.
  package var unitCount: Int { units.count }

  /// Characters, which are code points.
  package var characters: Int { Self.characters(text, 0..<text.count) }

  static func characters(_ text: [UInt8], _ range: Range<Int>) -> Int {
    var count = 0
    for index in range where text[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// Lines; what a line feed ends is one, and there is none in an empty text.
  package var lineCount: Int { text.isEmpty ? 0 : lines.count - (text.last == 0x0A ? 1 : 0) }

  /// Paragraphs: what lines without anything in them part.
  package var paragraphCount: Int { paragraphs.count(where: { !$0.isEmpty }) }

  /// Sentences: what ends in a mark that ends sentences, or in the end of a line.
  package var sentences: Int { lines.reduce(0) { $0 + sentences(in: $1) } }

  /// The sentences of a line.
  func sentences(in line: Range<Int>) -> Int {
    text.withUnsafeBufferPointer { text in
      var (count, hasWord, isEnded) = (0, false, false)
      var position = line.lowerBound
      while position < line.upperBound {
        let (point, width) = TextScan.character(text, position)
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

  // MARK: Shares, from 0 to 1; of nothing they are 0

  static func share(_ count: Int, of whole: Int) -> Double { whole == 0 ? 0 : Double(count) / Double(whole) }

  /// Characters a word, in the mean.
  package var meanWordLength: Double {
    let words = units.filter(\.isWord)
    return Self.share(words.reduce(0) { $0 + Int($1.characters) }, of: words.count)
  }

  /// Signs `#` for each word and run of marks.
  package var hashesPerWord: Double { Self.share(text.count(where: { $0 == UInt8(ascii: "#") }), of: units.count) }

  /// `...` and `…` for each word and run of marks.
  package var ellipsesPerWord: Double {
    Self.share(occurrences(of: Array("...".utf8)) + occurrences(of: Array("…".utf8)), of: units.count)
  }

  /// How often bytes stand in the text, without those that overlap.
  func occurrences(of wanted: [UInt8]) -> Int {
    var (count, position) = (0, 0)
    while position + wanted.count <= text.count {
      if text[position] == wanted[0], text[position..<position + wanted.count].elementsEqual(wanted) {
        count += 1
        position += wanted.count
      } else {
        position += 1
      }
    }
    return count
  }

  /// Newlines for each word and run of marks.
  package var newlinesPerWord: Double { Self.share(text.count(where: { $0 == 0x0A }), of: units.count) }

  /// The words and runs of marks that have a letter.
  package var wordsWithLetters: Double { Self.share(units.count(where: \.hasLetter), of: units.count) }

  /// How many different ones of eight frequent words of English there are: the, be, to, of, and, that, have, with.
  package var stopWords: Int {
    var seen: UInt8 = 0
    for unit in units where unit.isWord && (2...4).contains(unit.end - unit.start) {
      let word = text[Int(unit.start)..<Int(unit.end)]
      for (index, stop) in Self.stops.enumerated() where word.elementsEqual(stop) { seen |= 1 << UInt8(index) }
    }
    return seen.nonzeroBitCount
  }

  private static let stops = ["the", "be", "to", "of", "and", "that", "have", "with"].map { Array($0.utf8) }

  /// Lines that begin with a bullet or a hyphen, blanks aside.
  package var bulletLines: Double {
    lineShare { line in
      let rest = line.drop { $0 <= 0x20 }
      return rest.first == UInt8(ascii: "-") || rest.starts(with: [0xE2, 0x80, 0xA2])
    }
  }

  /// Lines that end in an ellipsis, blanks aside.
  package var ellipsisLines: Double {
    lineShare { line in
      var rest = line
      while let last = rest.last, last <= 0x20 { rest.removeLast() }
      return rest.suffix(3).elementsEqual([0x2E, 0x2E, 0x2E]) || rest.suffix(3).elementsEqual([0xE2, 0x80, 0xA6])
    }
  }

  private func lineShare(_ holds: (ArraySlice<UInt8>) -> Bool) -> Double {
    let lines = lines.prefix(lineCount)
    return Self.share(lines.count { holds(text[$0]) }, of: lines.count)
  }

  /// The lines that have anything but blanks.
  var fullLines: [Range<Int>] { lines.filter { text[$0].contains { $0 > 0x20 } } }

  /// Lines that end in a mark that ends sentences, of those that are not blank.
  package var punctuatedLines: Double {
    let lines = fullLines
    let count = lines.count { line in
      var start = line.upperBound - 1
      while start > line.lowerBound, text[start] & 0xC0 == 0x80 { start -= 1 }
      return text.withUnsafeBufferPointer { SentenceEnds.has(TextScan.character($0, start).point) }
    }
    return Self.share(count, of: lines.count)
  }

  /// Lines of at most so many characters, of those that are not blank.
  package func shortLines(_ most: Int) -> Double {
    let lines = fullLines
    return Self.share(lines.count { Self.characters(text, $0) <= most }, of: lines.count)
  }

  /// How many lines have at least so many characters.
  package func longLines(_ least: Int) -> Int { lines.count { Self.characters(text, $0) >= least } }

  /// Characters of a class, of all.
  package func share(of name: String) -> Double {
    var (found, all) = (0, 0)
    text.withUnsafeBufferPointer { text in
      var position = 0
      while position < text.count {
        let (point, width) = TextScan.character(text, position)
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
    var (first, last) = (0, text.count)
    while first < last, text[first] <= 0x20 { first += 1 }
    while last > first, text[last - 1] <= 0x20 { last -= 1 }
    return pieces(first..<last, least: 2)
  }

  /// What runs of at least so many line feeds part; of a text that begins or ends with them the first or last is empty.
  private func pieces(_ range: Range<Int>, least: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var (start, position) = (range.lowerBound, range.lowerBound)
    while position < range.upperBound {
      guard text[position] == 0x0A else {
        position += 1
        continue
      }
      let feeds = text[position..<range.upperBound].prefix { $0 == 0x0A }.count
      if feeds >= least {
        pieces.append(start..<position)
        start = position + feeds
      }
      position += feeds
    }
    pieces.append(start..<range.upperBound)
    return pieces
  }

  /// How many pieces stood before already, and their characters.
  func duplicates(_ pieces: [Range<Int>]) -> (count: Int, characters: Int) {
    var seen: Set<ArraySlice<UInt8>> = []
    var found = (count: 0, characters: 0)
    for piece in pieces where !seen.insert(text[piece]).inserted {
      found.count += 1
      found.characters += Self.characters(text, piece)
    }
    return found
  }

  /// Paragraphs that stood before: of all paragraphs, and their characters of all characters.
  package var duplicateParagraphs: (count: Double, characters: Double) { repeated(paragraphs) }

  /// Lines that stood before: of all lines, and their characters of all characters. Empty lines are none.
  package var duplicateLines: (count: Double, characters: Double) { repeated(pieces(0..<text.count, least: 1)) }

  /// Characters of lines that stood before, blank ones aside, of all characters but line feeds.
  package var duplicateTextLines: Double {
    let feeds = text.count(where: { $0 == 0x0A })
    return Self.share(duplicates(fullLines).characters, of: characters - feeds)
  }

  private func repeated(_ pieces: [Range<Int>]) -> (count: Double, characters: Double) {
    let found = duplicates(pieces)
    return (Self.share(found.count, of: pieces.count), Self.share(found.characters, of: characters))
  }

  /// The characters of the most frequent n-gram, blanks between its words counted, of all characters.
  package func topGram(_ count: Int) -> Double {
    let found = grams.top(count, units, text)
    return Self.share(found, of: characters)
  }

  /// The characters of n-grams that stood before, none counted twice, of all characters.
  package func duplicateGrams(_ count: Int) -> Double {
    let found = grams.duplicates(count, units, text)
    return Self.share(found, of: characters)
  }
}

/// Classes of characters.
enum CharacterClass {
  static func has(_ point: UInt32, _ name: String) -> Bool {
    switch name {
    case "ascii": return point < 0x80
    case "digits" where point < 0x80: return point >= 0x30 && point <= 0x39
    case "spaces" where point < 0x80: return point <= 0x20
    default: break
    }
    guard let scalar = Unicode.Scalar(point) else { return false }
    switch name {
    case "letters": return scalar.properties.isAlphabetic
    case "digits": return scalar.properties.generalCategory == .decimalNumber
    case "spaces": return scalar.properties.isWhitespace
    case "upper": return scalar.properties.isUppercase
    default:
      switch scalar.properties.generalCategory {
      case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
        .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
        return true
      default: return false
      }
    }
  }
}
