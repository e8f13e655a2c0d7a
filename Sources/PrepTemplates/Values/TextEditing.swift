/// Operations on text that Python's strings have.
enum TextEditing {
  /// What is left when the given characters are taken off the ends.
  static func stripped(_ bytes: [UInt8], _ characters: [UInt8], start: Bool, end: Bool) -> Range<Int> {
    let offsets = TextCharacters.offsets(characters)
    let set = Set((0..<offsets.count - 1).map { Array(characters[offsets[$0]..<offsets[$0 + 1]]) })
    var lower = 0
    var upper = bytes.count
    while start, lower < upper {
      var next = lower + 1
      while next < upper, bytes[next] & 0xC0 == 0x80 { next += 1 }
      guard set.contains(Array(bytes[lower..<next])) else { break }
      lower = next
    }
    while end, upper > lower {
      var previous = upper - 1
      while previous > lower, bytes[previous] & 0xC0 == 0x80 { previous -= 1 }
      guard set.contains(Array(bytes[previous..<upper])) else { break }
      upper = previous
    }
    return lower..<upper
  }

  /// Whether a text ends in another.
  static func ends(_ text: ArraySlice<UInt8>, in suffix: [UInt8]) -> Bool {
    text.count >= suffix.count && text.suffix(suffix.count).elementsEqual(suffix)
  }

  /// The parts between separators, or between runs of white space.
  static func split(_ bytes: [UInt8], _ separator: [UInt8]?, most: Int, fromEnd: Bool) -> [Range<Int>] {
    guard let separator else { return splitAtSpaces(bytes, most: most, fromEnd: fromEnd) }
    var places = fromEnd ? lastPlaces(separator, bytes) : ByteSearch.all(separator, in: bytes)
    if most >= 0 { places = fromEnd ? places.suffix(most) : Array(places.prefix(most)) }
    var ranges: [Range<Int>] = []
    var position = 0
    for place in places {
      ranges.append(position..<place)
      position = place + separator.count
    }
    ranges.append(position..<bytes.count)
    return ranges
  }

  /// The places of a separator, found from the end.
  private static func lastPlaces(_ separator: [UInt8], _ bytes: [UInt8]) -> [Int] {
    let reversed = Array(bytes.reversed())
    let places = ByteSearch.all(separator.reversed(), in: reversed)
    return places.reversed().map { bytes.count - $0 - separator.count }
  }

  private static func splitAtSpaces(_ bytes: [UInt8], most: Int, fromEnd: Bool) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var position = TextSpaces.trimmedStart(bytes[...])
    let end = TextSpaces.trimmedEnd(bytes[...])
    while position < end {
      var wordEnd = position
      while wordEnd < end, TextSpaces.trimmedStart(bytes[wordEnd..<end]) == wordEnd {
        wordEnd += TextCharacters.scalar(in: bytes[...], at: wordEnd).1
      }
      words.append(position..<wordEnd)
      position = TextSpaces.trimmedStart(bytes[wordEnd...])
    }
    guard most >= 0, words.count > most + 1 else { return words }
    if fromEnd {
      let kept = words.suffix(most)
      return [0..<words[words.count - most - 1].upperBound] + kept
    }
    return Array(words.prefix(most)) + [words[most].lowerBound..<bytes.count]
  }

  /// Lines without their ends.
  static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let (scalar, width) = TextCharacters.scalar(in: bytes[...], at: index)
      switch scalar {
      case 10...13, 28...30, 0x85, 0x2028, 0x2029:
        ranges.append(start..<index)
        index += width
        if scalar == 13, index < bytes.count, bytes[index] == 10 { index += 1 }
        start = index
      default: index += width
      }
    }
    if start < bytes.count { ranges.append(start..<bytes.count) }
    return ranges
  }

  /// Stretches of a text one after the other, each byte with its origin.
  static func arranged(_ text: TemplateText, _ ranges: [Range<Int>]) -> TemplateText {
    var result = TemplateText([], text.soleOrigin?.ofPart ?? .template)
    for range in ranges {
      if let origin = text.soleOrigin {
        result.append(Array(text.bytes[range]), origin.ofPart)
      } else {
        result.append(text.slice(range))
      }
    }
    result.isMarkup = text.isMarkup
    return result
  }

  /// A text in which other characters than ASCII's stand as Python escapes them.
  static func escapedOutsideASCII(_ text: TemplateText) -> TemplateText {
    var result = TemplateText([], text.soleOrigin?.ofPart ?? .template)
    text.forEachRun { range, origin in
      var bytes: [UInt8] = []
      for scalar in String(decoding: text.bytes[range], as: UTF8.self).unicodeScalars {
        if scalar.value < 0x80 {
          bytes.append(UInt8(scalar.value))
        } else {
          TemplateWriting.appendEscape(scalar.value, to: &bytes)
        }
      }
      result.append(bytes, origin.ofPart)
    }
    return result
  }

  private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}"]

  /// A text with the characters that references of HTML name: numbers, and those that `escape` makes.
  static func unescaped(_ text: TemplateText) -> TemplateText {
    var result = TemplateText([], text.soleOrigin?.ofPart ?? .template)
    var start = 0
    let bytes = text.bytes
    while let open = bytes[start...].firstIndex(of: UInt8(ascii: "&")) {
      result.append(text.slice(start..<open))
      let end = bytes[open...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
      let name = end.map { String(decoding: bytes[(open + 1)..<$0], as: UTF8.self) } ?? ""
      var found = entities[name]
      if name.hasPrefix("#") {
        let isHexadecimal = name.dropFirst().lowercased().hasPrefix("x")
        let digits = name.dropFirst(isHexadecimal ? 2 : 1)
        found = UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init).map { String($0) }
      }
      if let end, let found {
        result.append(Array(found.utf8), text.origin(at: open).ofPart)
        start = end + 1
      } else {
        result.append(text.slice(open..<open + 1))
        start = open + 1
      }
    }
    result.append(text.slice(start..<bytes.count))
    return result
  }

  /// How letters are changed.
  enum Case {
    case upper, lower
    /// The first letter of each word, which ends at anything that is no letter.
    case title
    /// The first letter of each word, which ends at blanks, hyphens and opening brackets.
    case heading
    /// The first letter of all.
    case capitalized
    /// Small letters for capital ones and the other way round.
    case swapped
    /// What letters have in common in all cases.
    case folded

    init(_ method: TemplateMethod) {
      self =
        method == .upper
        ? .upper
        : method == .lower
          ? .lower
          : method == .title ? .title : method == .swapcase ? .swapped : method == .casefold ? .folded : .capitalized
    }

    init(_ filter: TemplateFilter) {
      self = filter == .upper ? .upper : filter == .lower ? .lower : filter == .title ? .heading : .capitalized
    }
  }

  /// Whether the letter at a place follows another and none follows it, what is no letter by itself aside.
  private static func endsWord(_ bytes: [UInt8], at place: Int) -> Bool {
    func isCased(_ value: UInt32) -> Bool? {
      guard let properties = Unicode.Scalar(value)?.properties else { return false }
      return properties.isCaseIgnorable ? nil : properties.isCased
    }
    var index = place
    var follows = false
    while index > 0 {
      index -= 1
      while index > 0, bytes[index] & 0xC0 == 0x80 { index -= 1 }
      guard let cased = isCased(TextCharacters.scalar(in: bytes[...], at: index).0) else { continue }
      follows = cased
      break
    }
    guard follows else { return false }
    index = place + 2
    while index < bytes.count {
      let (value, width) = TextCharacters.scalar(in: bytes[...], at: index)
      if let cased = isCased(value) { return !cased }
      index += width
    }
    return true
  }

  /// A letter as comparisons without regard to case have it.
  private static func folded(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x131: return String(scalar)
    case 0x13A0...0x13FF, 0xAB70...0xABBF: return scalar.properties.uppercaseMapping
    default:
      return scalar.properties.uppercaseMapping.unicodeScalars.map(\.properties.lowercaseMapping).joined()
    }
  }

  /// Text in another case; stretches keep their origins.
  static func cased(_ text: TemplateText, _ change: Case) -> TemplateText {
    var bytes: [UInt8] = []
    var runs: [TemplateText.Run] = []
    var continuesWord = false
    var isFirst = true
    var place = 0
    /// A small letter; a sigma at the end of a word has a form of its own.
    func small(_ scalar: Unicode.Scalar) -> String {
      scalar == "\u{3A3}" && endsWord(text.bytes, at: place) ? "\u{3C2}" : scalar.properties.lowercaseMapping
    }
    text.forEachRun { range, origin in
      for scalar in String(decoding: text.bytes[range], as: UTF8.self).unicodeScalars {
        let properties = scalar.properties
        let mapped: String
        switch change {
        case .upper: mapped = properties.uppercaseMapping
        case .lower: mapped = small(scalar)
        case .folded: mapped = folded(scalar)
        case .swapped: mapped = properties.isUppercase ? small(scalar) : properties.uppercaseMapping
        case .title: mapped = continuesWord ? small(scalar) : properties.titlecaseMapping
        case .heading: mapped = continuesWord ? small(scalar) : properties.uppercaseMapping
        case .capitalized: mapped = isFirst ? properties.titlecaseMapping : small(scalar)
        }
        isFirst = false
        continuesWord =
          change == .heading
          ? !TextSpaces.isSpace(scalar.value) && !"-({[<".unicodeScalars.contains(scalar) : properties.isCased
        bytes.append(contentsOf: mapped.utf8)
        place += scalar.utf8.count
      }
      runs.append(TemplateText.Run(end: bytes.count, origin: origin.ofPart))
    }
    var result = runs.count == 1 ? TemplateText(bytes, runs[0].origin) : TemplateText(bytes, runs: runs)
    result.isMarkup = text.isMarkup
    return result
  }

  /// Whether every character is of a kind, and there is one.
  static func holds(_ method: TemplateMethod, _ bytes: [UInt8]) -> Bool {
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    func isLetter(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
      default: false
      }
    }
    func isDigit(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
    }
    switch method {
    case .isupper, .islower:
      let cased = scalars.filter(\.properties.isCased)
      return !cased.isEmpty
        && cased.allSatisfy { method == .isupper ? $0.properties.isUppercase : $0.properties.isLowercase }
    case .isspace: return !scalars.isEmpty && scalars.allSatisfy { TextSpaces.isSpace($0.value) }
    case .isdigit: return !scalars.isEmpty && scalars.allSatisfy(isDigit)
    case .isdecimal: return !scalars.isEmpty && scalars.allSatisfy { $0.properties.numericType == .decimal }
    case .isnumeric: return !scalars.isEmpty && scalars.allSatisfy { $0.properties.numericType != nil }
    case .isalpha: return !scalars.isEmpty && scalars.allSatisfy(isLetter)
    case .isascii: return bytes.allSatisfy { $0 < 0x80 }
    case .isprintable: return scalars.allSatisfy(TextCharacters.isPrintable)
    case .isidentifier:
      guard let first = scalars.first else { return false }
      return (first == "_" || first.properties.isXIDStart) && scalars.dropFirst().allSatisfy(\.properties.isXIDContinue)
    case .istitle:
      var continuesWord = false
      var hasWord = false
      for scalar in scalars {
        if scalar.properties.isUppercase || scalar.properties.generalCategory == .titlecaseLetter {
          if continuesWord { return false }
          (continuesWord, hasWord) = (true, true)
        } else if scalar.properties.isLowercase {
          if !continuesWord { return false }
          hasWord = true
        } else {
          continuesWord = false
        }
      }
      return hasWord
    default: return !scalars.isEmpty && scalars.allSatisfy { isLetter($0) || $0.properties.numericType != nil }
    }
  }
}
