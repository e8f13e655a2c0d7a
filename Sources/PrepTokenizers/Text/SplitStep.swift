import CUnicodeTables
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
    /// BERT's punctuation, and what lies between.
    case punctuation(SplitBehavior)
    /// White space is dropped; each character of BERT's punctuation stands alone.
    case bertWords
    /// A mark for each space and in front of a piece that has none; cut before each mark where pieces are split.
    case metaspace(Metaspace)
    /// Runs of one script.
    case scripts
    /// Nothing is cut.
    case whole
  }

  /// How spaces are marked.
  struct Metaspace: Sendable, Hashable {
    /// Where a mark is put in front of a piece that has none: everywhere, or where a text begins, or anywhere but there.
    enum Scheme: Sendable { case always, first, rest, never }
    var mark: [UInt8]
    var scheme: Scheme
    var splits: Bool
  }

  /// A piece of a text, whose indices are positions in it, and where these lie in the text that the first step was
  /// given.
  struct Piece {
    var bytes: ArraySlice<UInt8>
    var alignment = TextAlignment()

    /// The piece after a change, which is given the piece as a text of its own.
    func changed(_ change: (inout TextEditor) -> Void) -> Piece {
      bytes.withUnsafeBufferPointer { text in
        var editor = TextEditor(text, tracksEdits: true)
        change(&editor)
        editor.finish()
        if !editor.isChanged { return self }
        let moved = TextAlignment(
          editor.alignment.edits.map {
            TextAlignment.Edit(
              prepared: $0.prepared,
              original: $0.original.lowerBound + bytes.startIndex..<$0.original.upperBound + bytes.startIndex)
          })
        let start = TextAlignment.Edit(prepared: 0..<0, original: 0..<bytes.startIndex)
        let own = bytes.startIndex == 0 ? moved : TextAlignment([start] + moved.edits)
        return Piece(
          bytes: editor.withText { Array($0) }[...], alignment: alignment.followed(by: own, count: bytes.endIndex))
      }
    }
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
  /// - Parameter isFirst: Whether what begins at a position of the text that the first step was given is the beginning
  ///   of all text.
  func cut(_ piece: Piece, isFirst: (Int) -> Bool = { $0 == 0 }, into pieces: inout [Piece]) {
    let text = piece.bytes
    func append(_ range: Range<Int>) {
      if !range.isEmpty { pieces.append(Piece(bytes: text[range], alignment: piece.alignment)) }
    }
    switch kind {
    case .whole: if !text.isEmpty { pieces.append(piece) }
    case .prefixSpace:
      if text.isEmpty { return }
      pieces.append(text.first == 0x20 ? piece : piece.changed { TextNormalizer.prepend([0x20]).apply(to: &$0) })
    case .byteAlphabet: if !text.isEmpty { pieces.append(piece.changed { ByteAlphabet.write(&$0) }) }
    case .pattern(let matcher, let behavior, let isInverted):
      behavior.forEachPart(matcher.parts(of: text, isInverted: isInverted), append)
    case .text(let wanted, let behavior, let isInverted):
      behavior.forEachPart(TextSearch.parts(of: text, wanted, isInverted: isInverted), append)
    case .digits(let individual):
      let parts = TextSearch.parts(of: text, where: CharacterText.isNumber)
      (individual ? SplitBehavior.isolated : .contiguous).forEachPart(parts, append)
    case .spaces: SplitBehavior.removed.forEachPart(TextSearch.parts(of: text, where: CharacterText.isSpace), append)
    case .words:
      TextSearch.forEachRun(of: text, { CharacterText.isSpace($0) ? 0 : CharacterText.isWord($0) ? 1 : 2 }) {
        range, kind in
        if kind != 0 { append(range) }
      }
    case .punctuation(let behavior):
      behavior.forEachPart(TextSearch.parts(of: text, where: CharacterText.isPunctuation), append)
    case .bertWords:
      TextSearch.forEachRun(of: text, { CharacterText.isSpace($0) ? 0 : CharacterText.isPunctuation($0) ? 2 : 1 }) {
        range, kind in
        if kind == 1 { append(range) }
        if kind != 2 { return }
        var position = range.lowerBound
        while position < range.upperBound {
          let width = CharacterText.at(text, position)?.1 ?? 1
          append(position..<position + width)
          position += width
        }
      }
    case .metaspace(let metaspace): cut(piece, metaspace, isFirst, into: &pieces)
    case .scripts: cutScripts(text, append)
    case .delimiter(let character):
      SplitBehavior.removed.forEachPart(TextSearch.parts(of: text, character, isInverted: false), append)
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

  private func cut(_ piece: Piece, _ metaspace: Metaspace, _ isFirst: (Int) -> Bool, into pieces: inout [Piece]) {
    if piece.bytes.isEmpty { return }
    var marked = piece.changed { TextNormalizer.replace([0x20], metaspace.mark).apply(to: &$0) }
    if !marked.bytes.starts(with: metaspace.mark), metaspace.scheme != .never {
      if metaspace.scheme == .always
        || isFirst(piece.alignment.start(piece.bytes.startIndex)) == (metaspace.scheme == .first)
      {
        marked = marked.changed { TextNormalizer.prepend(metaspace.mark).apply(to: &$0) }
      }
    }
    if !metaspace.splits { return pieces.append(marked) }
    SplitBehavior.mergedWithNext.forEachPart(TextSearch.parts(of: marked.bytes, metaspace.mark, isInverted: false)) {
      range in
      if !range.isEmpty { pieces.append(Piece(bytes: marked.bytes[range], alignment: marked.alignment)) }
    }
  }

  /// A character that goes with every script belongs to the run before it; before the first run it is dropped.
  private func cutScripts(_ text: ArraySlice<UInt8>, _ append: (Range<Int>) -> Void) {
    var start: Int?
    var current: UInt8 = 0
    var position = text.startIndex
    while position < text.endIndex {
      let (scalar, width) = CharacterText.at(text, position) ?? ("\u{FFFD}", 1)
      let script = prep_text_script(scalar.value)
      if script != 0, script != current {
        if let start { append(start..<position) }
        start = position
        current = script
      }
      position += width
    }
    if let start { append(start..<position) }
  }
}
