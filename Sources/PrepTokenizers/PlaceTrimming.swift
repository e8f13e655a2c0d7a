internal import PrepBytePairEncoding

/// Takes white space off the places of tokens, as post-processors of a `tokenizer.json` do that have `trim_offsets`.
///
/// What is taken off is counted in the token as it is written, not in the text (Hugging Face `tokenizers`,
/// `pre_tokenizers/byte_level.rs`, `process_offsets`).
struct PlaceTrimming {
  private let storage: TokenizerStorage

  init(_ storage: TokenizerStorage) { self.storage = storage }

  /// Whether nothing is taken off.
  var isTrivial: Bool { storage.template.trims.isEmpty }

  /// The places of the tokens of a text, in bytes or in characters.
  ///
  /// - Parameters:
  ///   - ranges: The bytes that each token came from.
  ///   - found: Which of them are added tokens that were found in the text, in order.
  func places(
    _ ranges: [Range<Int>], of tokens: ArraySlice<Token>, found: [Int], in text: UnsafeBufferPointer<UInt8>,
    inCharacters: Bool
  ) -> [Range<Int>] {
    var places = inCharacters ? Tokenizer.scalars(of: ranges, in: text) : ranges
    if isTrivial { return places }
    var found = found[...]
    for (index, token) in tokens.enumerated() {
      let isFound = found.first == index
      if isFound { found.removeFirst() }
      let blanks = blanks(of: token, isFound, UnsafeBufferPointer(rebasing: text[ranges[index]]))
      if blanks.leading == 0, blanks.trailing == 0 { continue }
      for hasPrefix in storage.template.trims {
        var (start, end) = (places[index].lowerBound, places[index].upperBound)
        let isFirst = index == 0 || start == 0
        // One was put there; more were not.
        let leading = isFirst && hasPrefix && blanks.leading == 1 ? 0 : blanks.leading
        start = inCharacters ? min(start + leading, end) : Self.forward(text, start, leading, end)
        if end >= blanks.trailing {
          end =
            inCharacters ? max(end - blanks.trailing, start) : Self.backward(text, end, blanks.trailing, start)
        }
        places[index] = start..<end
      }
    }
    return places
  }

  /// How many blanks a token begins and ends with.
  ///
  /// - Parameter isFound: Whether it was found in the text, and so is written as it stands there.
  private func blanks(of token: Token, _ isFound: Bool, _ text: UnsafeBufferPointer<UInt8>) -> (
    leading: Int, trailing: Int
  ) {
    // Unigram writes what is unknown as it stands there too.
    if isFound || token == storage.subwords?.unknownText { return Self.blanks(text) }
    guard let bytes = storage.tokens.bytes(of: token) else { return (0, 0) }
    if storage.subwords != nil { return Self.blanks(bytes) }
    let leading = bytes.prefix { $0 == 0x20 }.count
    // A word's end is no blank.
    let trailing = storage.table.marksWordEnds ? 0 : bytes.reversed().prefix { $0 == 0x20 }.count
    return (leading, trailing)
  }

  /// The same of text, in which the byte alphabet's letter for a space is one too.
  private static func blanks(_ text: UnsafeBufferPointer<UInt8>) -> (leading: Int, trailing: Int) {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.value == 0x120 || CharacterText.isSpace(scalar) }
    var (leading, trailing) = (0, 0)
    var position = 0
    while position < text.count, let (scalar, width) = CharacterText.at(text, position), isBlank(scalar) {
      leading += 1
      position += width
    }
    position = text.count
    while position > 0, let (scalar, width) = CharacterText.before(text, position), isBlank(scalar) {
      trailing += 1
      position -= width
    }
    return (leading, trailing)
  }

  private static func forward(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int, _ end: Int) -> Int {
    var position = start
    for _ in 0..<count where position < end { position += CharacterText.at(text, position)?.1 ?? 1 }
    return min(position, end)
  }

  private static func backward(_ text: UnsafeBufferPointer<UInt8>, _ end: Int, _ count: Int, _ start: Int) -> Int {
    var position = end
    for _ in 0..<count where position > start { position -= CharacterText.before(text, position)?.1 ?? 1 }
    return max(position, start)
  }
}
