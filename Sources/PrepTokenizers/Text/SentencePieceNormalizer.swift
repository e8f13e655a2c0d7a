internal import PrepSubwords

/// What SentencePiece does to a text before it is cut (`normalizer.cc`): symbols of users pass, the longest mapped
/// prefixes are replaced, white space is brought into order, and a space stands in front.
struct SentencePieceNormalizer: Sendable {
  let map: CharacterMap
  /// Symbols that users defined, which stay as they are.
  let symbols: TokenTrie
  /// The same as a list.
  var symbolTexts: [[UInt8]] = []
  var addsDummyPrefix = true
  var removesExtraSpaces = true
  var escapesSpaces = true
  var takesSpaceAsSuffix = false

  private static let space: [UInt8] = [0xE2, 0x96, 0x81]

  /// A text after this, and where it came from: ends lie where the next character begins.
  func apply(_ text: UnsafeBufferPointer<UInt8>, tracksEdits: Bool) -> (bytes: [UInt8], alignment: TextAlignment) {
    var output: [UInt8] = []
    var alignment = TextAlignment()
    output.reserveCapacity(text.count + text.count / 4 + 8)
    let space = escapesSpaces ? Self.space : [0x20]
    var position = 0
    if removesExtraSpaces {
      while position < text.count {
        let (piece, length, _) = prefix(text, position)
        guard piece == [0x20] else { break }
        position += length
      }
    }
    if position >= text.count { return ([], alignment) }
    func note(_ start: Int, _ original: Range<Int>) {
      if tracksEdits { alignment.append(TextAlignment.Edit(prepared: start..<output.count, original: original)) }
    }
    if addsDummyPrefix, !takesSpaceAsSuffix {
      output += space
      note(0, position..<position)
    } else if position > 0 {
      note(0, 0..<position)
    }
    var follows = removesExtraSpaces
    while position < text.count {
      let start = output.count
      let byte = text[position]
      // Most text is neither mapped nor a space.
      if byte > 0x20, byte < 0x80, position + 1 == text.count || text[position + 1] < 0x80, !begins(byte) {
        output.append(byte)
        position += 1
        follows = false
        continue
      }
      var (piece, length, isSymbol) = prefix(text, position)
      if follows { piece = Array(piece.drop { $0 == 0x20 }) }
      if !piece.isEmpty {
        for byte in piece { if byte == 0x20 { output += space } else { output.append(byte) } }
        follows = piece.last == 0x20
      }
      if !removesExtraSpaces { follows = false }
      // What is within a symbol begins where the symbol begins.
      if isSymbol || output.count - start != length || !piece.elementsEqual(text[position..<position + length]) {
        note(start, position..<position + length)
      }
      position += length
    }
    let full = output.count
    if removesExtraSpaces {
      while output.count >= space.count, output.suffix(space.count).elementsEqual(space) {
        output.removeLast(space.count)
      }
    }
    if addsDummyPrefix, takesSpaceAsSuffix {
      let start = output.count
      let end = tracksEdits && start < full ? alignment.start(start) : position
      alignment.cut(to: start)
      output += space
      note(start, end..<end)
    }
    return (output, alignment)
  }

  private func begins(_ byte: UInt8) -> Bool {
    map.mapsASCII[Int(byte)] || symbols.child(symbols.root, byte) != TokenTrie.nowhere
  }

  /// What the next stretch of the text becomes, how long it is, and whether it is a symbol.
  private func prefix(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (
    bytes: [UInt8], length: Int, isSymbol: Bool
  ) {
    if !symbols.isEmpty, let match = symbols.longestMatch(text, position) {
      return (Array(text[position..<position + match.length]), match.length, true)
    }
    if let match = map.match(text, position, text.count, longest: true) {
      return (Array(map.bytes(match.replacement)), match.length, false)
    }
    guard let width = CharacterText.at(text, position)?.1 else { return ([0xEF, 0xBF, 0xBD], 1, false) }
    return (Array(text[position..<position + width]), width, false)
  }
}
