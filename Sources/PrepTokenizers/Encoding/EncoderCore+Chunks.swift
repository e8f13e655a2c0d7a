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
      let chunk = UnsafeBufferPointer(start: base + position, count: end - position)
      let isRemembered = chunk.count <= ChunkMemory.longest
      let hash = isRemembered ? ChunkMemory.hash(base + position, chunk.count) : 0
      if !isRemembered || !chunks.append(base + position, chunk.count, hash: hash, to: &tokens) {
        let first = tokens.count
        let before = losses
        encodeNew(chunk, rules, into: &tokens)
        // What loses something is looked at each time.
        if isRemembered, losses == before { chunks.insert(chunk, hash: hash, tokens[first...]) }
      }
      position = end
    }
  }

  func encodeNew(_ chunk: UnsafeBufferPointer<UInt8>, _ rules: ChunkRules, into tokens: inout [Token]) {
    if let direct = rules.direct, rules.isPlain(chunk) {
      output.removeAll()
      direct.encode(rules.withoutExtraSpaces(chunk), into: &output)
      noteLeftOut()
      tokens += output.tokens
    } else {
      prepare(chunk, 0..<chunk.count, rules.inner, into: &tokens)
    }
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
