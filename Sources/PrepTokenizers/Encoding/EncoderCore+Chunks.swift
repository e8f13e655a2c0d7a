internal import PrepBytePairEncoding
internal import PrepBytes
internal import PrepSubwords

// Units of a text, which no token crosses: those that are met again are not encoded again.

extension Encoder.Core {
  /// Encodes a stretch without added tokens unit by unit.
  func encodeUnits(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: SharedPreparation, _ rules: ChunkRules,
    into tokens: inout [Token]
  ) {
    let stretch = UnsafeBufferPointer(rebasing: text[range])
    // What the first unit becomes depends on where it stands.
    let first = rules.cuts.end(of: stretch, from: 0)
    prepare(text, range.lowerBound..<range.lowerBound + first, preparation, into: &tokens)
    if first == stretch.count { return }
    let units = units ?? UnitEncoder(rules.units)
    self.units = units
    units.encode(stretch, from: first, rules.cuts, into: &tokens) { unit, made in
      isSure { encodeNew(unit, rules, units, into: &made) }
    }
  }

  /// Encodes a stretch without added tokens unit by unit, with a sum of scores that runs through it.
  func encodeChain(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: SharedPreparation, _ rules: ChunkRules,
    _ model: UnigramModel, into tokens: inout [Token]
  ) {
    let stretch = UnsafeBufferPointer(rebasing: text[range])
    var chain = chain ?? UnigramChain(model)
    self.chain = nil
    defer { self.chain = chain }
    chain.begin()
    let first = rules.cuts.end(of: stretch, from: 0)
    forEachText(stretch, 0..<first, preparation) { chain.search($0, model, into: &tokens, &output) }
    if first == stretch.count { return }
    let units = units ?? UnitEncoder(rules.units)
    self.units = units
    units.encode(
      stretch, from: first, rules.cuts,
      take: { words, start, ends in
        chain.take(words, into: &tokens) { number, chain, tokens in
          let begin = number == 0 ? start : Int(ends[number - 1])
          let unit = UnsafeBufferPointer(rebasing: stretch[begin..<Int(ends[number])])
          forEachText(of: unit, rules) { chain.search($0, model, into: &tokens, &output) }
        }
      },
      { unit, words in
        measureNew(unit, rules, model, units, into: &words)
        return true
      })
  }

  /// Appends the steps through a new unit.
  private func measureNew(
    _ unit: UnsafeBufferPointer<UInt8>, _ rules: ChunkRules, _ model: UnigramModel, _ units: UnitEncoder,
    into words: inout [UInt32]
  ) {
    let first = words.count
    let isPlain =
      rules.direct != nil
      && rules.forEachPlainPart(of: unit) { plain in
        guard let joints = rules.joints else {
          return rules.withMarks(plain) { model.measure($0, into: &words, &output) }
        }
        var position = 0
        while position < plain.count {
          let end = joints.end(of: plain, from: position)
          units.encodePart(UnsafeBufferPointer(rebasing: plain[position..<end]), into: &words) { part, made in
            rules.withMarks(part) { model.measure($0, into: &made, &output) }
            return true
          }
          position = end
        }
      }
    if !isPlain {
      forEachText(unit, 0..<unit.count, rules.preparation(of: unit)) { model.measure($0, into: &words, &output) }
    }
    if words.count == first { model.measure(UnsafeBufferPointer(start: nil, count: 0), into: &words, &output) }
    UnigramModel.joinHeads(&words, from: first)
  }

  /// Calls a closure with what the model takes for a unit.
  private func forEachText(
    of unit: UnsafeBufferPointer<UInt8>, _ rules: ChunkRules, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    if rules.direct != nil, rules.forEachPlainPart(of: unit, { rules.withMarks($0, body) }) { return }
    forEachText(unit, 0..<unit.count, rules.preparation(of: unit), body)
  }

  /// Calls a closure with what the model takes for a part of a text that is one piece.
  private func forEachText(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: SharedPreparation,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    preparation.stretch(text, range, { _ in false }, false) { part in
      if case .text(let bytes, _) = part { body(bytes) }
    }
  }

  /// Encodes a stretch without added tokens of a byte-level vocabulary unit by unit.
  func encodeUnits(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ cuts: StepCuts, into tokens: inout [Token]
  ) {
    let units = units ?? UnitEncoder(cuts.units)
    self.units = units
    units.encode(UnsafeBufferPointer(rebasing: text[range]), from: 0, cuts.cuts, into: &tokens) { unit, made in
      isSure {
        if !cuts.withPiece(unit, { pairs.encode(piece: $0, into: &made) }),
          !cuts.withMarks(unit, { pairs.encode(piece: $0, into: &made) })
        {
          prepare(unit, 0..<unit.count, cuts.inner, into: &made)
        }
      }
    }
  }

  /// Whether nothing is lost meanwhile. What loses something is looked at each time.
  @inline(__always)
  private func isSure(_ encode: () -> Void) -> Bool {
    let before = losses
    encode()
    return losses == before
  }

  /// Bytes to encode before a model is made that is faster for much.
  static let muchBytes = 1 << 18

  private func encodeNew(
    _ unit: UnsafeBufferPointer<UInt8>, _ rules: ChunkRules, _ units: UnitEncoder, into tokens: inout [Token]
  ) {
    guard let direct = rules.direct else {
      return prepare(unit, 0..<unit.count, rules.preparation(of: unit), into: &tokens)
    }
    let model = preparedBytes > Self.muchBytes ? rules.fast(direct) : direct
    let isPlain = rules.forEachPlainPart(of: unit) { plain in
      guard let joints = rules.joints else {
        return rules.withMarks(plain) { encodeDirectly($0, model, into: &tokens) }
      }
      var position = 0
      while position < plain.count {
        let end = joints.end(of: plain, from: position)
        units.encodePart(UnsafeBufferPointer(rebasing: plain[position..<end]), into: &tokens) { part, made in
          isSure { rules.withMarks(part) { encodeDirectly($0, model, into: &made) } }
        }
        position = end
      }
    }
    if !isPlain { prepare(unit, 0..<unit.count, rules.preparation(of: unit), into: &tokens) }
  }

  private func encodeDirectly(
    _ text: UnsafeBufferPointer<UInt8>, _ model: any SubwordModel, into tokens: inout [Token]
  ) {
    output.removeAll()
    model.encode(text, into: &output)
    noteLeftOut()
    tokens += output.tokens
  }

  func prepare(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: SharedPreparation,
    into tokens: inout [Token]
  ) {
    preparation.stretch(text, range, { _ in false }, false) { part in
      switch part {
      case .token(let id, _): tokens.append(id)
      case .text(let bytes, let place): encodePart(bytes, preparation, place, into: &tokens)
      }
    }
  }
}
