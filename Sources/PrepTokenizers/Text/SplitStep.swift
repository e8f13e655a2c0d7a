internal import PrepBytePairEncoding

/// One pre-tokenizer of a sequence: cuts pieces into smaller ones, and may drop some.
struct SplitStep: Sendable {
  enum Kind: Sendable {
    /// What a pattern matches, and what lies between.
    case pattern(PatternMatcher, SplitBehavior, isInverted: Bool)
    /// The places of a text, and what lies between.
    case text([UInt8], SplitBehavior, isInverted: Bool)
    /// Each number on its own, or each run of numbers.
    case digits(individual: Bool)
    /// Runs of anything but white space; the white space is dropped.
    case spaces
    /// Runs of word characters and runs of others; white space is dropped.
    case words
    /// What lies between the places of one character, which is dropped.
    case delimiter([UInt8])
    /// So many characters at a time.
    case length(Int)
    /// A space in front of each piece that has none.
    case prefixSpace
    /// The characters of the byte alphabet instead of the bytes; steps after this one cut those.
    case byteAlphabet
    /// Nothing is cut.
    case whole
  }

  /// A piece, and where in the prepared text it begins, in bytes.
  struct Piece {
    var bytes: ArraySlice<UInt8>
    var start: Int
  }

  let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  var canonicalDescription: String {
    switch kind {
    case .pattern(let matcher, let behavior, let isInverted): "pattern \(behavior) \(isInverted) \(matcher.source)"
    default: "\(kind)"
    }
  }

  /// Cuts a piece and appends what is kept.
  ///
  /// - Parameter isInAlphabet: Whether the piece is written in the byte alphabet, where each character is one byte of the text.
  func cut(_ piece: Piece, isInAlphabet: Bool, into pieces: inout [Piece]) {
    let text = piece.bytes
    var place = piece.start
    var placed = text.startIndex
    /// A part as a piece; parts come in order, but may begin before the last one ended.
    func append(_ range: Range<Int>) {
      if range.isEmpty { return }
      if isInAlphabet {
        for index in min(placed, range.lowerBound)..<max(placed, range.lowerBound) where text[index] & 0xC0 != 0x80 {
          place += placed <= range.lowerBound ? 1 : -1
        }
      } else {
        place += range.lowerBound - placed
      }
      placed = range.lowerBound
      pieces.append(Piece(bytes: text[range], start: place))
    }
    switch kind {
    case .whole: if !text.isEmpty { pieces.append(piece) }
    case .prefixSpace:
      if text.isEmpty { return }
      pieces.append(text.first == 0x20 ? piece : Piece(bytes: [0x20] + text, start: piece.start - 1))
    case .byteAlphabet: if !text.isEmpty { pieces.append(Piece(bytes: ByteAlphabet.text(of: text)[...], start: piece.start)) }
    case .pattern(let matcher, let behavior, let isInverted):
      behavior.forEachPart(matcher.parts(of: text, isInverted: isInverted), append)
    case .text(let wanted, let behavior, let isInverted):
      behavior.forEachPart(TextSearch.parts(of: text, wanted, isInverted: isInverted), append)
    case .digits(let individual):
      let parts = TextSearch.parts(of: text, where: CharacterText.isNumber)
      (individual ? SplitBehavior.isolated : .contiguous).forEachPart(parts, append)
    case .spaces: SplitBehavior.removed.forEachPart(TextSearch.parts(of: text, where: CharacterText.isSpace), append)
    case .words: TextSearch.forEachRun(of: text, { CharacterText.isSpace($0) ? 0 : CharacterText.isWord($0) ? 1 : 2 }) { range, kind in
        if kind != 0 { append(range) }
      }
    case .delimiter(let character): SplitBehavior.removed.forEachPart(TextSearch.parts(of: text, character, isInverted: false), append)
    case .length(let length):
      var start = text.startIndex
      while start < text.endIndex {
        var end = start
        var count = 0
        while count < length, end < text.endIndex {
          end += CharacterText.at(text, end)?.1 ?? 1
          count += 1
        }
        append(start..<end)
        start = end
      }
    }
  }
}
