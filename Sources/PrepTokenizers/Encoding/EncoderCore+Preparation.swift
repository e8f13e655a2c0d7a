internal import PrepBytePairEncoding
internal import PrepBytes
internal import PrepSubwords

// Text that is normalized and cut before a model or the merges see it.

extension Encoder.Core {
  /// Appends the tokens of a text that is prepared first.
  func encodePrepared(
    _ text: UnsafeBufferPointer<UInt8>, _ preparation: SharedPreparation, _ policy: SpecialTokenPolicy,
    into tokens: inout [Token]
  ) {
    beginChance(text)
    preparedBytes += text.count
    if model != nil, policy == .asText || policy == .refuse, preparedBytes > Self.wholeBytes, let rules {
      let chained = rules.chained(forMuch: preparedBytes > Self.muchBytes)
      let measured = rules.measured(forMuch: preparedBytes > Self.muchBytes)
      preparation.forEachStretch(of: text, token: { tokens.append($0) }) {
        if let chained {
          encodeChain(text, $0, preparation, rules, chained, into: &tokens)
        } else if let measured {
          encodeWords(text, $0, preparation, rules, measured, into: &tokens)
        } else {
          encodeUnits(text, $0, preparation, rules, into: &tokens)
        }
      }
      return
    }
    if model == nil, policy == .asText || policy == .refuse, preparedBytes > Self.wholeBytes, let cuts {
      preparation.forEachStretch(of: text, token: { tokens.append($0) }) {
        encodeUnits(text, $0, cuts, into: &tokens)
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

  /// What chance does to a text depends on the text, and on no other.
  func beginChance(_ text: UnsafeBufferPointer<UInt8>) {
    if let seed = storage.subwords?.dropoutSeed { output.chance = Chance(seed: seed, text: text) }
  }

  /// Bytes to encode before computing where long texts may be cut. Affects speed only.
  static let wholeBytes = 1 << 12

  /// Appends the tokens of a part of a prepared text.
  func encodePart(
    _ bytes: UnsafeBufferPointer<UInt8>, _ preparation: SharedPreparation, _ place: TextPreparation.Place,
    into tokens: inout [Token]
  ) {
    if let model {
      output.removeAll()
      if preparation.value.isOnePiece {
        model.encode(bytes, into: &output)
      } else {
        for piece in pieces(of: bytes, preparation, place) {
          piece.bytes.withUnsafeBufferPointer { model.encode($0, into: &output) }
        }
      }
      noteLeftOut()
      tokens += output.tokens
      return
    }
    if preparation.value.isCutByPattern(bytes) { return pairs.encode(bytes, into: &tokens) }
    for piece in pieces(of: bytes, preparation, place) {
      piece.bytes.withUnsafeBufferPointer { pairs.encode(piece: $0, into: &tokens) }
    }
  }

  /// The pieces of a part of a prepared text. What has no token is noted.
  func pieces(
    of bytes: UnsafeBufferPointer<UInt8>, _ preparation: SharedPreparation, _ place: TextPreparation.Place
  ) -> [SplitStep.Piece] {
    var found = LostText()
    let pieces = preparation.pieces(of: bytes, place, lost: &found)
    if !found.isEmpty { note(found) }
    return pieces
  }

  /// Notes what the model had no token for.
  @inline(__always)
  func noteLeftOut() {
    if output.leftOut == .max { return }
    var found = LostText()
    found.add(character: output.leftOut)
    note(found)
  }

  private func note(_ found: LostText) {
    losses += 1
    lost.formUnion(found)
    var all = told
    all.formUnion(found)
    if all == told { return }
    told = all
    storage.lostText.add(found)
  }
}
