internal import PrepBytePairEncoding
internal import PrepBytes
internal import PrepSubwords

// Words of a Unigram model whose sums of scores begin anew with each: parts of words that no token reaches across are
// remembered, and a word is searched as a whole where two ways through one of its parts are nearly as good.

extension Encoder.Core {
  /// The longest stretch of which parts of words are remembered; see ``UnigramModel/leastGap``.
  private static let longestStretch = 1 << 24

  /// Encodes a stretch without added tokens by parts of its words.
  func encodeWords(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: SharedPreparation, _ rules: ChunkRules,
    _ model: UnigramModel, into tokens: inout [Token]
  ) {
    if range.count > Self.longestStretch { return prepare(text, range, preparation, into: &tokens) }
    let stretch = UnsafeBufferPointer(rebasing: text[range])
    // What the first word becomes depends on where it stands.
    let first = rules.endOfWord(stretch, rules.cuts.end(of: stretch, from: 0))
    prepare(text, range.lowerBound..<range.lowerBound + first, preparation, into: &tokens)
    if first == stretch.count { return }
    let units = units ?? UnitEncoder(rules.units)
    self.units = units
    var walk = UnigramWords(from: first, tokens: tokens.count)
    units.encode(
      stretch, from: first, rules.cuts,
      take: { words, start, ends in
        walk.take(words, start, ends, into: &tokens) {
          rules.endOfWord(stretch, $0)
        } search: { word, tokens in
          let word = UnsafeBufferPointer(rebasing: stretch[word])
          prepare(word, 0..<word.count, rules.preparation(of: word), into: &tokens)
        }
      },
      { unit, words in
        measureParts(unit, rules, model, into: &words)
        return true
      })
  }

  /// Appends the tokens of a new unit, and in front of them whether it has them always.
  private func measureParts(
    _ unit: UnsafeBufferPointer<UInt8>, _ rules: ChunkRules, _ model: UnigramModel, into words: inout [UInt32]
  ) {
    let first = words.count
    let isPlain = rules.forEachPlainPart(of: unit) {
      rules.withMarks($0) { model.encodePart($0, leastGap: rules.leastGap, into: &words, &output) }
    }
    if !isPlain {
      let preparation = rules.preparation(of: unit)
      preparation.stretch(unit, 0..<unit.count, { _ in false }, false) { part in
        guard case .text(let bytes, let place) = part else { return }
        for piece in pieces(of: bytes, preparation, place) {
          piece.bytes.withUnsafeBufferPointer {
            model.encodePart($0, leastGap: rules.leastGap, into: &words, &output)
          }
        }
      }
    }
    UnigramWords.joinParts(&words, from: first, beginsWord: unit.first.map(rules.beginsWord) ?? false)
  }
}
