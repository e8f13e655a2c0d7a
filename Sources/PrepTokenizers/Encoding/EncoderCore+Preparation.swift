internal import PrepBytePairEncoding
internal import PrepBytes
internal import PrepSubwords

// Text that is normalized and cut before a model or the merges see it.

extension Encoder.Core {
  /// Appends the tokens of a text that is prepared first.
  func encodePrepared(
    _ text: UnsafeBufferPointer<UInt8>, _ preparation: TextPreparation, _ policy: SpecialTokenPolicy,
    into tokens: inout [Token]
  ) {
    preparedBytes += text.count
    if model != nil, policy == .asText || policy == .refuse, preparedBytes > Self.wholeBytes, let rules {
      preparation.forEachStretch(of: text, token: { tokens.append($0) }) {
        encodeChunks(text, $0, preparation, rules, into: &tokens)
      }
      return
    }
    preparation.forEachPart(of: text, allows: allows(policy), tracksEdits: false) { part in
      switch part {
      case .token(let id, _): tokens.append(id)
      case .text(let bytes, let place): encodePart(bytes, preparation, place, into: &tokens)
      }
    }
  }

  /// So many bytes are encoded before it is worth the time to find out where texts may be cut, which changes no
  /// token.
  static let wholeBytes = 1 << 12

  /// Appends the tokens of a part of a prepared text.
  func encodePart(
    _ bytes: UnsafeBufferPointer<UInt8>, _ preparation: TextPreparation, _ place: TextPreparation.Place,
    into tokens: inout [Token]
  ) {
    if let model {
      output.removeAll()
      if preparation.isOnePiece {
        model.encode(bytes, into: &output)
      } else {
        for piece in preparation.pieces(of: bytes, place) {
          piece.bytes.withUnsafeBufferPointer { model.encode($0, into: &output) }
        }
      }
      tokens += output.tokens
      return
    }
    if preparation.steps.isEmpty { return pairs.encode(bytes, into: &tokens) }
    for piece in preparation.pieces(of: bytes, place) {
      piece.bytes.withUnsafeBufferPointer { pairs.encode(piece: $0, into: &tokens) }
    }
  }
}
