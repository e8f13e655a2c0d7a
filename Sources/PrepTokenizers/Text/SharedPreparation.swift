internal import PrepBytePairEncoding

/// A preparation that is used for one text after the other. Who holds it copies nothing but the reference.
final class SharedPreparation: Sendable {
  let value: TextPreparation

  init(_ value: TextPreparation) { self.value = value }

  /// The pieces of a stretch of prepared text, in bytes, where the steps cut it.
  ///
  /// - Parameter lost: What has no token, and is left out.
  func pieces(of stretch: UnsafeBufferPointer<UInt8>, _ place: TextPreparation.Place, lost: inout LostText)
    -> [SplitStep.Piece]
  {
    var pieces = [SplitStep.Piece(bytes: Array(stretch)[...])]
    var isInAlphabet = value.usesAlphabet
    for step in value.steps {
      var cut: [SplitStep.Piece] = []
      for piece in pieces {
        step.cut(piece, isFirst: { place.original($0..<$0).lowerBound <= place.uncounted }, into: &cut)
      }
      if case .byteAlphabet = step.kind { isInAlphabet = true }
      pieces = cut
    }
    if isInAlphabet, !value.keepsAlphabet { pieces = pieces.map { $0.changed { ByteAlphabet.read(&$0) } } }
    guard let missingBytes = value.missingBytes else { return pieces }
    return pieces.map { piece in
      piece.changed { editor in
        for (place, byte) in editor.source.enumerated() where missingBytes.contains(byte) {
          lost.add(byte)
          editor.keep(upTo: place)
          editor.remove(upTo: place + 1)
        }
      }
    }
  }

  /// Cuts a text at its added tokens, normalizes what is between, and hands over the parts in order. What is not
  /// changed is not copied.
  ///
  /// - Parameters:
  ///   - allows: Whether a special token may be taken for itself.
  ///   - tracksEdits: Whether places are asked for.
  func forEachPart(
    of text: UnsafeBufferPointer<UInt8>, allows: (AddedToken) -> Bool, tracksEdits: Bool,
    _ body: (TextPreparation.Part) -> Void
  ) {
    var position = 0
    if !value.rawTokens.isEmpty {
      for match in value.rawTokens.matches(in: text, allows: { !$0.isSpecial || allows($0) }) {
        // One may lie in the white space that the one before took.
        if match.range.lowerBound > position {
          stretch(text, position..<match.range.lowerBound, allows, tracksEdits, body)
        }
        body(.token(match.token.id, match.range))
        position = match.range.upperBound
      }
    }
    stretch(text, position..<text.count, allows, tracksEdits, body)
  }

  /// Cuts a text at its added tokens and hands over what is between as it is.
  func forEachStretch(of text: UnsafeBufferPointer<UInt8>, token: (Token) -> Void, _ body: (Range<Int>) -> Void) {
    var position = 0
    if value.rawTokens.hasPlainTokens {
      for match in value.rawTokens.matches(in: text, allows: { !$0.isSpecial }) {
        if match.range.lowerBound > position { body(position..<match.range.lowerBound) }
        token(match.token.id)
        position = match.range.upperBound
      }
    }
    if position < text.count { body(position..<text.count) }
  }

  /// Prepares a part of a text in which no added tokens are.
  func stretch(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ allows: (AddedToken) -> Bool, _ tracksEdits: Bool,
    _ body: (TextPreparation.Part) -> Void
  ) {
    if range.isEmpty { return }
    if let sentencePiece = value.sentencePiece {
      let (bytes, alignment) = sentencePiece.apply(UnsafeBufferPointer(rebasing: text[range]), tracksEdits: tracksEdits)
      if bytes.isEmpty { return }
      return bytes.withUnsafeBufferPointer {
        body(.text($0, TextPreparation.Place(base: range.lowerBound, alignment: alignment, endsWithNext: true)))
      }
    }
    let tracksEdits = tracksEdits || value.asksForStart
    normalize(UnsafeBufferPointer(rebasing: text[range]), 0, TextAlignment(), tracksEdits) { bytes, alignment in
      var place = TextPreparation.Place(base: range.lowerBound, alignment: alignment)
      if range.lowerBound == 0, value.asksForStart, case .map(let map)? = value.normalizers.first {
        place.uncounted = map.leftOut(atStartOf: UnsafeBufferPointer(rebasing: text[range]))
      }
      func append(_ inner: Range<Int>) {
        if inner.isEmpty { return }
        place.offset = inner.lowerBound
        prefix(UnsafeBufferPointer(rebasing: bytes[inner]), place, tracksEdits, body)
      }
      var position = 0
      if !value.normalizedTokens.isEmpty {
        place.offset = 0
        for match in value.normalizedTokens.matches(in: bytes, allows: { !$0.isSpecial || allows($0) }) {
          if match.range.lowerBound > position { append(position..<match.range.lowerBound) }
          place.offset = 0
          body(.token(match.token.id, place.original(match.range)))
          position = match.range.upperBound
        }
      }
      append(position..<bytes.count)
    }
  }

  /// Applies the normalizers from one on.
  private func normalize(
    _ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ alignment: TextAlignment, _ tracksEdits: Bool,
    _ body: (UnsafeBufferPointer<UInt8>, TextAlignment) -> Void
  ) {
    if index == value.normalizers.count { return body(text, alignment) }
    var editor = TextEditor(text, tracksEdits: tracksEdits)
    value.normalizers[index].apply(to: &editor)
    editor.finish()
    let followed =
      editor.isChanged && tracksEdits ? alignment.followed(by: editor.alignment, count: text.count) : alignment
    editor.withText { normalize($0, index + 1, followed, tracksEdits, body) }
  }

  private func prefix(
    _ text: UnsafeBufferPointer<UInt8>, _ place: TextPreparation.Place, _ tracksEdits: Bool,
    _ body: (TextPreparation.Part) -> Void
  ) {
    guard value.addsPrefixSpace, text.first != 0x20 else { return body(.text(text, place)) }
    var editor = TextEditor(text, tracksEdits: tracksEdits)
    TextNormalizer.prepend([0x20]).apply(to: &editor)
    editor.finish()
    var place = place
    place.inner = editor.alignment
    editor.withText { body(.text($0, place)) }
  }
}
