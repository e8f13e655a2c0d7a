extension TemplateEvaluator {
  /// `wordwrap`: each line of a text broken to a width, as Python's textwrap does it.
  func wrapped(_ text: TemplateText, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    var wrapping = TextWrapping()
    if let width = arguments.value(0, "width") { wrapping.width = try integer(width) }
    if let flag = arguments.value(1, "break_long_words") { wrapping.breaksLongWords = truth(of: flag) }
    var separator = TemplateText("\n")
    if let given = arguments.value(2, "wrapstring"), !isNone(given) { separator = try self.text(of: given) }
    if let flag = arguments.value(3, "break_on_hyphens") { wrapping.breaksAtHyphens = truth(of: flag) }
    guard wrapping.width > 0 else { throw failure("'wordwrap' needs a width above 0") }
    try check(length: text.bytes.count)
    var lines: [TemplateValue] = []
    for line in TextEditing.lines(text.bytes) {
      let part = text.slice(line)
      let ranges = wrapping.lines(of: part.bytes)
      if ranges.isEmpty { lines.append(.text("")) }
      try check(elements: ranges.count)
      for range in ranges { lines.append(.text(part.slice(range))) }
    }
    return try joined(lines, separator, onlyStrings: true)
  }

  /// `xmlattr`: the members of a dictionary as attributes of a tag.
  func attributes(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    guard case .object(let object) = value else {
      throw failure("'xmlattr' needs a dictionary, not a value of type \(value.typeName)")
    }
    var result = TemplateText("")
    for (key, value) in zip(object.keys, object.values) where !value.isUndefined && !isNone(value) {
      guard case .text(let name) = key else { throw failure("names of attributes have to be strings") }
      let spaces = Array(" \t\n\u{0B}\u{0C}\r/>=".utf8)
      guard !name.bytes.contains(where: { spaces.contains($0) }) else {
        throw failure("there is an invalid character in the name of an attribute")
      }
      result.append(TemplateText(" "))
      result.append(try escaped(name))
      result.append(TemplateText("=\""))
      result.append(try escaped(text(of: value)))
      result.append(TemplateText("\""))
      try check(length: result.bytes.count)
    }
    let addsSpace = arguments.value(0, "autospace").map { truth(of: $0) } ?? true
    return addsSpace || result.bytes.isEmpty ? result : result.slice(1..<result.bytes.count)
  }
}

/// Breaks lines as Python's textwrap does: between words, behind hyphens between letters, before and behind dashes.
struct TextWrapping {
  var width = 79
  var breaksLongWords = true
  var breaksAtHyphens = true

  /// The lines of a text without line ends, as ranges of its bytes.
  func lines(of bytes: [UInt8]) -> [Range<Int>] {
    let offsets = TextCharacters.offsets(bytes)
    let characters = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    guard characters.count + 1 == offsets.count else { return bytes.isEmpty ? [] : [0..<bytes.count] }
    var chunks = Array(self.chunks(of: characters).reversed())
    var lines: [Range<Int>] = []
    func isBlank(_ chunk: Range<Int>) -> Bool {
      chunk.allSatisfy { characters[$0].properties.isWhitespace || (0x1C...0x1F).contains(characters[$0].value) }
    }
    while !chunks.isEmpty {
      if let first = chunks.last, isBlank(first), !lines.isEmpty { chunks.removeLast() }
      var line: [Range<Int>] = []
      var length = 0
      while let chunk = chunks.last, length + chunk.count <= width {
        line.append(chunk)
        length += chunk.count
        chunks.removeLast()
      }
      if let long = chunks.last, long.count > width {
        if breaksLongWords {
          let end = long.lowerBound + breakLength(of: long, room: width - length, characters)
          line.append(long.lowerBound..<end)
          chunks[chunks.count - 1] = end..<long.upperBound
        } else if line.isEmpty {
          line.append(long)
          chunks.removeLast()
        }
      }
      if let last = line.last, isBlank(last) { line.removeLast() }
      if let first = line.first, let last = line.last {
        lines.append(offsets[first.lowerBound]..<offsets[last.upperBound])
      }
    }
    return lines
  }

  /// How much of a word that is too long stays on a line.
  private func breakLength(of chunk: Range<Int>, room: Int, _ characters: [Unicode.Scalar]) -> Int {
    guard breaksAtHyphens, chunk.count > room,
      let hyphen = chunk.prefix(room).last(where: { characters[$0] == "-" }), hyphen > chunk.lowerBound,
      (chunk.lowerBound..<hyphen).contains(where: { characters[$0] != "-" })
    else { return room }
    return hyphen + 1 - chunk.lowerBound
  }

  // MARK: What is not broken

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    " \t\n\u{0B}\u{0C}\r".unicodeScalars.contains(scalar)
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    isWord(scalar) && scalar.properties.generalCategory != .decimalNumber
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      true
    default: scalar == "_"
    }
  }

  private static func isWordOrMark(_ scalar: Unicode.Scalar) -> Bool {
    isWord(scalar) || "!\"'&.,?".unicodeScalars.contains(scalar)
  }

  private func chunks(of text: [Unicode.Scalar]) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var start = 0
    while start < text.count {
      let end = chunkEnd(text, start)
      chunks.append(start..<end)
      start = end
    }
    return chunks
  }

  private func chunkEnd(_ text: [Unicode.Scalar], _ start: Int) -> Int {
    if Self.isSpace(text[start]) {
      return text[start...].firstIndex { !Self.isSpace($0) } ?? text.count
    }
    guard breaksAtHyphens else { return text[start...].firstIndex(where: Self.isSpace) ?? text.count }
    if let end = dashEnd(text, start), start > 0, Self.isWordOrMark(text[start - 1]) { return end }
    var place = start + 1
    while place < text.count, !Self.isSpace(text[place]) {
      if text[place] == "-", hyphenates(text, place) { return place + 1 }
      if dashEnd(text, place) != nil, Self.isWordOrMark(text[place - 1]) { return place }
      place += 1
    }
    return place
  }

  /// Where two or more dashes from a place on end, with a word behind them; nil where that is not so.
  private func dashEnd(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    guard text[start] == "-", let end = text[start...].firstIndex(where: { $0 != "-" }), end >= start + 2,
      Self.isWord(text[end])
    else { return nil }
    return end
  }

  /// Whether a word may be broken behind the hyphen at a place.
  private func hyphenates(_ text: [Unicode.Scalar], _ place: Int) -> Bool {
    func isLetter(_ index: Int) -> Bool { text.indices.contains(index) && Self.isLetter(text[index]) }
    let follows =
      isLetter(place - 1) && isLetter(place - 2)
      || place >= 3 && isLetter(place - 3) && text[place - 2] == "-" && Self.isWordOrMark(text[place - 1])
    guard follows, isLetter(place + 1) else { return false }
    return isLetter(place + 2) || place + 2 < text.count && text[place + 2] == "-" && isLetter(place + 3)
  }
}
