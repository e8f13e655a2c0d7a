internal import PrepBytePairEncoding
internal import PrepBytes
internal import PrepSubwords

// Chunks of a text that no token crosses: those that are met again are not encoded again.

extension Encoder.Core {
  /// Encodes a stretch without added tokens chunk by chunk; those that are met again are remembered.
  func encodeChunks(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: TextPreparation, _ rules: ChunkRules,
    into tokens: inout [Token]
  ) {
    let stretch = UnsafeBufferPointer(rebasing: text[range])
    guard let base = stretch.baseAddress else { return }
    // What the first chunk becomes depends on where it stands.
    var position = rules.end(of: stretch, from: 0)
    prepare(text, range.lowerBound..<range.lowerBound + position, preparation, into: &tokens)
    while position < stretch.count {
      let end = rules.end(of: stretch, from: position)
      if !chunks.append(base + position, end - position, to: &tokens) {
        let chunk = UnsafeBufferPointer(start: base + position, count: end - position)
        remembering(chunk, &tokens) { encodeNew(chunk, rules, into: &$0) }
      }
      position = end
    }
  }

  /// Encodes a stretch without added tokens of a byte-level vocabulary part by part.
  func encodeParts(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ cuts: StepCuts, into tokens: inout [Token]
  ) {
    let stretch = UnsafeBufferPointer(rebasing: text[range])
    guard let base = stretch.baseAddress else { return }
    var position = 0
    while position < stretch.count {
      let end = cuts.end(of: stretch, from: position)
      if !chunks.append(base + position, end - position, to: &tokens) {
        let part = UnsafeBufferPointer(start: base + position, count: end - position)
        remembering(part, &tokens) { prepare(part, 0..<part.count, cuts.inner, into: &$0) }
      }
      position = end
    }
  }

  /// Appends the tokens of a chunk and remembers them. What loses something is looked at each time.
  @inline(__always)
  private func remembering(
    _ chunk: UnsafeBufferPointer<UInt8>, _ tokens: inout [Token], _ encode: (inout [Token]) -> Void
  ) {
    let first = tokens.count
    let before = losses
    encode(&tokens)
    if losses == before { chunks.insert(chunk, tokens[first...]) }
  }

  private func encodeNew(_ chunk: UnsafeBufferPointer<UInt8>, _ rules: ChunkRules, into tokens: inout [Token]) {
    guard let direct = rules.direct, rules.isPlain(chunk) else {
      return prepare(chunk, 0..<chunk.count, rules.inner, into: &tokens)
    }
    let text = rules.withoutExtraSpaces(chunk)
    func encode(_ part: UnsafeBufferPointer<UInt8>) {
      guard let base = part.baseAddress, !part.isEmpty else { return }
      if part.count < chunk.count {
        if chunks.append(base, part.count, to: &tokens) { return }
        return remembering(part, &tokens) { encodeDirectly(part, direct, into: &$0) }
      }
      encodeDirectly(part, direct, into: &tokens)
    }
    if let words = rules.words {
      words.forEachWord(of: text, encode)
    } else if let joints = rules.joints {
      joints.forEachPart(of: text, encode)
    } else {
      encodeDirectly(text, direct, into: &tokens)
    }
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
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ preparation: TextPreparation,
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
