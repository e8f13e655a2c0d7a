import PrepTokenizers

/// The tokens of a text with the characters that each stands for.
struct PlacedTokens {
  /// The tokens.
  private(set) var ids: [UInt32] = []
  /// The bytes of the text that each token stands for, without the white space at their ends; empty for a token that
  /// stands for nothing but white space.
  private(set) var places: [Range<Int>] = []
  /// The bytes of the text that each token came from.
  private(set) var ranges: [Range<Int>] = []
  /// Whether each token stands for nothing itself and belongs to what stands behind it.
  private(set) var leads: [Bool] = []
  /// The word of each token, where words were encoded one by one.
  private var words: [Int32]?

  /// The tokens that an encoder makes of a text.
  ///
  /// - Parameter spacing: What spaces are in the vocabulary.
  init(_ text: [UInt8], _ encoder: Encoder, allowsSpecialTokens: Bool, _ spacing: WordSpacing) {
    text.withUnsafeBufferPointer { buffer in
      encoder.encode(buffer, allowsSpecialTokens: allowsSpecialTokens, into: &ids, ranges: &ranges)
      place(in: buffer, spacing, encoder.tokenizer)
    }
  }

  /// The tokens that an encoder makes of words of a text, each by itself.
  init(_ words: [Range<Int>], of text: [UInt8], _ encoder: Encoder, allowsSpecialTokens: Bool, _ spacing: WordSpacing) {
    var numbers: [Int32] = []
    text.withUnsafeBufferPointer { buffer in
      for (number, word) in words.enumerated() {
        let first = ranges.count
        encoder.encode(
          UnsafeBufferPointer(rebasing: buffer[word]), allowsSpecialTokens: allowsSpecialTokens, into: &ids,
          ranges: &ranges)
        for index in first..<ranges.count {
          ranges[index] = ranges[index].lowerBound + word.lowerBound..<ranges[index].upperBound + word.lowerBound
          numbers.append(Int32(clamping: number))
        }
      }
      place(in: buffer, spacing, encoder.tokenizer)
    }
    self.words = numbers
  }

  private mutating func place(in text: UnsafeBufferPointer<UInt8>, _ spacing: WordSpacing, _ tokenizer: Tokenizer) {
    places = ranges.map { Self.trimmed($0, text) }
    // A vocabulary's mark in front of a word may be said to come from the first character of it.
    for index in places.indices.dropLast()
    where !places[index].isEmpty && places[index].lowerBound == places[index + 1].lowerBound
      && WordSpacing.isBlank(ids[index], tokenizer)
    {
      places[index] = places[index].lowerBound..<places[index].lowerBound
      ranges[index] = places[index]
    }
    leads = places.indices.map { index in
      places[index].isEmpty && index + 1 < places.count && (ranges[index].isEmpty || spacing != .apart)
    }
  }

  /// A range without the white space at its ends.
  static func trimmed(_ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, case let width = blankWidth(text, start, end), width > 0 { start += width }
    while start < end {
      var last = end - 1
      while last > start, text[last] & 0xC0 == 0x80 { last -= 1 }
      guard blankWidth(text, last, end) == end - last else { break }
      end = last
    }
    return start..<end
  }

  /// How many bytes a white space character has that begins at a place; 0 for any other.
  static func blankWidth(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ end: Int) -> Int {
    let byte = text[place]
    if byte == 0x20 || (0x09...0x0D).contains(byte) { return 1 }
    if byte == 0xC2, place + 1 < end, text[place + 1] == 0x85 || text[place + 1] == 0xA0 { return 2 }
    guard byte >= 0xE1, byte <= 0xE3, place + 2 < end else { return 0 }
    switch (byte, text[place + 1], text[place + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
      (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
      return 3
    default: return 0
    }
  }

  /// For each token the number of the word that it is part of, -1 where it is part of none.
  ///
  /// A token that stands for nothing belongs to the word of the token behind it: it is what a vocabulary puts in front of
  /// a word.
  ///
  /// - Parameter words: In order, none reaching into another.
  func wordNumbers(_ words: [Range<Int>]) -> [Int32] {
    if let own = self.words { return own }
    var numbers = [Int32](repeating: -1, count: places.count)
    var next = 0
    for (index, place) in places.enumerated() where !place.isEmpty {
      while next < words.count, words[next].upperBound <= place.lowerBound { next += 1 }
      if next < words.count, words[next].lowerBound < place.upperBound { numbers[index] = Int32(clamping: next) }
    }
    for index in places.indices.reversed() where leads[index] { numbers[index] = numbers[index + 1] }
    return numbers
  }

  /// The words of a text: what stands between white space, cut at places besides.
  static func words(_ text: [UInt8], cutAt cuts: [Int]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    let cuts = Set(cuts)
    text.withUnsafeBufferPointer { buffer in
      var start: Int?
      var place = 0
      func end(at place: Int) {
        if let begun = start, begun < place { words.append(begun..<place) }
        start = nil
      }
      while place < buffer.count {
        let width = blankWidth(buffer, place, buffer.count)
        if width > 0 {
          end(at: place)
          place += width
          continue
        }
        if cuts.contains(place) { end(at: place) }
        if start == nil { start = place }
        place += 1
      }
      end(at: buffer.count)
    }
    return words
  }
}

/// Windows over tokens that are too many for one.
struct TokenWindows {
  /// The tokens of each window.
  let ranges: [Range<Int>]

  /// Windows of at most so many tokens, each of which begins with the last of the one before.
  ///
  /// - Precondition: There is room for a token more than windows have in common.
  init(count: Int, room: Int, stride: Int) {
    precondition(room > stride, "windows go on")
    var ranges: [Range<Int>] = []
    var start = 0
    while true {
      let end = min(count, start + room)
      ranges.append(start..<end)
      if end == count { break }
      start = end - stride
    }
    self.ranges = ranges
  }
}
